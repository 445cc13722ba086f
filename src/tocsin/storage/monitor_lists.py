"""Monitors as they are looked for: filtered, sorted, paged, each with its present state."""

from __future__ import annotations

from enum import StrEnum

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.verdict import Verdict
from tocsin.storage.monitors import StoredMonitor
from tocsin.storage.paging import Page


class MonitorFilter(msgspec.Struct, frozen=True, kw_only=True):
    """All that is given must hold; of `states` and `kinds` any one, of `tags` every one.

    `text` is looked for in name, target, description and tags, without regard to case.
    """

    text: str | None = None
    states: tuple[Verdict, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    enabled: bool | None = None
    managed_by: str | None = None
    ids: tuple[int, ...] | None = None


class MonitorSort(StrEnum):
    """The order of a list; a leading minus turns it round."""

    NAME = "name"
    NAME_DESCENDING = "-name"
    ID = "id"
    ID_DESCENDING = "-id"


class ListedMonitor(msgspec.Struct, frozen=True, kw_only=True):
    """A monitor with what is concluded of it."""

    monitor: StoredMonitor
    state: Verdict
    since: int
    reason: str
    summary: str
    incident_id: int | None
    certificate_expires_at: int | None


class TagCount(msgspec.Struct, frozen=True):
    """How many monitors carry a tag."""

    tag: str
    monitors: int


class MonitorListRepository:
    """Questions over many of one workspace's monitors."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def page(
        self,
        workspace_id: int,
        where: MonitorFilter,
        *,
        sort: MonitorSort = MonitorSort.NAME,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[ListedMonitor]:
        """Raise ValidationFailed for a cursor of another list."""
        raise NotImplementedError

    async def get(self, workspace_id: int, monitor_id: int) -> ListedMonitor:
        """Raise NotFound."""
        raise NotImplementedError

    async def count_by_state(self, workspace_id: int, where: MonitorFilter) -> dict[Verdict, int]:
        """Every state is a key; enabled and disabled monitors alike unless the filter says otherwise."""
        raise NotImplementedError

    async def matching_ids(self, workspace_id: int, where: MonitorFilter, *, limit: int = 100_000) -> list[int]:
        """For bulk actions on a filter."""
        raise NotImplementedError

    async def tags(self, workspace_id: int, *, limit: int = 1000) -> list[TagCount]:
        """By name."""
        raise NotImplementedError
