"""Monitors: `/api/v1/monitors`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api.answers.monitors import Bars, MonitorAnswer, MonitorCounts, Sparkline
from tocsin.api.answers.pages import PageAnswer
from tocsin.api.dependencies import CurrentActor, Idempotent, Paged, Revision, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import IdPath
from tocsin.api.filters import Filtered
from tocsin.api.json_route import JsonRoute
from tocsin.api.shapes import DraftBody, PatchBody
from tocsin.core.verdict import Verdict
from tocsin.services import monitor_overviews, monitors
from tocsin.services.idempotency import Answer
from tocsin.services.monitor_draft import MOST_TAGS, Tag
from tocsin.services.monitor_overviews import BAR_DAYS, SPARKLINE_HOURS, Overview, Picture
from tocsin.storage.monitor_lists import ListedMonitor
from tocsin.storage.monitor_orders import MonitorSort

router = APIRouter(prefix="/monitors", tags=["monitors"], route_class=JsonRoute, responses=EVERYWHERE)

Pictures = Annotated[
    list[Picture],
    Query(
        max_length=len(Picture),
        description="`sparkline`: the last 24 hours' latency. `bars`: the last 90 days' availability. "
        "`p95`: how slow at most 95 of 100 results of the last 24 hours were.",
    ),
]
CREATED: dict[int | str, dict[str, Any]] = {
    201: {"model": MonitorAnswer, "headers": {"Location": {"schema": {"type": "string"}}}}
}


class TagChange(BaseModel):
    """Tags to add and to remove."""

    model_config = ConfigDict(extra="forbid")

    add: list[Tag] = Field(default=[], max_length=MOST_TAGS)
    remove: list[Tag] = Field(default=[], max_length=MOST_TAGS)


@router.get("")
async def list_monitors(
    parts: Services,
    actor: CurrentActor,
    where: Filtered,
    page: Paged,
    sort: Annotated[MonitorSort, Query(description="A leading minus turns the order round.")] = MonitorSort.NAME,
    include: Pictures = [],  # noqa: B006 -- FastAPI copies it
) -> PageAnswer[MonitorAnswer]:
    """Monitors with their state and newest results, by name."""
    found = await monitor_overviews.page(
        parts, actor, where, sort=sort, cursor=page.cursor, limit=page.limit, pictures=include
    )
    items = [_answer_of(found, listed) for listed in found.monitors]
    return PageAnswer(items=items, next_cursor=found.next_cursor)


@router.post("", status_code=201, response_model=None, responses={**CREATED, **WITH_BODY, **problems(409)})
async def create_monitor(parts: Services, actor: CurrentActor, draft: DraftBody, again: Idempotent) -> Response:
    """Create a monitor. Its first check runs at once."""
    made = await monitors.create(parts, actor, draft, once=again.once(created))
    return as_response(made)


@router.get("/counts")
async def count_monitors(parts: Services, actor: CurrentActor, where: Filtered) -> MonitorCounts:
    """How many monitors are in each state."""
    found = await monitors.count_by_state(parts, actor, where)
    by_state = {verdict.word: found.by_state.get(verdict, 0) for verdict in Verdict}
    return MonitorCounts(**by_state, paused=found.paused, maintenance=found.in_maintenance)


@router.get("/{monitor_id:int}", responses=problems(404))
async def get_monitor(
    parts: Services,
    actor: CurrentActor,
    monitor_id: IdPath,
    response: Response,
    include: Pictures = [],  # noqa: B006
) -> MonitorAnswer:
    """One monitor with its state and the newest result of each region."""
    found = await monitor_overviews.one(parts, actor, monitor_id, include)
    response.headers["ETag"] = etag(found.monitors[0])
    return _answer_of(found, found.monitors[0])


@router.put("/{monitor_id:int}", responses={**WITH_BODY, **problems(404, 409, 412)})
async def replace_monitor(
    parts: Services, actor: CurrentActor, monitor_id: IdPath, draft: DraftBody, revision: Revision, response: Response
) -> MonitorAnswer:
    """Set every field anew; what is left out gets its default. A secret sent as `********` keeps its value."""
    listed = await monitors.replace(parts, actor, monitor_id, draft, revision=revision)
    response.headers["ETag"] = etag(listed)
    return MonitorAnswer.of(listed)


@router.patch("/{monitor_id:int}", responses={**WITH_BODY, **problems(404, 409, 412)})
async def update_monitor(
    parts: Services, actor: CurrentActor, monitor_id: IdPath, patch: PatchBody, revision: Revision, response: Response
) -> MonitorAnswer:
    """Change some fields by JSON merge patch (RFC 7396): objects merge, null brings the default back."""
    listed = await monitors.change(parts, actor, monitor_id, patch, revision=revision)
    response.headers["ETag"] = etag(listed)
    return MonitorAnswer.of(listed)


@router.delete("/{monitor_id:int}", status_code=204, responses=problems(404, 412))
async def delete_monitor(parts: Services, actor: CurrentActor, monitor_id: IdPath, revision: Revision) -> None:
    """Delete a monitor with all of its history."""
    await monitors.delete(parts, actor, monitor_id, revision=revision)


@router.post("/{monitor_id:int}/pause", responses=problems(404))
async def pause_monitor(parts: Services, actor: CurrentActor, monitor_id: IdPath) -> MonitorAnswer:
    """Stop checking. The time until it is resumed is left out of the availability."""
    return MonitorAnswer.of(await monitors.pause(parts, actor, monitor_id))


@router.post("/{monitor_id:int}/resume", responses=problems(404))
async def resume_monitor(parts: Services, actor: CurrentActor, monitor_id: IdPath) -> MonitorAnswer:
    """Check again from now on."""
    return MonitorAnswer.of(await monitors.resume(parts, actor, monitor_id))


@router.post(
    "/{monitor_id:int}/clone",
    status_code=201,
    response_model=None,
    responses={**CREATED, **WITH_BODY, **problems(404, 409)},
)
async def clone_monitor(
    parts: Services, actor: CurrentActor, monitor_id: IdPath, again: Idempotent, changes: PatchBody | None = None
) -> Response:
    """Copy a monitor, secrets included, history not. The body, if there is one, changes the copy as PATCH would."""
    made = await monitors.clone(parts, actor, monitor_id, changes or {}, once=again.once(created))
    return as_response(made)


@router.post("/{monitor_id:int}/tags", responses={**WITH_BODY, **problems(404)})
async def tag_monitor(parts: Services, actor: CurrentActor, monitor_id: IdPath, change: TagChange) -> MonitorAnswer:
    """Add and remove tags."""
    return MonitorAnswer.of(await monitors.tag(parts, actor, monitor_id, change.add, change.remove))


def created(listed: ListedMonitor) -> Answer:
    """The answer to what made a monitor, to be kept for the same request coming again."""
    headers = {"Location": f"/api/v1/monitors/{listed.monitor.id}", "ETag": etag(listed)}
    return Answer(201, headers, MonitorAnswer.of(listed).model_dump_json().encode())


def as_response(made: ListedMonitor | Answer) -> Response:
    answer, replayed = (made, {"Idempotency-Replayed": "true"}) if isinstance(made, Answer) else (created(made), {})
    return Response(answer.body, answer.status, {**answer.headers, **replayed}, "application/json")


def etag(listed: ListedMonitor) -> str:
    return f'"{listed.monitor.revision}"'


def _answer_of(found: Overview, listed: ListedMonitor) -> MonitorAnswer:
    monitor_id, now = listed.monitor.id, found.now
    sparkline = bars = None
    if found.sparklines is not None:
        sparkline = Sparkline.of(found.sparklines.get(monitor_id, ()), now, SPARKLINE_HOURS)
    if found.bars is not None:
        bars = Bars.of(found.bars.get(monitor_id, ()), now, BAR_DAYS)
    p95 = found.p95.get(monitor_id) if found.p95 is not None else None
    return MonitorAnswer.of(
        listed, found.results.get(monitor_id, ()), sparkline, bars, found.heartbeats.get(monitor_id), p95
    )
