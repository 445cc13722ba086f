"""The keys of pushed monitors and of workspaces: found by a hash, sealed for being shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import ColumnElement, bindparam, delete, func, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import Conflict
from tocsin.storage.monitor_rows import visible
from tocsin.storage.statements import AnyRow, chunks, insert_into
from tocsin.storage.tables import monitor, ping_key, workspace_ping_key
from tocsin.storage.workspaces import is_living

_TAKEN = "This key is in use already: choose another one."


class NewPingKey(msgspec.Struct, frozen=True):
    """A key to be stored. `sealed_key` is encrypted."""

    monitor_id: int
    key_hash: bytes
    sealed_key: str
    slug: str


class StoredPingKey(msgspec.Struct, frozen=True):
    """`slug` stands for the monitor in addresses with the workspace's key."""

    sealed_key: str
    slug: str
    created_at: int


class StoredWorkspaceKey(msgspec.Struct, frozen=True):
    """One key for all pushed monitors of a workspace."""

    sealed_key: str
    created_at: int


class PingTarget(msgspec.Struct, frozen=True, gc=False):
    """A monitor, of whatever kind, that has a ping key."""

    monitor_id: int
    workspace_id: int
    kind: str
    slug: str
    is_enabled: bool


_TARGETS = (
    select(
        ping_key.c.key_hash,
        ping_key.c.slug,
        ping_key.c.workspace_id,
        monitor.c.id,
        monitor.c.kind,
        monitor.c.enabled,
    )
    .join(monitor, monitor.c.id == ping_key.c.monitor_id)
    .where(monitor.c.deleted_at.is_(None), is_living(monitor.c.workspace_id))
)
"""Of monitors that are not deleted, nor is their workspace."""
_BY_HASH = _TARGETS.where(ping_key.c.key_hash.in_(bindparam("hashes", expanding=True)))
_WORKSPACES = select(workspace_ping_key.c.key_hash, workspace_ping_key.c.workspace_id).where(
    workspace_ping_key.c.key_hash.in_(bindparam("hashes", expanding=True)), is_living(workspace_ping_key.c.workspace_id)
)
"""Made once: that takes half as long as it takes to ask."""


class PingKeyRepository:
    """One workspace's keys; the `targets_…` and `workspaces_…` are for a caller of whom only the key is known."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def insert(self, workspace_id: int, keys: Sequence[NewPingKey], now: int) -> None:
        """Those monitors that have a key already keep it."""
        if not keys:
            return
        rows = [
            {
                "monitor_id": one.monitor_id,
                "workspace_id": workspace_id,
                "key_hash": one.key_hash,
                "sealed_key": one.sealed_key,
                "slug": one.slug,
                "created_at": now,
            }
            for one in keys
        ]
        statement = insert_into(self.connection, ping_key)
        await self.connection.execute(statement.on_conflict_do_nothing(index_elements=[ping_key.c.monitor_id]), rows)

    async def get(self, workspace_id: int, monitor_id: int) -> StoredPingKey | None:
        statement = (
            select(ping_key.c.sealed_key, ping_key.c.slug, ping_key.c.created_at)
            .join(monitor, monitor.c.id == ping_key.c.monitor_id)
            .where(ping_key.c.monitor_id == monitor_id, *visible(workspace_id))
        )
        row = (await self.connection.execute(statement)).one_or_none()
        return None if row is None else StoredPingKey(*row)

    async def replace_key(self, workspace_id: int, key: NewPingKey, now: int) -> None:
        """Its slug stays. Raise Conflict when another monitor, or a workspace, has this key."""
        theirs = select(workspace_ping_key.c.key_hash).where(workspace_ping_key.c.key_hash == key.key_hash)
        if (await self.connection.execute(theirs)).first():
            raise Conflict(_TAKEN)
        statement = update(ping_key).where(
            ping_key.c.workspace_id == workspace_id, ping_key.c.monitor_id == key.monitor_id
        )
        values = statement.values(key_hash=key.key_hash, sealed_key=key.sealed_key, created_at=now)
        try:
            async with self.connection.begin_nested():
                await self.connection.execute(values)
        except IntegrityError as error:
            raise Conflict(_TAKEN) from error

    async def set_slug(self, workspace_id: int, monitor_id: int, slug: str) -> None:
        statement = update(ping_key).where(ping_key.c.workspace_id == workspace_id, ping_key.c.monitor_id == monitor_id)
        await self.connection.execute(statement.values(slug=slug))

    async def delete(self, workspace_id: int, monitor_ids: Collection[int]) -> None:
        """What they were is free to be used again."""
        for ids in chunks(monitor_ids):
            owned = (ping_key.c.workspace_id == workspace_id, ping_key.c.monitor_id.in_(ids))
            await self.connection.execute(delete(ping_key).where(*owned))

    async def count(self, workspace_id: int) -> int:
        statement = select(func.count()).where(ping_key.c.workspace_id == workspace_id)
        return int((await self.connection.execute(statement)).scalar_one())

    async def targets_by_hash(self, hashes: Collection[bytes]) -> dict[bytes, PingTarget]:
        """Those that exist, of any workspace."""
        rows = await self.connection.execute(_BY_HASH, {"hashes": list(hashes)})
        return {bytes(row.key_hash): _target_of(row) for row in rows}

    async def targets_by_slug(self, slugs: Collection[tuple[int, str]]) -> dict[tuple[int, str], list[PingTarget]]:
        """By workspace and slug; several where it is ambiguous."""
        found: dict[tuple[int, str], list[PingTarget]] = {}
        condition = tuple_(ping_key.c.workspace_id, ping_key.c.slug).in_(list(slugs))
        for row in await self.connection.execute(_TARGETS.where(condition)):
            found.setdefault((row.workspace_id, row.slug), []).append(_target_of(row))
        return found

    async def workspaces_of(self, hashes: Collection[bytes]) -> dict[bytes, int]:
        """Workspaces' ids by the hash of their key; those that exist and are not deleted."""
        rows = await self.connection.execute(_WORKSPACES, {"hashes": list(hashes)})
        return {bytes(row.key_hash): row.workspace_id for row in rows}

    async def workspace_key(self, workspace_id: int) -> StoredWorkspaceKey | None:
        columns = select(workspace_ping_key.c.sealed_key, workspace_ping_key.c.created_at)
        row = (await self.connection.execute(columns.where(_of_workspace(workspace_id)))).one_or_none()
        return None if row is None else StoredWorkspaceKey(*row)

    async def replace_workspace_key(self, workspace_id: int, key_hash: bytes, sealed_key: str, now: int) -> None:
        """Raise Conflict when a monitor, or another workspace, has this key."""
        if (await self.connection.execute(select(ping_key.c.key_hash).where(ping_key.c.key_hash == key_hash))).first():
            raise Conflict(_TAKEN)
        values = {"key_hash": key_hash, "sealed_key": sealed_key, "created_at": now}
        statement = insert_into(self.connection, workspace_ping_key).values(workspace_id=workspace_id, **values)
        try:
            async with self.connection.begin_nested():
                await self.connection.execute(
                    statement.on_conflict_do_update(index_elements=[workspace_ping_key.c.workspace_id], set_=values)
                )
        except IntegrityError as error:
            raise Conflict(_TAKEN) from error

    async def delete_workspace_key(self, workspace_id: int) -> bool:
        """False when there was none."""
        statement = delete(workspace_ping_key).where(_of_workspace(workspace_id))
        return (await self.connection.execute(statement)).rowcount > 0


def _of_workspace(workspace_id: int) -> ColumnElement[bool]:
    return workspace_ping_key.c.workspace_id == workspace_id


def _target_of(row: AnyRow) -> PingTarget:
    return PingTarget(row.id, row.workspace_id, row.kind, row.slug, bool(row.enabled))
