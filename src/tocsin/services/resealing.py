"""Rotation of the key that encrypts secrets at rest: every secret is opened and sealed again with the current key.

A few rows a transaction, each only where it still holds what was read: it can be stopped at any moment, begun anew, and
run beside servers whose ring has both keys. Everything can be read all the while.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from tocsin.auth.actor import system
from tocsin.auth.secrets import MARK, SecretBox, SecretUnreadable, is_sealed, key_id_of
from tocsin.core.result import Json
from tocsin.services import trail
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Database
from tocsin.storage.meta import MetaRepository
from tocsin.storage.sealed import COLUMNS, SealedColumn, SealedRepository, SealedText
from tocsin.storage.workspaces import WorkspaceRepository

CHUNK = 100
MOST_ROUNDS = 10
MOST_NAMED = 1000
OPERATOR = "operator"
_UNDER_WAY = "secret_key.rotation"


@dataclass(slots=True)
class Census:
    """How many sealed secrets there are, by the id of their key: those that the ring opens, and those that it does not.

    What is too damaged to name a key is counted under "". `places` names the rows of the unreadable, up to a limit.
    """

    readable: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    places: list[str] = field(default_factory=list)

    def still_with(self, key_id: str) -> int:
        return self.readable[key_id] + self.unreadable[key_id]


async def census(database: Database, box: SecretBox) -> Census:
    """Look at every sealed secret there is, and try to open it."""
    found = Census()
    for place in COLUMNS:
        async for rows in _chunks(database, place):
            for row in rows:
                _count(found, box, place, row)
    return found


async def reseal(database: Database, box: SecretBox) -> Census:
    """Seal with the current key whatever another one in the ring opens; return how it is then.

    What was edited while it was read is looked at again in the next round.
    """
    for _ in range(MOST_ROUNDS):
        if not await _round(database, box):
            break
    return await census(database, box)


async def begun(database: Database) -> str | None:
    """The id of the key that a rotation which has not ended yet leads to."""
    async with database.read() as connection:
        return await MetaRepository(connection).get(_UNDER_WAY)


async def begin(database: Database, key_id: str) -> None:
    """Remember that a rotation to this key is under way, so that one that is killed is carried on with."""
    async with database.write(is_durable=True) as connection:
        await MetaRepository(connection).set(_UNDER_WAY, key_id)


async def end(database: Database, key_id: str, kept: Sequence[str], dropped: Sequence[str], now: int) -> None:
    """The rotation to this key is over: every workspace's audit trail says so, and what became of the older keys."""
    detail: dict[str, Json] = {"kept": [*kept], "dropped": [*dropped]}
    async with database.write() as connection:
        audit = AuditRepository(connection)
        for workspace in await WorkspaceRepository(connection).all():
            actor = system(workspace.id, OPERATOR)
            await trail.note(audit, actor, now, "secret_key.rotated", f"secret_key:{key_id}", detail)
        await MetaRepository(connection).delete(_UNDER_WAY)


async def _round(database: Database, box: SecretBox) -> bool:
    """Whether there was anything to do."""
    has_changed = False
    for place in COLUMNS:
        async for rows in _chunks(database, place):
            changes = [(row, text) for row in rows if (text := _resealed(row.text, box)) != row.text]
            if changes:
                has_changed = True
                # Durable: the old key may be thrown away as soon as this is done.
                async with database.write(is_durable=True) as connection:
                    await SealedRepository(connection).replace(place, changes)
    return has_changed


async def _chunks(database: Database, place: SealedColumn) -> AsyncIterator[list[SealedText]]:
    last = None
    while True:
        async with database.read() as connection:
            rows = await SealedRepository(connection).following(place, last, MARK, CHUNK)
        if not rows:
            return
        yield rows
        last = rows[-1].key


def _resealed(text: str, box: SecretBox) -> str:
    for sealed in _sealed_in(text):
        if key_id_of(sealed) != box.key_ids[0]:
            try:
                text = text.replace(sealed, box.encrypt(box.decrypt(sealed)))
            except SecretUnreadable:
                continue
    return text


def _count(found: Census, box: SecretBox, place: SealedColumn, row: SealedText) -> None:
    for sealed in _sealed_in(row.text):
        key_id = key_id_of(sealed) or ""
        try:
            box.decrypt(sealed)
        except SecretUnreadable:
            found.unreadable[key_id] += 1
            name = place.name_of(row.key)
            if len(found.places) < MOST_NAMED and name not in found.places[-1:]:
                found.places.append(name)
        else:
            found.readable[key_id] += 1


def _sealed_in(text: str) -> Iterator[str]:
    """The sealed values in a column's text, which is one itself or is JSON; damaged JSON counts as one."""
    if is_sealed(text):
        yield text
        return
    try:
        value: Json = msgspec.json.decode(text)
    except msgspec.DecodeError:
        yield text
        return
    yield from _sealed_within(value)


def _sealed_within(value: Json) -> Iterator[str]:
    if isinstance(value, str) and is_sealed(value):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _sealed_within(inner)
