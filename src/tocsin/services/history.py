"""What was seen of a monitor, what was concluded, and the figures made from both."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.availability import Availability
from tocsin.core.errors import FieldError, NotFound, ValidationFailed
from tocsin.services.parts import Parts
from tocsin.storage.database import Connection
from tocsin.storage.evidence import EvidenceRepository, StoredEvidence
from tocsin.storage.history import HistoryRepository
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.paging import Page
from tocsin.storage.results import ResultFilter, ResultRepository, StoredResult
from tocsin.storage.series import Series, SeriesRepository
from tocsin.storage.transitions import StoredTransition, TransitionRepository

HOUR_MS = 3_600_000
DAY_MS = 86_400_000
PERIODS = {"24h": DAY_MS, "7d": 7 * DAY_MS, "30d": 30 * DAY_MS, "90d": 90 * DAY_MS, "365d": 365 * DAY_MS}
LONGEST_RANGE_MS = 10 * 366 * DAY_MS
WIDTHS = (60_000, 300_000, 900_000, HOUR_MS, 6 * HOUR_MS, DAY_MS, 7 * DAY_MS, 28 * DAY_MS)
SHORTEST_WIDTH = 1000
USUAL_BUCKETS = 300
MOST_BUCKETS = 2000


@dataclass(frozen=True, slots=True)
class Range:
    """[start, end) in Unix ms."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PeriodAvailability:
    """`period` is `24h`, `7d`… or `custom`."""

    period: str
    range: Range
    availability: Availability


@dataclass(frozen=True, slots=True)
class ExplainedResult:
    """A result with what explains it, as far as it is still kept, and the region's last good one for comparison."""

    result: StoredResult
    evidence: StoredEvidence | None
    last_good: StoredEvidence | None


def range_of(start: int | None, end: int | None, now: int, *, default_ms: int = DAY_MS) -> Range:
    """The range that is asked for; the last day by default. Raise ValidationFailed."""
    until = now if end is None else end
    since = until - default_ms if start is None else start
    if since >= until:
        raise _invalid("/start", "must be before the end")
    if until - since > LONGEST_RANGE_MS:
        raise _invalid("/start", "must be at most ten years before the end")
    return Range(max(0, since), until)


async def results(
    parts: Parts, actor: Actor, monitor_id: int, where: ResultFilter, *, cursor: str | None, limit: int
) -> Page[StoredResult]:
    """Newest first. Raise NotFound."""
    actor.require(Permission.MONITORS_READ)
    async with parts.database.read() as connection:
        await _require_monitor(connection, actor, monitor_id)
        repository = ResultRepository(connection)
        return await repository.page(actor.workspace_id, monitor_id, where, cursor=cursor, limit=limit)


async def result(parts: Parts, actor: Actor, monitor_id: int, region: str, scheduled_at: int) -> ExplainedResult:
    """One result. Raise NotFound."""
    actor.require(Permission.MONITORS_READ)
    where = ResultFilter(region=region, start=scheduled_at, end=scheduled_at + 1)
    async with parts.database.read() as connection:
        await _require_monitor(connection, actor, monitor_id)
        found = await ResultRepository(connection).page(actor.workspace_id, monitor_id, where, limit=1)
        if not found.items:
            raise NotFound("There is no such result, or not any more.")
        repository = EvidenceRepository(connection)
        good = await repository.last_good(actor.workspace_id, monitor_id)
        try:
            evidence = await repository.get(actor.workspace_id, monitor_id, region, scheduled_at)
        except NotFound:
            evidence = None
    return ExplainedResult(found.items[0], evidence, next((one for one in good if one.region == region), None))


async def transitions(
    parts: Parts,
    actor: Actor,
    monitor_id: int,
    *,
    start: int | None,
    end: int | None,
    cursor: str | None,
    limit: int,
) -> Page[StoredTransition]:
    """Newest first. Raise NotFound."""
    actor.require(Permission.MONITORS_READ)
    async with parts.database.read() as connection:
        await _require_monitor(connection, actor, monitor_id)
        return await TransitionRepository(connection).page(
            actor.workspace_id, monitor_id=monitor_id, start=start, end=end, cursor=cursor, limit=limit
        )


async def series(
    parts: Parts,
    actor: Actor,
    monitor_id: int,
    within: Range,
    width_ms: int | None,
    *,
    region: str | None,
) -> Series:
    """In buckets of the width, or of one that suits the range. Raise NotFound, ValidationFailed."""
    actor.require(Permission.MONITORS_READ)
    length = within.end - within.start
    width = _suitable_width(length) if width_ms is None else width_ms
    if width < SHORTEST_WIDTH:
        raise _invalid("/bucket", "must be at least one second")
    if length / width > MOST_BUCKETS:
        least = -(-length // MOST_BUCKETS) // 1000 + 1
        raise _invalid("/bucket", f"must be at least {least} seconds for this range: {MOST_BUCKETS} buckets at most")
    async with parts.database.read() as connection:
        await _require_monitor(connection, actor, monitor_id)
        repository = SeriesRepository(connection)
        return await repository.series(actor.workspace_id, monitor_id, within.start, within.end, width, region=region)


async def availability(parts: Parts, actor: Actor, monitor_id: int, within: Range | None) -> list[PeriodAvailability]:
    """Over the given range, or over each of the usual periods until now. Raise NotFound."""
    actor.require(Permission.MONITORS_READ)
    now = parts.clock.now_ms()
    usual = {name: Range(now - length, now) for name, length in PERIODS.items()}
    async with parts.database.read() as connection:
        repository = HistoryRepository(connection)
        return [
            PeriodAvailability(
                name,
                period,
                await repository.availability(actor.workspace_id, monitor_id, period.start, period.end, now),
            )
            for name, period in ({"custom": within} if within else usual).items()
        ]


def _suitable_width(length: int) -> int:
    return next((width for width in WIDTHS if length / width <= USUAL_BUCKETS), WIDTHS[-1])


async def _require_monitor(connection: Connection, actor: Actor, monitor_id: int) -> None:
    await MonitorRepository(connection).get(actor.workspace_id, monitor_id)


def _invalid(pointer: str, message: str) -> ValidationFailed:
    return ValidationFailed(f"{pointer.lstrip('/')} {message}", errors=[FieldError(pointer, message)])
