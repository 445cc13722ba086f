"""API keys: only a hash is kept; the prefix finds the row."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import NotFound
from tocsin.storage.paging import clamp
from tocsin.storage.tables import api_key
from tocsin.storage.workspaces import is_living


class StoredApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """`revoked_at` and `expires_at` (Unix ms) are for the caller to judge. `created_by` may be unknown, and empty."""

    id: int
    workspace_id: int
    name: str
    prefix: str
    hash: bytes
    scopes: tuple[str, ...]
    created_by: str
    created_at: int
    last_used_at: int | None
    expires_at: int | None
    revoked_at: int | None


_BY_PREFIX = select(api_key).where(api_key.c.prefix == bindparam("prefix"), is_living(api_key.c.workspace_id))
"""Made once: that takes half as long as it takes to ask."""


class ApiKeyRepository:
    """`by_prefix` and `touch` are for authentication, before the workspace is known."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def create(
        self,
        workspace_id: int,
        *,
        name: str,
        prefix: str,
        key_hash: bytes,
        scopes: Collection[str],
        now: int,
        expires_at: int | None = None,
        created_by: str = "",
    ) -> StoredApiKey:
        values = {
            "workspace_id": workspace_id,
            "name": name,
            "prefix": prefix,
            "hash": key_hash,
            "scopes": msgspec.json.encode(list(scopes)).decode(),
            "created_by": created_by,
            "created_at": now,
            "expires_at": expires_at,
        }
        return _stored_of((await self.connection.execute(insert(api_key).values(values).returning(api_key))).one())

    async def by_prefix(self, prefix: str) -> list[StoredApiKey]:
        """Revoked and expired ones too, but none to a deleted workspace."""
        rows = await self.connection.execute(_BY_PREFIX, {"prefix": prefix})
        return [_stored_of(row) for row in rows]

    async def touch(self, key_id: int, now: int) -> None:
        """It was used. Callers do this once a minute per key at most."""
        await self.connection.execute(update(api_key).where(api_key.c.id == key_id).values(last_used_at=now))

    async def newest(self, workspace_id: int, *, limit: int = 500) -> list[StoredApiKey]:
        """Newest first."""
        statement = select(api_key).where(api_key.c.workspace_id == workspace_id).order_by(api_key.c.id.desc())
        return [_stored_of(row) for row in await self.connection.execute(statement.limit(clamp(limit)))]

    async def working(self, workspace_id: int, now: int) -> list[StoredApiKey]:
        """Those that are neither revoked nor expired, newest first."""
        is_good = (
            api_key.c.workspace_id == workspace_id,
            api_key.c.revoked_at.is_(None),
            or_(api_key.c.expires_at.is_(None), api_key.c.expires_at > now),
        )
        statement = select(api_key).where(*is_good).order_by(api_key.c.id.desc()).limit(clamp(500))
        return [_stored_of(row) for row in await self.connection.execute(statement)]

    async def get(self, workspace_id: int, key_id: int) -> StoredApiKey:
        """Raise NotFound."""
        statement = select(api_key).where(api_key.c.workspace_id == workspace_id, api_key.c.id == key_id)
        row = (await self.connection.execute(statement)).one_or_none()
        if row is None:
            raise _not_found(key_id)
        return _stored_of(row)

    async def revoke(self, workspace_id: int, key_id: int, now: int) -> None:
        """The first time counts. Raise NotFound."""
        statement = (
            update(api_key)
            .where(api_key.c.workspace_id == workspace_id, api_key.c.id == key_id)
            .values(revoked_at=func.coalesce(api_key.c.revoked_at, now))
        )
        if not (await self.connection.execute(statement)).rowcount:
            raise _not_found(key_id)


def _not_found(key_id: int) -> NotFound:
    return NotFound(f"There is no API key {key_id}.")


def _stored_of(row: Row[Any]) -> StoredApiKey:
    return StoredApiKey(
        id=row.id,
        workspace_id=row.workspace_id,
        name=row.name,
        prefix=row.prefix,
        hash=row.hash,
        scopes=msgspec.json.decode(row.scopes, type=tuple[str, ...]),
        created_by=row.created_by,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
