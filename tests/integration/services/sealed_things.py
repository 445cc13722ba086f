"""One of everything that is stored sealed, made as the product makes it, and what a whole database holds of it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, Text, insert, select

from tocsin.auth.actor import Actor
from tocsin.auth.secrets import MARK, SecretBox, new_secret_key
from tocsin.bus.memory import MemoryBus
from tocsin.services import api_keys, hooks, monitors, ping_keys
from tocsin.services.parts import Parts
from tocsin.storage.challenges import ChallengeRepository
from tocsin.storage.database import Connection, Database
from tocsin.storage.monitor_lists import ListedMonitor
from tocsin.storage.tables import channel, metadata, rotation
from tocsin.storage.users import UserRepository

OLD = new_secret_key()
SECRETS = 11
"""In what is made here."""


@dataclass(frozen=True)
class Sealed:
    """The database, the box that sealed what is in it, and the monitor with several secrets."""

    parts: Parts
    actor: Actor
    monitor_id: int

    @property
    def database(self) -> Database:
        return self.parts.database

    @property
    def box(self) -> SecretBox:
        return self.parts.box


async def seal_one_of_everything(database: Database, box: SecretBox) -> Sealed:
    parts = Parts(database, MemoryBus(), box)
    await api_keys.bootstrap(parts, "a-key-that-the-tests-have-made-up")
    actor = await api_keys.first_actor(parts, "test")
    monitor_id = await watched(parts, actor, "deep", secret_headers={"X-A": "one", "X-B": "two"}, password="three")
    await monitors.create(parts, actor, {"name": "beat", "kind": "heartbeat", "config": {"period": 60}})
    await ping_keys.rotate_workspace_key(parts, actor)
    config = {"name": "job", "state": "status", "hmac": {"secret": "a-secret-of-eight"}}
    await hooks.create(parts, actor, {"name": "hook", "kind": "generic", "config": config})
    async with database.write() as connection:
        await _add_user(connection, box)
        await _add_alerting(connection, box, actor.workspace_id)
    return Sealed(parts, actor, monitor_id)


async def watched(parts: Parts, actor: Actor, name: str, **config: Any) -> int:
    """An http monitor with a user name, for those that have a password."""
    config = {"url": "https://example.com/", "username": "ada", **config}
    made = await monitors.create(parts, actor, {"name": name, "kind": "http", "config": config})
    assert isinstance(made, ListedMonitor)
    return made.monitor.id


async def _add_user(connection: Connection, box: SecretBox) -> None:
    users, now = UserRepository(connection), 1_760_000_400_000
    user = await users.create(
        email="ada@example.com",
        name="Ada",
        password_hash=None,
        email_verified_at=None,
        passkey_handle=b"h" * 32,
        now=now,
    )
    await users.set_totp(user.id, box.encrypt("JBSWY3DPEHPK3PXP"), now)
    await ChallengeRepository(connection).add(
        handle_hash=b"c" * 32,
        purpose="second_factor",
        user_id=user.id,
        payload={"totp_secret": box.encrypt("KRUGS4ZANFZSAYJA")},
        now=now,
        expires_at=now + 900_000,
    )


async def _add_alerting(connection: Connection, box: SecretBox, workspace_id: int) -> None:
    known = {"workspace_id": workspace_id, "name": "on call", "revision": 1, "created_at": 0, "updated_at": 0}
    config = json.dumps({"url": box.encrypt("https://example.com/a-secret")})
    await connection.execute(insert(channel).values(**known, kind="webhook", config=config, enabled=True))
    await connection.execute(insert(rotation).values(**known, document=b"{}", calendar_key=box.encrypt("a-key")))


async def columns_with_sealed_values(database: Database) -> Counter[str]:
    """How many rows of every text or binary column of every table hold a sealed value, by `table.column`."""
    found: Counter[str] = Counter()
    async with database.read() as connection:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, Text | LargeBinary):
                    values = (await connection.execute(select(column))).scalars().all()
                    found[str(column)] += sum(_is_with_mark(value) for value in values)
    return +found


async def texts_of(database: Database, column: Column[Any]) -> list[str]:
    """What the column holds, by ascending key of its rows."""
    async with database.read() as connection:
        statement = select(column).order_by(*column.table.primary_key)
        return list((await connection.execute(statement)).scalars())


def _is_with_mark(value: str | bytes | None) -> bool:
    text = value.encode() if isinstance(value, str) else bytes(value or b"")
    return MARK.encode() in text
