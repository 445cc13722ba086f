"""Answers kept for a while, so that a request sent twice with the same `Idempotency-Key` is carried out once."""

from __future__ import annotations

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection


class StoredAnswer(msgspec.Struct, frozen=True):
    """`status` is None while the first request is still being carried out."""

    fingerprint: bytes
    status: int | None
    headers: dict[str, str]
    body: bytes


class IdempotencyRepository:
    """`fingerprint` is a hash of the request, to refuse the same key with another one."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def begin(self, workspace_id: int, key: str, fingerprint: bytes, now: int) -> StoredAnswer | None:
        """None: the key is new and now ours. Else what is known of the request that took it."""
        raise NotImplementedError

    async def finish(self, workspace_id: int, key: str, status: int, headers: dict[str, str], body: bytes) -> None:
        raise NotImplementedError

    async def forget(self, workspace_id: int, key: str) -> None:
        """The request failed for our own reasons: it may come again."""
        raise NotImplementedError
