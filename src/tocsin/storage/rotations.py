"""Rotations: people who take turns on call."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.rotation import Override, Rotation
from tocsin.core.errors import Conflict, NotFound, PreconditionFailed
from tocsin.storage.overrides import OverrideRepository
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.statements import chunks
from tocsin.storage.tables import rotation
from tocsin.storage.workspaces import is_living

MOST_A_WORKSPACE = 100


class StoredRotation(msgspec.Struct, frozen=True, kw_only=True):
    """A rotation as it stands in the database. `calendar_key` is sealed; None where no calendar was shared."""

    id: int
    workspace_id: int
    name: str
    rotation: Rotation
    revision: int
    created_at: int
    updated_at: int
    calendar_key: str | None = None


_BY_CALENDAR = select(rotation).where(
    rotation.c.calendar_hash == bindparam("key_hash"), is_living(rotation.c.workspace_id)
)


class RotationRepository:
    """One workspace's rotations; `get_many` is for the system, `by_calendar` for who has the key of a calendar."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def create(self, workspace_id: int, name: str, document: Rotation, now: int) -> StoredRotation:
        """Raise Conflict when the name is taken."""
        values = {
            "workspace_id": workspace_id,
            "name": name,
            "document": msgspec.json.encode(document),
            "revision": 1,
            "created_at": now,
            "updated_at": now,
        }
        try:
            async with self.connection.begin_nested():
                row = (await self.connection.execute(insert(rotation).values(values).returning(rotation))).one()
        except IntegrityError as error:
            raise _name_taken(name) from error
        return _stored_of(row)

    async def get(self, workspace_id: int, rotation_id: int) -> StoredRotation:
        """Raise NotFound."""
        statement = select(rotation).where(rotation.c.workspace_id == workspace_id, rotation.c.id == rotation_id)
        row = (await self.connection.execute(statement)).one_or_none()
        if row is None:
            raise _not_found(rotation_id)
        return _stored_of(row)

    async def get_many(self, rotation_ids: Collection[int]) -> dict[int, StoredRotation]:
        """Those that exist, of any workspace."""
        found: dict[int, StoredRotation] = {}
        for some in chunks(rotation_ids):
            rows = await self.connection.execute(select(rotation).where(rotation.c.id.in_(some)))
            found.update((row.id, _stored_of(row)) for row in rows)
        return found

    async def by_calendar(self, key_hash: bytes) -> StoredRotation | None:
        """Of whichever workspace that is not deleted."""
        row = (await self.connection.execute(_BY_CALENDAR, {"key_hash": key_hash})).one_or_none()
        return None if row is None else _stored_of(row)

    async def page(self, workspace_id: int, *, cursor: str | None = None, limit: int = 50) -> Page[StoredRotation]:
        """By name."""
        limit = clamp(limit)
        statement = select(rotation).where(rotation.c.workspace_id == workspace_id).order_by(rotation.c.name)
        if cursor is not None:
            statement = statement.where(rotation.c.name > decode_cursor(cursor, str))
        rows = (await self.connection.execute(statement.limit(limit + 1))).all()
        return page_of(rows, limit, _stored_of, lambda one: one.name)

    async def all(self, workspace_id: int, *, held: bool = False) -> list[StoredRotation]:
        """By name. `held`: nobody else changes them until this transaction ends."""
        statement = select(rotation).where(rotation.c.workspace_id == workspace_id).order_by(rotation.c.name)
        if held:
            statement = statement.with_for_update()
        return [_stored_of(row) for row in await self.connection.execute(statement)]

    async def count(self, workspace_id: int) -> int:
        statement = select(func.count()).where(rotation.c.workspace_id == workspace_id)
        return int((await self.connection.execute(statement)).scalar_one())

    async def update(
        self, workspace_id: int, rotation_id: int, name: str, document: Rotation, now: int, *, expected_revision: int
    ) -> StoredRotation:
        """Raise NotFound, PreconditionFailed (another revision), Conflict (the name is taken)."""
        is_it = (rotation.c.workspace_id == workspace_id, rotation.c.id == rotation_id)
        fresh = {"name": name, "document": msgspec.json.encode(document), "updated_at": now}
        statement = update(rotation).where(*is_it, rotation.c.revision == expected_revision)
        statement = statement.values(revision=rotation.c.revision + 1, **fresh)
        try:
            async with self.connection.begin_nested():
                row = (await self.connection.execute(statement.returning(rotation))).one_or_none()
        except IntegrityError as error:
            raise _name_taken(name) from error
        if row is None:
            present = await self.get(workspace_id, rotation_id)
            raise PreconditionFailed(f"Rotation {rotation_id} is at revision {present.revision} by now.")
        return _stored_of(row)

    async def overrides_between(self, rotation_id: int, start: int, end: int) -> list[Override]:
        """Those that touch [start, end)."""
        return (await OverrideRepository(self.connection).touching([rotation_id], start, end)).get(rotation_id, [])

    async def share_calendar(
        self, workspace_id: int, rotation_id: int, *, key_hash: bytes | None, sealed_key: str | None, now: int
    ) -> StoredRotation:
        """Under this key, and no other; under none where it is None. Raise NotFound."""
        statement = (
            update(rotation)
            .where(rotation.c.workspace_id == workspace_id, rotation.c.id == rotation_id)
            .values(revision=rotation.c.revision + 1, updated_at=now, calendar_hash=key_hash, calendar_key=sealed_key)
            .returning(rotation)
        )
        row = (await self.connection.execute(statement)).one_or_none()
        if row is None:
            raise _not_found(rotation_id)
        return _stored_of(row)

    async def delete(self, workspace_id: int, rotation_id: int) -> None:
        """Its overrides go with it. Raise NotFound."""
        statement = delete(rotation).where(rotation.c.workspace_id == workspace_id, rotation.c.id == rotation_id)
        if not (await self.connection.execute(statement)).rowcount:
            raise _not_found(rotation_id)


def _stored_of(row: Row[Any]) -> StoredRotation:
    return StoredRotation(
        id=row.id,
        workspace_id=row.workspace_id,
        name=row.name,
        rotation=msgspec.json.decode(row.document, type=Rotation),
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
        calendar_key=row.calendar_key,
    )


def _not_found(rotation_id: int) -> NotFound:
    return NotFound(f"There is no rotation {rotation_id}.")


def _name_taken(name: str) -> Conflict:
    return Conflict(f"Another rotation is called {name!r} already.")
