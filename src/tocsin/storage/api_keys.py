"""API keys: only a hash is kept; the prefix finds the row."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection


class StoredApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """`revoked_at` and `expires_at` (Unix ms) are for the caller to judge."""

    id: int
    workspace_id: int
    name: str
    prefix: str
    hash: bytes
    scopes: tuple[str, ...]
    created_at: int
    last_used_at: int | None
    expires_at: int | None
    revoked_at: int | None


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
    ) -> StoredApiKey:
        raise NotImplementedError

    async def by_prefix(self, prefix: str) -> list[StoredApiKey]:
        """Revoked and expired ones too."""
        raise NotImplementedError

    async def touch(self, key_id: int, now: int) -> None:
        """It was used. Callers do this once a minute per key at most."""
        raise NotImplementedError

    async def list(self, workspace_id: int, *, limit: int = 500) -> list[StoredApiKey]:
        """Newest first."""
        raise NotImplementedError

    async def revoke(self, workspace_id: int, key_id: int, now: int) -> None:
        """Raise NotFound."""
        raise NotImplementedError
