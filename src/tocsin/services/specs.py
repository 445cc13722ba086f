"""Monitors as scheduler and ingest need them: their secrets in clear, in memory only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection

import msgspec
import structlog

from tocsin.auth import configs
from tocsin.auth.secrets import SecretBox, SecretUnreadable
from tocsin.core.monitor import MonitorSpec
from tocsin.storage.database import Database
from tocsin.storage.specs import SpecRepository

_log = structlog.get_logger(__name__)
_SEALED = b'"enc:v1:'


async def stream(
    database: Database, box: SecretBox, monitor_ids: Collection[int] | None = None
) -> AsyncIterator[list[MonitorSpec]]:
    """All of them, or those listed, in chunks. One whose secrets cannot be read is left out.

    Nothing is known of it then, and `unknown` is what it becomes; a check with the wrong password would be a lie.
    """
    async with database.read() as connection:
        async for chunk in SpecRepository(connection).stream(monitor_ids):
            yield [spec for sealed in chunk if (spec := opened(sealed, box)) is not None]


def opened(spec: MonitorSpec, box: SecretBox) -> MonitorSpec | None:
    """The spec with its secrets in clear; None, and a log line, when they cannot be read."""
    if _SEALED not in spec.config:
        return spec
    try:
        clear = configs.unseal(msgspec.json.decode(spec.config), box)
    except SecretUnreadable as error:
        _log.error("a monitor's secrets cannot be read; it is not checked", monitor_id=spec.id, reason=error.message)
        return None
    return msgspec.structs.replace(spec, config=msgspec.json.encode(clear))
