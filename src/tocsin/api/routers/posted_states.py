"""Posting a state: `/api/v1/monitors/{id}/state`."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api.answers.monitors import MonitorAnswer
from tocsin.api.dependencies import CurrentActor, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import IdPath
from tocsin.api.json_route import JsonRoute
from tocsin.api.origins import origin_of
from tocsin.core.ping import MOST_MESSAGE_CHARACTERS
from tocsin.core.verdict import Verdict
from tocsin.services import monitor_overviews, posted_states
from tocsin.services.posted_states import PostedState

router = APIRouter(prefix="/monitors", tags=["monitors"], route_class=JsonRoute, responses=EVERYWHERE)


class StatePost(BaseModel):
    """What a monitor is, in so many words."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["up", "degraded", "down", "unknown"]
    message: Annotated[str, Field(max_length=MOST_MESSAGE_CHARACTERS)] = Field(
        default="", description="Why, in a sentence: it stands beside the state and in the incident."
    )


@router.post("/{monitor_id:int}/state", responses={**WITH_BODY, **problems(404, 409, 429)})
async def post_monitor_state(
    request: Request, parts: Services, actor: CurrentActor, monitor_id: IdPath, body: StatePost
) -> MonitorAnswer:
    """Say what a monitor is that is pushed to: the kinds manual and heartbeat. Any other kind is a conflict.

    Answered with the monitor once the state is stored, with the incident that it opens or ends. A paused monitor
    keeps it among its pings, and stays as it is.
    """
    posted = PostedState(Verdict.from_word(body.state), body.message, origin_of(request, "api", actor))
    await posted_states.post(parts, actor, monitor_id, posted)
    found = await monitor_overviews.one(parts, actor, monitor_id)
    return MonitorAnswer.of(found.monitors[0], found.results.get(monitor_id, ()))
