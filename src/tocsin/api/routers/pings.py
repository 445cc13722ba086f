"""Pings and their keys: `/api/v1/monitors/{id}/pings`, `/api/v1/monitors/{id}/ping-key`, `/api/v1/ping-key`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api.answers.pages import PageAnswer
from tocsin.api.answers.pings import PingAnswer, PingKeyAnswer, WorkspacePingKeyAnswer
from tocsin.api.dependencies import CurrentActor, Paged, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import IdPath
from tocsin.api.json_route import JsonRoute
from tocsin.api.pings.addresses import Addresses
from tocsin.auth.ping_keys import GIVEN_KEY
from tocsin.core.ping import Signal
from tocsin.services import ping_keys, pings

router = APIRouter(tags=["pings"], route_class=JsonRoute, responses=EVERYWHERE)
BODY: dict[int | str, dict[str, Any]] = {
    200: {"description": "As it was sent.", "content": {"text/plain": {"schema": {"type": "string"}}}}
}


class PingKeyChange(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    key: str | None = Field(
        default=None,
        json_schema_extra={"pattern": GIVEN_KEY},
        description="A key that is in use elsewhere, such as a check's UUID or a push token: its address goes on "
        "working here.",
    )
    slug: str | None = Field(default=None, json_schema_extra={"pattern": ping_keys.SLUG})


class WorkspacePingKeyChange(BaseModel):
    """A key that addresses with slugs begin with already."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(json_schema_extra={"pattern": GIVEN_KEY})


@router.get("/monitors/{monitor_id:int}/pings", responses=problems(404))
async def list_monitor_pings(
    parts: Services,
    actor: CurrentActor,
    monitor_id: IdPath,
    page: Paged,
    signal: Annotated[list[Signal], Query(max_length=10, description="Repeat it for any of several.")] = [],  # noqa: B006
) -> PageAnswer[PingAnswer]:
    """What was said to a pushed monitor, newest first."""
    found = await pings.page(parts, actor, monitor_id, signals=signal, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[PingAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)


@router.get(
    "/monitors/{monitor_id:int}/pings/{ping_id:int}/body", response_class=Response, responses={**BODY, **problems(404)}
)
async def get_ping_body(parts: Services, actor: CurrentActor, monitor_id: IdPath, ping_id: IdPath) -> Response:
    """What was sent with a ping, as it was sent: the first bytes of it."""
    # Not to be looked into for what else it could be: it comes from anybody, and the page would be of our origin.
    return Response(await pings.body(parts, actor, monitor_id, ping_id), media_type="text/plain; charset=utf-8")


@router.get("/monitors/{monitor_id:int}/ping-key", responses=problems(404))
async def get_ping_key(request: Request, parts: Services, actor: CurrentActor, monitor_id: IdPath) -> PingKeyAnswer:
    """The key of a pushed monitor and the addresses made from it. It takes the scope `write`."""
    return Addresses.of(request).of_monitor(await ping_keys.show(parts, actor, monitor_id))


@router.put("/monitors/{monitor_id:int}/ping-key", responses={**WITH_BODY, **problems(404, 409)})
async def set_ping_key(
    request: Request, parts: Services, actor: CurrentActor, monitor_id: IdPath, change: PingKeyChange
) -> PingKeyAnswer:
    """Bring a key along from elsewhere, or choose another slug. The key before stops working at once."""
    shown = await ping_keys.change(parts, actor, monitor_id, key=change.key, slug=change.slug)
    return Addresses.of(request).of_monitor(shown)


@router.post("/monitors/{monitor_id:int}/ping-key/rotate", responses=problems(404, 409))
async def rotate_ping_key(request: Request, parts: Services, actor: CurrentActor, monitor_id: IdPath) -> PingKeyAnswer:
    """Make a fresh key. The key before stops working at once."""
    return Addresses.of(request).of_monitor(await ping_keys.rotate(parts, actor, monitor_id))


@router.get("/ping-key", responses=problems(404))
async def get_workspace_ping_key(request: Request, parts: Services, actor: CurrentActor) -> WorkspacePingKeyAnswer:
    """The ping key for all pushed monitors of the workspace. It takes the scope `admin`."""
    return Addresses.of(request).of_workspace(await ping_keys.show_workspace_key(parts, actor))


@router.post("/ping-key")
async def rotate_workspace_ping_key(request: Request, parts: Services, actor: CurrentActor) -> WorkspacePingKeyAnswer:
    """Make the workspace's ping key, the first or a fresh one. The key before stops working at once."""
    return Addresses.of(request).of_workspace(await ping_keys.rotate_workspace_key(parts, actor))


@router.put("/ping-key", responses={**WITH_BODY, **problems(409)})
async def set_workspace_ping_key(
    request: Request, parts: Services, actor: CurrentActor, change: WorkspacePingKeyChange
) -> WorkspacePingKeyAnswer:
    """Bring the workspace's ping key along from elsewhere. The key before stops working at once."""
    return Addresses.of(request).of_workspace(await ping_keys.change_workspace_key(parts, actor, change.key))


@router.delete("/ping-key", status_code=204, responses=problems(404))
async def delete_workspace_ping_key(parts: Services, actor: CurrentActor) -> None:
    """Do without a ping key for the workspace. It stops working at once; the monitors' own keys go on."""
    await ping_keys.delete_workspace_key(parts, actor)
