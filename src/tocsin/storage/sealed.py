"""Where sealed secrets lie: the columns that may hold one, read and replaced a few rows at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Column, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.tables import account, challenge, channel, hook, monitor, ping_key, rotation, workspace_ping_key

SHOWN_DIGITS = 8

RowKey = int | bytes
"""The primary key of a row; the tables below have one column of it each."""


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column whose text is a sealed value, or JSON with sealed values at any depth. `noun`: what a row of it is."""

    column: Column[Any]
    noun: str

    @property
    def key(self) -> Column[Any]:
        (key,) = self.column.table.primary_key
        return key

    def name_of(self, key: RowKey) -> str:
        """How a person is told which row it is. Of a row that is found by a hash, the hash's first digits."""
        return f"{self.noun} {key.hex()[:SHOWN_DIGITS] if isinstance(key, bytes) else key}"


COLUMNS = (
    SealedColumn(monitor.c.config, "monitor"),
    SealedColumn(ping_key.c.sealed_key, "the ping key of monitor"),
    SealedColumn(workspace_ping_key.c.sealed_key, "the ping key of workspace"),
    SealedColumn(hook.c.config, "hook"),
    SealedColumn(hook.c.sealed_key, "the address of hook"),
    SealedColumn(channel.c.config, "channel"),
    SealedColumn(rotation.c.calendar_key, "the calendar of rotation"),
    SealedColumn(account.c.totp_secret, "the second factor of user"),
    SealedColumn(challenge.c.payload, "challenge"),
)
"""All of them, deleted rows included: they are purged later, and may be brought back until then."""


class SealedText(msgspec.Struct, frozen=True):
    """What one row holds."""

    key: RowKey
    text: str


class SealedRepository:
    """For the system: the rows of every workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def following(self, place: SealedColumn, last: RowKey | None, mark: str, limit: int) -> list[SealedText]:
        """Rows after `last`, by ascending key, that have `mark` somewhere in their text."""
        statement = select(place.key, place.column).where(place.column.contains(mark, autoescape=True))
        if last is not None:
            statement = statement.where(place.key > last)
        rows = await self.connection.execute(statement.order_by(place.key).limit(limit))
        return [SealedText(key, text) for key, text in rows]

    async def replace(self, place: SealedColumn, changes: Sequence[tuple[SealedText, str]]) -> None:
        """Set the new text of each row that still holds the old one; who wrote meanwhile was right to do so."""
        statement = (
            update(place.column.table)
            .where(place.key == bindparam("of_key"), place.column == bindparam("before"))
            .values({place.column.name: bindparam("after")})
        )
        rows = [{"of_key": old.key, "before": old.text, "after": new} for old, new in changes]
        await self.connection.execute(statement, rows)
