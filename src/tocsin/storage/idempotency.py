"""Answers kept for a while, so that a request sent twice with the same `Idempotency-Key` is carried out once."""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.statements import insert_into
from tocsin.storage.tables import idempotency_key


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
        statement = insert_into(self.connection, idempotency_key).values(
            workspace_id=workspace_id, key=key, fingerprint=fingerprint, created_at=now
        )
        if (await self.connection.execute(statement.on_conflict_do_nothing())).rowcount:
            return None
        row = (await self.connection.execute(select(idempotency_key).where(_is(workspace_id, key)))).one()
        headers = msgspec.json.decode(row.headers or "{}", type=dict[str, str])
        return StoredAnswer(row.fingerprint, row.status, headers, row.body or b"")

    async def finish(self, workspace_id: int, key: str, status: int, headers: dict[str, str], body: bytes) -> None:
        """Keep the answer; retention forgets it after a day."""
        values = {"status": status, "headers": msgspec.json.encode(headers).decode(), "body": body}
        await self.connection.execute(update(idempotency_key).where(_is(workspace_id, key)).values(values))

    async def forget(self, workspace_id: int, key: str) -> None:
        """The request failed for our own reasons: it may come again."""
        await self.connection.execute(delete(idempotency_key).where(_is(workspace_id, key)))


def _is(workspace_id: int, key: str) -> ColumnElement[bool]:
    return and_(idempotency_key.c.workspace_id == workspace_id, idempotency_key.c.key == key)
