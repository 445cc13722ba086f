"""A database of heartbeats that were pinged before and are up, and what a test asks of it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Sequence

from tocsin.auth.ping_keys import hash_of
from tocsin.core.clock import SystemClock
from tocsin.core.monitor import PUSHED_INTERVAL_S, Rules
from tocsin.core.ping import Ping, PushMemory, Signal
from tocsin.core.records import StateRecord
from tocsin.core.result import Outcome, Result
from tocsin.core.state import advance, initial
from tocsin.core.verdict import Verdict
from tocsin.probes.heartbeat import Heartbeat, HeartbeatConfig
from tocsin.storage.database import Connection, Database
from tocsin.storage.monitors import MonitorFields, MonitorRepository
from tocsin.storage.ping_keys import NewPingKey, PingKeyRepository
from tocsin.storage.push_states import PushRecord, PushStateRepository
from tocsin.storage.states import StateRepository
from tocsin.storage.workspaces import WorkspaceRepository

WORKSPACE = "default"
RULES = Rules(interval=PUSHED_INTERVAL_S, failure_threshold=1, recovery_threshold=1)
CONFIG = {"period": 86_400, "grace": 60}
AT_ONCE = 1_000


async def populate(database: Database, count: int) -> dict[int, str]:
    """Make the tables and so many heartbeats; return their keys by their ids."""
    await database.migrate()
    return await inhabit(database, WORKSPACE, count)


async def inhabit(database: Database, handle: str, count: int) -> dict[int, str]:
    """The same in one workspace, where the tables are."""
    now = SystemClock().now_ms()
    async with database.write() as connection:
        workspace = await WorkspaceRepository(connection).ensure(handle, now)
    keys: dict[int, str] = {}
    for first in range(0, count, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count))
        async with database.write() as connection:
            ids = await MonitorRepository(connection).create_many(workspace.id, [_fields(one) for one in numbers], now)
            made = {one: str(uuid.uuid4()) for one in ids}
            await _give_keys(connection, workspace.id, made, now)
            await _raise(connection, workspace.id, ids, now)
        keys |= made
    await await_at(database, list(keys), None)
    return keys


async def await_at(database: Database, monitor_ids: Sequence[int], missing_at: int | None) -> None:
    """Each was pinged just now; silence is going to mean something at `missing_at` (Unix ms), or as configured."""
    now = SystemClock().now_ms()
    expectation = Heartbeat.expectation(HeartbeatConfig.model_validate(CONFIG))
    memory = expectation.hear(PushMemory(), Ping(1, 1, now, Signal.SUCCESS)).memory
    if missing_at is not None:
        memory = PushMemory(memory.rule, now, missing_at - expectation.grace_ms, now)
    record = [PushRecord(one, 1, expectation.wake_at(memory), memory) for one in monitor_ids]
    async with database.write() as connection:
        await PushStateRepository(connection).upsert_many(record)


async def stored_pings(database: Database) -> dict[int, int]:
    """How many each monitor has in the table."""
    async with database.read() as connection:
        statement = "SELECT monitor_id, count(*) FROM ping GROUP BY monitor_id"
        return dict(tuple(row) for row in await connection.exec_driver_sql(statement))


async def count_downs(database: Database) -> int:
    """How many changes to `down` are committed."""
    async with database.read() as connection:
        statement = f"SELECT count(*) FROM transition WHERE to_state = {int(Verdict.DOWN)}"
        return int((await connection.exec_driver_sql(statement)).scalar_one())


def _fields(number: int) -> MonitorFields:
    return MonitorFields(
        name=f"heartbeat {number:06}",
        kind="heartbeat",
        config=json.dumps(CONFIG).encode(),
        target="every 1d",
        rules=RULES,
    )


async def _give_keys(connection: Connection, workspace_id: int, keys: dict[int, str], now: int) -> None:
    """Nobody is shown these: what is sealed here could not be opened."""
    rows = [NewPingKey(one, hash_of(key), "never shown", f"heartbeat-{one}") for one, key in keys.items()]
    await PingKeyRepository(connection).insert(workspace_id, rows, now)


async def _raise(connection: Connection, workspace_id: int, monitor_ids: Collection[int], now: int) -> None:
    step = advance(initial(now), RULES, Result(1, "local", now, now, 1, Outcome(Verdict.UP)), now=now)
    assert step is not None
    states = [StateRecord(one, workspace_id, step.state, "") for one in monitor_ids]
    await StateRepository(connection).upsert_many(states, now)
