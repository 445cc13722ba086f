"""Channels: the destinations that a workspace has configured, and how each of them does."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import Conflict, NotFound, PreconditionFailed
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.statements import chunks
from tocsin.storage.tables import channel
from tocsin.storage.workspaces import is_living

FAILURES_UNTIL_UNHEALTHY = 5
LONGEST_ERROR = 1000


class ChannelFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a user may set. `config` is JSON whose secrets are encrypted already. `canary_every_s`: seconds."""

    name: str
    kind: str
    config: bytes
    enabled: bool = True
    fallback_id: int | None = None
    title_template: str | None = None
    body_template: str | None = None
    canary_every_s: int | None = None


class StoredChannel(msgspec.Struct, frozen=True, kw_only=True):
    """A channel as it stands in the database. `revision` grows by one with every edit, and not with its health.

    `failures`: deliveries that failed in a row. `canary_at`: when the next proof of life is due.
    """

    id: int
    workspace_id: int
    revision: int
    created_at: int
    updated_at: int
    fields: ChannelFields
    failures: int = 0
    unhealthy_since: int | None = None
    last_success_at: int | None = None
    last_failure_at: int | None = None
    last_error: str | None = None
    canary_at: int | None = None


class NotedFailure(msgspec.Struct, frozen=True):
    """A channel after a delivery that failed."""

    channel: StoredChannel
    has_become_unhealthy: bool


class ChannelRepository:
    """One workspace's channels; `get_many`, `due_canaries` and what is noted are for the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def create(self, workspace_id: int, fields: ChannelFields, now: int) -> StoredChannel:
        """Raise Conflict when the name is taken."""
        values = {
            **_values(fields),
            "workspace_id": workspace_id,
            "revision": 1,
            "created_at": now,
            "updated_at": now,
            "canary_at": _canary_at(fields, now),
        }
        try:
            async with self.connection.begin_nested():
                row = (await self.connection.execute(insert(channel).values(values).returning(channel))).one()
        except IntegrityError as error:
            raise _name_taken(fields.name) from error
        return _stored_of(row)

    async def get(self, workspace_id: int, channel_id: int) -> StoredChannel:
        """Raise NotFound."""
        statement = select(channel).where(channel.c.workspace_id == workspace_id, channel.c.id == channel_id)
        row = (await self.connection.execute(statement)).one_or_none()
        if row is None:
            raise _not_found(channel_id)
        return _stored_of(row)

    async def page(self, workspace_id: int, *, cursor: str | None = None, limit: int = 50) -> Page[StoredChannel]:
        """By name."""
        limit = clamp(limit)
        statement = select(channel).where(channel.c.workspace_id == workspace_id)
        if cursor is not None:
            statement = statement.where(channel.c.name > decode_cursor(cursor, str))
        rows = (await self.connection.execute(statement.order_by(channel.c.name).limit(limit + 1))).all()
        return page_of(rows, limit, _stored_of, lambda one: one.fields.name)

    async def count(self, workspace_id: int) -> int:
        statement = select(func.count()).where(channel.c.workspace_id == workspace_id)
        return int((await self.connection.execute(statement)).scalar_one())

    async def fallbacks(self, workspace_id: int) -> dict[int, int]:
        """Which channel stands in for which, by the id of the one that it stands in for."""
        statement = select(channel.c.id, channel.c.fallback_id).where(
            channel.c.workspace_id == workspace_id, channel.c.fallback_id.is_not(None)
        )
        return dict((await self.connection.execute(statement)).all())

    async def update(
        self, workspace_id: int, channel_id: int, fields: ChannelFields, now: int, *, expected_revision: int
    ) -> StoredChannel:
        """The next proof of life is due anew when its period changes.

        Raise NotFound, PreconditionFailed (another revision), Conflict (the name is taken).
        """
        present = await self.get(workspace_id, channel_id)
        has_same_period = present.fields.canary_every_s == fields.canary_every_s
        canary_at = present.canary_at if has_same_period else _canary_at(fields, now)
        statement = (
            update(channel)
            .where(
                channel.c.workspace_id == workspace_id,
                channel.c.id == channel_id,
                channel.c.revision == expected_revision,
            )
            .values(revision=channel.c.revision + 1, updated_at=now, canary_at=canary_at, **_values(fields))
            .returning(channel)
        )
        try:
            async with self.connection.begin_nested():
                row = (await self.connection.execute(statement)).one_or_none()
        except IntegrityError as error:
            raise _name_taken(fields.name) from error
        if row is None:
            raise PreconditionFailed(f"Channel {channel_id} is at revision {present.revision} by now.")
        return _stored_of(row)

    async def switch(self, workspace_id: int, channel_id: int, now: int, *, on: bool) -> StoredChannel:
        """Raise NotFound."""
        statement = (
            update(channel)
            .where(channel.c.workspace_id == workspace_id, channel.c.id == channel_id)
            .values(revision=channel.c.revision + 1, updated_at=now, enabled=on)
            .returning(channel)
        )
        row = (await self.connection.execute(statement)).one_or_none()
        if row is None:
            raise _not_found(channel_id)
        return _stored_of(row)

    async def delete(self, workspace_id: int, channel_id: int) -> None:
        """Raise NotFound."""
        statement = delete(channel).where(channel.c.workspace_id == workspace_id, channel.c.id == channel_id)
        if not (await self.connection.execute(statement)).rowcount:
            raise _not_found(channel_id)

    async def get_many(self, channel_ids: Collection[int]) -> list[StoredChannel]:
        """Those that exist, of any workspace, switched off or not, by ascending id."""
        found: list[StoredChannel] = []
        for some in chunks(channel_ids):
            rows = await self.connection.execute(select(channel).where(channel.c.id.in_(some)))
            found += [_stored_of(row) for row in rows]
        return sorted(found, key=lambda one: one.id)

    async def note_success(self, channel_id: int, now: int) -> bool:
        """Whether it was unhealthy until now. Of a channel that is gone nothing is noted."""
        before = await self._held(channel_id)
        if before is None:
            return False
        statement = update(channel).where(channel.c.id == channel_id)
        await self.connection.execute(statement.values(failures=0, unhealthy_since=None, last_success_at=now))
        return before.unhealthy_since is not None

    async def note_failure(
        self, channel_id: int, now: int, error: str, *, is_permanent: bool = False
    ) -> NotedFailure | None:
        """The fifth failure in a row makes it unhealthy, and one that is permanent at once. None when it is gone."""
        before = await self._held(channel_id)
        if before is None:
            return None
        failures, since = before.failures + 1, before.unhealthy_since
        if since is None and (is_permanent or failures >= FAILURES_UNTIL_UNHEALTHY):
            since = now
        statement = (
            update(channel)
            .where(channel.c.id == channel_id)
            .values(failures=failures, unhealthy_since=since, last_failure_at=now, last_error=error[:LONGEST_ERROR])
            .returning(channel)
        )
        after = _stored_of((await self.connection.execute(statement)).one())
        return NotedFailure(after, before.unhealthy_since is None and since is not None)

    async def due_canaries(self, now: int, *, limit: int = 100) -> list[StoredChannel]:
        """Channels in use whose proof of life is due, the longest due first."""
        table = channel.c
        statement = select(channel).where(
            table.canary_at <= now, table.enabled.is_(True), is_living(table.workspace_id)
        )
        rows = await self.connection.execute(statement.order_by(table.canary_at, table.id).limit(limit))
        return [_stored_of(row) for row in rows]

    async def set_canary(self, channel_id: int, at: int) -> None:
        """When the next proof of life is due."""
        await self.connection.execute(update(channel).where(channel.c.id == channel_id).values(canary_at=at))

    async def _held(self, channel_id: int) -> StoredChannel | None:
        """Nobody else notes anything of it until this transaction ends."""
        statement = select(channel).where(channel.c.id == channel_id).with_for_update()
        row = (await self.connection.execute(statement)).one_or_none()
        return None if row is None else _stored_of(row)


def _canary_at(fields: ChannelFields, now: int) -> int | None:
    return None if fields.canary_every_s is None else now + fields.canary_every_s * 1000


def _values(fields: ChannelFields) -> dict[str, Any]:
    return {**msgspec.structs.asdict(fields), "config": fields.config.decode()}


def _stored_of(row: Row[Any]) -> StoredChannel:
    return StoredChannel(
        id=row.id,
        workspace_id=row.workspace_id,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
        fields=ChannelFields(
            name=row.name,
            kind=row.kind,
            config=row.config.encode(),
            enabled=bool(row.enabled),
            fallback_id=row.fallback_id,
            title_template=row.title_template,
            body_template=row.body_template,
            canary_every_s=row.canary_every_s,
        ),
        failures=row.failures,
        unhealthy_since=row.unhealthy_since,
        last_success_at=row.last_success_at,
        last_failure_at=row.last_failure_at,
        last_error=row.last_error,
        canary_at=row.canary_at,
    )


def _not_found(channel_id: int) -> NotFound:
    return NotFound(f"There is no channel {channel_id}.")


def _name_taken(name: str) -> Conflict:
    return Conflict(f"Another channel is called {name!r} already.")
