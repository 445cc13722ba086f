"""What is silenced or in maintenance at this moment. For the system."""

from __future__ import annotations

from collections.abc import Collection

from tocsin.core.alerting.silence import Occurrence
from tocsin.storage.database import Connection
from tocsin.storage.silences import SilenceRepository


async def occurrences_at(
    connection: Connection, workspace_ids: Collection[int], now: int
) -> dict[int, list[Occurrence]]:
    """By workspace; those in which nothing holds are left out."""
    return await SilenceRepository(connection).holding(workspace_ids, now)
