"""Its endpoints. Each answers with a slash at its end and without one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from tocsin.api.compat.details import refusals
from tocsin.api.compat.monitors_v1.access import BadgeViewer, MonitorId, MonitorsRoute
from tocsin.api.compat.monitors_v1.shapes import (
    VERDICTS,
    MonitorsApiDone,
    MonitorsApiDraft,
    MonitorsApiHealth,
    MonitorsApiMonitor,
    MonitorsApiPost,
    MonitorsApiState,
)
from tocsin.api.dependencies import CurrentActor, Services
from tocsin.api.documented import Responses
from tocsin.api.guarded_route import GuardedRoute
from tocsin.api.origins import origin_of
from tocsin.api.pictures import FRESH_SECONDS, picture_response
from tocsin.core.errors import Conflict
from tocsin.probes.manual import Manual
from tocsin.services import last_states, monitors, posted_states
from tocsin.services.badge_words import STATE_COLOURS
from tocsin.services.badges import state_png
from tocsin.services.monitor_draft import MOST_TAGS, normal_tag
from tocsin.services.posted_states import PostedState
from tocsin.storage.last_states import MOST, LastState
from tocsin.storage.monitor_lists import ListedMonitor
from tocsin.storage.monitors import StoredMonitor

MOST_SKIPPED = 10_000
MOST_HISTORY = 100
WITH_BODY = refusals(400, 413, 415)

states = APIRouter(
    prefix="/api/v1/monitor", tags=["compatibility"], route_class=MonitorsRoute, responses=refusals(401, 403, 422, 503)
)
health = APIRouter(tags=["compatibility"], route_class=GuardedRoute)
KEYS: dict[str, Any] = {"security": [{}, {"Bearer": []}, {"ApiKey": []}]}
PNG: Responses = {
    200: {
        "description": "The badge.",
        "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
    },
    304: {"description": "As it was: `If-None-Match` holds its ETag."},
}


class Part:
    """Which part of a list is asked for."""

    def __init__(
        self,
        skip: Annotated[int, Query(ge=0, le=MOST, description="How many of the newest to leave out.")] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST, description="Most entries.")] = MOST,
    ) -> None:
        self.slice = slice(skip, skip + limit)


@states.post("", include_in_schema=False)
@states.post("/", responses=WITH_BODY)
async def compat_create_monitor(parts: Services, actor: CurrentActor, draft: MonitorsApiDraft) -> MonitorsApiMonitor:
    """Make a monitor whose state is posted. 400 when the name is taken."""
    sent = {"name": draft.name, "kind": Manual.kind, "config": {}, "tags": draft.tags}
    try:
        made = await monitors.create(parts, actor, sent)
    except Conflict:
        raise HTTPException(400, "Monitor already exists") from None
    assert isinstance(made, ListedMonitor)
    return MonitorsApiMonitor(name=draft.name, tags=draft.tags, id=made.monitor.id)


@states.post("/{monitor_id}/state", include_in_schema=False)
@states.post("/{monitor_id}/state/", responses={**WITH_BODY, **refusals(404, 409, 429)})
async def compat_post_state(
    request: Request, parts: Services, actor: CurrentActor, monitor_id: MonitorId, body: MonitorsApiPost
) -> MonitorsApiDone:
    """Post a state. It is stored, with all that follows from it, when this is answered."""
    posted = PostedState(VERDICTS[body.state], body.message or "", origin_of(request, "monitors_v1", actor))
    stored = await posted_states.post(parts, actor, monitor_id, posted)
    return MonitorsApiDone(message=_done(stored))


@states.get("/statuses", include_in_schema=False)
@states.get("/statuses/")
async def compat_list_states(
    parts: Services, actor: CurrentActor, part: Annotated[Part, Depends()]
) -> list[MonitorsApiState]:
    """Every monitor that has a state, the one last heard of first."""
    found = await last_states.newest(parts, actor)
    return [_last(one) for one in found[part.slice]]


@states.get("/statuses/by-tags", include_in_schema=False)
@states.get("/statuses/by-tags/")
async def compat_list_tagged_states(
    parts: Services,
    actor: CurrentActor,
    part: Annotated[Part, Depends()],
    tags: Annotated[
        list[str], Query(max_length=MOST_TAGS, description="Repeat it to ask for all of them; case does not matter.")
    ] = [],  # noqa: B006 -- FastAPI copies it
) -> list[MonitorsApiState]:
    """The same of those that carry all the tags; none without a tag."""
    wanted = [_normal(tag) for tag in tags]
    if not wanted or None in wanted:
        return []
    found = await last_states.newest(parts, actor, {tag for tag in wanted if tag is not None})
    return [_last(one) for one in found[part.slice]]


@states.get("/{monitor_id}/state", include_in_schema=False)
@states.get("/{monitor_id}/state/", responses=refusals(404))
async def compat_get_state(parts: Services, actor: CurrentActor, monitor_id: MonitorId) -> MonitorsApiState:
    """The last state of any monitor, and when it was last heard of. 404 while it has none."""
    return _last(await last_states.one(parts, actor, monitor_id))


@states.get("/{monitor_id}/history", include_in_schema=False)
@states.get("/{monitor_id}/history/", responses=refusals(404))
async def compat_list_history(
    parts: Services,
    actor: CurrentActor,
    monitor_id: MonitorId,
    skip: Annotated[int, Query(ge=0, le=MOST_SKIPPED, description="How many of the newest to leave out.")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_HISTORY, description="Most entries.")] = 10,
) -> list[MonitorsApiState]:
    """What was posted, or seen, newest first, as long as single results are kept."""
    last, seen = await last_states.history(parts, actor, monitor_id, skip=skip, limit=limit)
    return [MonitorsApiState.of(last, one.verdict, one.at) for one in seen]


@states.get(
    "/{monitor_id}/state/badge.png",
    response_class=Response,
    responses={**PNG, **refusals(404)},
    openapi_extra=KEYS,
)
async def compat_get_badge(
    request: Request,
    parts: Services,
    viewer: BadgeViewer,
    monitor_id: MonitorId,
    scale: Annotated[int, Query(ge=1, le=2, description="2 has twice the pixels each way.")] = 1,
) -> Response:
    """The name on grey, the state beside it. A monitor that is public shows it without a key."""
    last = await last_states.one(parts, viewer.actor, monitor_id)
    state = _last(last).state
    picture = await state_png(last.name, state, STATE_COLOURS[last.state], scale)
    response = picture_response(request, picture)
    if not viewer.is_anybody:
        response.headers["Cache-Control"] = f"private, max-age={FRESH_SECONDS}, must-revalidate"
        del response.headers["Access-Control-Allow-Origin"]
    return response


@health.get("/health/", include_in_schema=False)
@health.get("/health")
async def compat_get_health() -> MonitorsApiHealth:
    """The process is alive. `/readyz` tells whether all that it needs is well."""
    return MonitorsApiHealth()


router = APIRouter()
router.include_router(states)
router.include_router(health)


def _last(last: LastState) -> MonitorsApiState:
    if last.at is None:
        raise HTTPException(404, "No state found for this monitor")
    return MonitorsApiState.of(last, last.state, last.at)


def _done(stored: StoredMonitor) -> str:
    if not stored.fields.enabled:
        return "State noted; the monitor is paused and stays as it is"
    return "State updated successfully"


def _normal(tag: str) -> str | None:
    """None for what no monitor can be tagged with."""
    try:
        return normal_tag(tag)
    except ValueError:
        return None
