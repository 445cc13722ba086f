"""Monitors as users configure them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.monitor import Rules


class MonitorFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a user may set. `config` is JSON whose secrets the service layer has encrypted; `rules` holds the parents."""

    name: str
    kind: str
    config: bytes
    target: str
    rules: Rules
    tags: tuple[str, ...] = ()
    description: str = ""
    runbook_url: str | None = None
    enabled: bool = True
    degraded_latency_ms: int | None = None
    degraded_certificate_days: int | None = None
    managed_by: str | None = None


class StoredMonitor(msgspec.Struct, frozen=True, kw_only=True):
    """A monitor as it stands in the database. `revision` grows by one with every change."""

    id: int
    workspace_id: int
    revision: int
    created_at: int
    updated_at: int
    fields: MonitorFields


class MonitorRepository:
    """One workspace's monitors. Deleted ones do not exist for any method here."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def create(self, workspace_id: int, fields: MonitorFields, now: int) -> StoredMonitor:
        """Its state begins as `unknown`. Raise Conflict when the name is taken."""
        raise NotImplementedError

    async def get(self, workspace_id: int, monitor_id: int) -> StoredMonitor:
        """Raise NotFound."""
        raise NotImplementedError

    async def get_many(self, workspace_id: int, monitor_ids: Collection[int]) -> list[StoredMonitor]:
        """Those that exist, in ascending order of id."""
        raise NotImplementedError

    async def by_names(self, workspace_id: int, names: Collection[str]) -> dict[str, StoredMonitor]:
        raise NotImplementedError

    async def managed_by(self, workspace_id: int, source: str) -> list[StoredMonitor]:
        """All monitors that one YAML source owns."""
        raise NotImplementedError

    async def update(
        self,
        workspace_id: int,
        monitor_id: int,
        fields: MonitorFields,
        now: int,
        *,
        expected_revision: int | None = None,
    ) -> StoredMonitor:
        """Raise NotFound, PreconditionFailed (another revision), Conflict (the name is taken)."""
        raise NotImplementedError

    async def delete(self, workspace_id: int, monitor_ids: Collection[int], now: int) -> list[int]:
        """Soft: the rows go later, by `RetentionRepository.purge_deleted`. Return the ids that existed."""
        raise NotImplementedError

    async def set_enabled(self, workspace_id: int, monitor_ids: Collection[int], enabled: bool, now: int) -> list[int]:
        """Return the ids that changed."""
        raise NotImplementedError

    async def add_tag(self, workspace_id: int, monitor_ids: Collection[int], tag: str, now: int) -> list[int]:
        """Return the ids that changed."""
        raise NotImplementedError

    async def remove_tag(self, workspace_id: int, monitor_ids: Collection[int], tag: str, now: int) -> list[int]:
        """Return the ids that changed."""
        raise NotImplementedError

    async def existing(self, workspace_id: int, monitor_ids: Collection[int]) -> set[int]:
        """Which of these exist in the workspace."""
        raise NotImplementedError

    async def ancestors(self, workspace_id: int, monitor_ids: Sequence[int]) -> set[int]:
        """Parents of these, their parents, and so on; to refuse a cycle before it is written."""
        raise NotImplementedError
