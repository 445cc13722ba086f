"""Old data goes, a little at a time, so that no lock is held for long."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
from sqlalchemy import ColumnElement, text
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.alert_expiry import forget_alerts, forget_decisions, forget_groups, forget_notifications
from tocsin.storage.database import Database
from tocsin.storage.deletion import delete_some
from tocsin.storage.expiry import forget_challenges, forget_invitations, forget_sessions, forget_trail
from tocsin.storage.meta import MetaRepository
from tocsin.storage.partitions import drop_before, is_hypertable, is_partitioned, make_ahead
from tocsin.storage.periods import DAY_MS, floor_day, floor_hour
from tocsin.storage.postgres import is_only_worker
from tocsin.storage.purge import purge_deleted, purge_workspace
from tocsin.storage.rollup_hours import Level
from tocsin.storage.sweep import Sweep, sweep
from tocsin.storage.tables import evidence, idempotency_key, outbox, ping, result, rollup
from tocsin.storage.watermarks import HOURS_SINCE, RAW_SINCE

_WORK_LOCK = 0x726574656E74
_FREE_SHARE = 0.25
_FREE_PAGES = 4_000
_VACUUM_PAGES = 500


class Ages(msgspec.Struct, frozen=True, kw_only=True):
    """How long each level is kept, in days; sessions and invitations after their end, what is deleted after that.

    `alerting`: who was told what, and why.
    """

    raw: float = 14
    hour: float = 180
    day: float = 5 * 365
    evidence: float = 30
    outbox: float = 7
    alerting: float = 90
    idempotency: float = 1
    deleted_monitor: float = 7
    deleted_workspace: float = 7
    session: float = 30
    invitation: float = 90
    audit: float = 3 * 365


Stage = Callable[[AsyncConnection, Ages, int], Awaitable[bool]]


async def step(db: Database, ages: Ages, now: int) -> bool:
    """Delete one small chunk in its own transaction; False when nothing is left to delete for the time being.

    Call it until it says False, with a pause in between, every few minutes. It also makes PostgreSQL's partitions
    ahead, so it has to run at least daily. Several processes may call it: one works.
    """
    async with db.write() as connection:
        if not await is_only_worker(connection, _WORK_LOCK):
            return False
        await make_ahead(connection, now)
        for stage in _STAGES:
            if await stage(connection, ages, now):
                return True
    return False


def _before(now: int, days: float) -> int:
    return now - round(days * DAY_MS)


async def _raw(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    if await is_partitioned(connection) or await is_hypertable(connection):
        cutoff = floor_day(_before(now, ages.raw))
        await MetaRepository(connection).set(RAW_SINCE, cutoff)
        return await drop_before(connection, cutoff)
    cutoff = floor_hour(_before(now, ages.raw))
    return await sweep(connection, Sweep("raw", result, result.c.scheduled_at, cutoff, since_key=RAW_SINCE))


async def _default_partition(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    """What came for a day that had no partition any more, or not yet."""
    if not await is_partitioned(connection):
        return False
    statement = text(
        "DELETE FROM result_default WHERE ctid IN "
        "(SELECT ctid FROM result_default WHERE scheduled_at < :cutoff LIMIT 5000)"
    )
    return bool((await connection.execute(statement, {"cutoff": floor_day(_before(now, ages.raw))})).rowcount)


async def _evidence(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    cutoff = floor_hour(_before(now, ages.evidence))
    return await sweep(connection, Sweep("evidence", evidence, evidence.c.scheduled_at, cutoff))


async def _pings(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    return await sweep(connection, Sweep("ping", ping, ping.c.at, floor_hour(_before(now, ages.evidence))))


async def _hours(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    cutoff = floor_day(_before(now, ages.hour))
    of_level = rollup.c.level == Level.HOUR
    return await sweep(connection, Sweep("hour", rollup, rollup.c.start, cutoff, of_level, since_key=HOURS_SINCE))


async def _days(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    cutoff = floor_day(_before(now, ages.day))
    return await sweep(connection, Sweep("day", rollup, rollup.c.start, cutoff, rollup.c.level == Level.DAY))


async def _outbox(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    is_old: ColumnElement[bool] = outbox.c.done_at < _before(now, ages.outbox)
    return bool(await delete_some(connection, outbox, is_old))


async def _decisions(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    return await forget_decisions(connection, _before(now, ages.alerting))


async def _notifications(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    return await forget_notifications(connection, _before(now, ages.alerting))


async def _groups(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    return await forget_groups(connection, _before(now, ages.alerting))


async def _alerts(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    return await forget_alerts(connection, _before(now, ages.alerting))


async def _idempotency(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    is_old: ColumnElement[bool] = idempotency_key.c.created_at < _before(now, ages.idempotency)
    return bool(await delete_some(connection, idempotency_key, is_old))


async def _deleted_monitors(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    return await purge_deleted(connection, _before(now, ages.deleted_monitor))


async def _deleted_workspaces(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    return await purge_workspace(connection, _before(now, ages.deleted_workspace))


async def _sessions(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    return await forget_sessions(connection, _before(now, ages.session))


async def _challenges(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    return await forget_challenges(connection, now)


async def _invitations(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    return await forget_invitations(connection, _before(now, ages.invitation))


async def _trail(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    return await forget_trail(connection, _before(now, ages.audit))


async def _shrink(connection: AsyncConnection, ages: Ages, now: int) -> bool:
    """SQLite reuses the pages of deleted rows; it gives them back to the disk only when they are very many."""
    if connection.dialect.name != "sqlite":
        return False
    free = int((await connection.execute(text("PRAGMA freelist_count"))).scalar_one())
    pages = int((await connection.execute(text("PRAGMA page_count"))).scalar_one())
    if free < _FREE_PAGES or free < pages * _FREE_SHARE:
        return False
    await connection.execute(text(f"PRAGMA incremental_vacuum({_VACUUM_PAGES})"))
    return True


_STAGES: tuple[Stage, ...] = (
    _deleted_monitors,
    _deleted_workspaces,
    _raw,
    _default_partition,
    _evidence,
    _pings,
    _hours,
    _days,
    _outbox,
    _decisions,
    _notifications,
    _groups,
    _alerts,
    _idempotency,
    _sessions,
    _challenges,
    _invitations,
    _trail,
    _shrink,
)
