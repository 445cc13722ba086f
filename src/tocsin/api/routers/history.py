"""Looking back at one monitor: results, series, transitions, availability."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from tocsin.api.answers.history import AvailabilityAnswer, SeriesAnswer, TransitionAnswer
from tocsin.api.answers.pages import PageAnswer
from tocsin.api.answers.results import ExplainedResultAnswer, ResultAnswer
from tocsin.api.dependencies import CurrentActor, Paged, Services
from tocsin.api.documented import EVERYWHERE, problems
from tocsin.api.fields import GivenMoment, IdPath, MomentParameter, unix_ms
from tocsin.api.filters import VerdictName, verdicts_of
from tocsin.api.json_route import JsonRoute
from tocsin.core.durations import parse_seconds
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.services import history
from tocsin.storage.results import ResultFilter

router = APIRouter(
    prefix="/monitors/{monitor_id:int}",
    tags=["history"],
    route_class=JsonRoute,
    responses={**EVERYWHERE, **problems(404)},
)

RegionParameter = Annotated[str | None, Query(max_length=63, description="As seen from this region.")]
RegionPath = Annotated[str, Path(max_length=63)]
MomentPath = Annotated[GivenMoment, Path(description="`scheduled_at` of the result.")]


@router.get("/results")
async def list_results(
    parts: Services,
    actor: CurrentActor,
    monitor_id: IdPath,
    page: Paged,
    region: RegionParameter = None,
    verdict: Annotated[list[VerdictName], Query(max_length=10, description="Repeat it for any of several.")] = [],  # noqa: B006 -- FastAPI copies it
    start: MomentParameter = None,
    end: MomentParameter = None,
) -> PageAnswer[ResultAnswer]:
    """What the checks saw, newest first."""
    where = ResultFilter(region=region, verdicts=verdicts_of(verdict), start=unix_ms(start), end=unix_ms(end))
    found = await history.results(parts, actor, monitor_id, where, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[ResultAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)


@router.get("/results/{region}/{scheduled_at}")
async def get_result(
    parts: Services, actor: CurrentActor, monitor_id: IdPath, region: RegionPath, scheduled_at: MomentPath
) -> ExplainedResultAnswer:
    """One result with its evidence, beside the last good one."""
    found = await history.result(parts, actor, monitor_id, region, unix_ms(scheduled_at))
    return ExplainedResultAnswer.of(found)


@router.get("/series")
async def get_series(
    parts: Services,
    actor: CurrentActor,
    monitor_id: IdPath,
    start: MomentParameter = None,
    end: MomentParameter = None,
    bucket: Annotated[
        str | None, Query(max_length=40, description="Width in seconds, or as `5m`, `1h`, `1d`; else chosen to suit.")
    ] = None,
    region: RegionParameter = None,
) -> SeriesAnswer:
    """Latency percentiles and verdicts over time; the last 24 hours when no range is given."""
    within = history.range_of(unix_ms(start), unix_ms(end), parts.clock.now_ms())
    found = await history.series(parts, actor, monitor_id, within, _width_ms(bucket), region=region)
    return SeriesAnswer.of(found)


@router.get("/transitions")
async def list_transitions(
    parts: Services,
    actor: CurrentActor,
    monitor_id: IdPath,
    page: Paged,
    start: MomentParameter = None,
    end: MomentParameter = None,
) -> PageAnswer[TransitionAnswer]:
    """Changes of state, each with its why, newest first."""
    found = await history.transitions(
        parts, actor, monitor_id, start=unix_ms(start), end=unix_ms(end), cursor=page.cursor, limit=page.limit
    )
    return PageAnswer(items=[TransitionAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)


@router.get("/availability")
async def get_availability(
    parts: Services,
    actor: CurrentActor,
    monitor_id: IdPath,
    start: MomentParameter = None,
    end: MomentParameter = None,
) -> list[AvailabilityAnswer]:
    """Availability by time: of one range if one is given, else of the last 24 hours, 7, 30, 90 and 365 days."""
    within = None
    if start is not None or end is not None:
        within = history.range_of(unix_ms(start), unix_ms(end), parts.clock.now_ms())
    return [AvailabilityAnswer.of(one) for one in await history.availability(parts, actor, monitor_id, within)]


def _width_ms(bucket: str | None) -> int | None:
    if bucket is None:
        return None
    try:
        seconds = float(bucket) if bucket.replace(".", "", 1).isdecimal() else parse_seconds(bucket)
    except ValueError as error:
        raise ValidationFailed(f"bucket {error}", errors=[FieldError("/bucket", str(error))]) from error
    return min(round(seconds * 1000), history.LONGEST_RANGE_MS)
