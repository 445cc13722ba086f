"""Hooks: `/api/v1/hooks` and `/api/v1/hook-kinds`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from fastapi.responses import Response

from tocsin.api.answers.hooks import (
    ForgottenAnswer,
    HookAnswer,
    HookKindAnswer,
    HookProblemAnswer,
    HookTrialAnswer,
)
from tocsin.api.answers.pages import PageAnswer
from tocsin.api.dependencies import CurrentActor, Paged, Revision, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import LARGEST_ID, IdPath, ShapeOf
from tocsin.api.json_route import JsonRoute
from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.hooks import KINDS
from tocsin.services import hook_trials, hooks
from tocsin.services.hook_draft import HookDraft
from tocsin.services.parts import Parts
from tocsin.storage.hooks import HookCounts, StoredHook

router = APIRouter(tags=["hooks"], route_class=JsonRoute, responses=EVERYWHERE)
CREATED: dict[int | str, dict[str, Any]] = {
    201: {"model": HookAnswer, "headers": {"Location": {"schema": {"type": "string"}}}}
}
DraftBody = Annotated[dict[str, Any], Body(), ShapeOf(HookDraft)]
MonitorQuery = Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="Of this monitor only.")]


@router.get("/hook-kinds")
async def list_hook_kinds(actor: CurrentActor) -> PageAnswer[HookKindAnswer]:
    """Every kind of hook, with the JSON Schema of its settings."""
    return PageAnswer(items=[HookKindAnswer.of(kind) for kind in KINDS.values()], next_cursor=None)


@router.get("/hooks")
async def list_hooks(parts: Services, actor: CurrentActor, page: Paged) -> PageAnswer[HookAnswer]:
    """The addresses to which other systems post, by name."""
    found, counts = await hooks.page(parts, actor, cursor=page.cursor, limit=page.limit)
    items = [_answer(parts, actor, one, counts[one.id]) for one in found.items]
    return PageAnswer(items=items, next_cursor=found.next_cursor)


@router.post("/hooks", status_code=201, responses={**CREATED, **WITH_BODY, **problems(409)})
async def create_hook(parts: Services, actor: CurrentActor, draft: DraftBody, response: Response) -> HookAnswer:
    """Make an address to which another system can post: `path` in the answer."""
    stored = await hooks.create(parts, actor, draft)
    response.headers.update({"Location": f"/api/v1/hooks/{stored.id}", "ETag": _etag(stored)})
    return _answer(parts, actor, stored)


@router.get("/hooks/{hook_id:int}", responses=problems(404))
async def get_hook(parts: Services, actor: CurrentActor, hook_id: IdPath, response: Response) -> HookAnswer:
    """One hook, with its address, and what was wrong with its newest request."""
    stored, counts = await hooks.get(parts, actor, hook_id)
    response.headers["ETag"] = _etag(stored)
    return _answer(parts, actor, stored, counts)


@router.put("/hooks/{hook_id:int}", responses={**WITH_BODY, **problems(404, 409, 412)})
async def replace_hook(
    parts: Services, actor: CurrentActor, hook_id: IdPath, draft: DraftBody, revision: Revision, response: Response
) -> HookAnswer:
    """Set every field anew but the kind. A secret sent as `********` keeps its value; the address stays."""
    await hooks.replace(parts, actor, hook_id, draft, revision=revision)
    return await get_hook(parts, actor, hook_id, response)


@router.delete("/hooks/{hook_id:int}", status_code=204, responses=problems(404))
async def delete_hook(parts: Services, actor: CurrentActor, hook_id: IdPath) -> None:
    """Delete a hook, and what it holds against monitors. The monitors stay, in the state that they are in."""
    await hooks.delete(parts, actor, hook_id)


@router.post("/hooks/{hook_id:int}/rotate-key", responses=problems(404))
async def rotate_hook_key(parts: Services, actor: CurrentActor, hook_id: IdPath, response: Response) -> HookAnswer:
    """Give the hook another address. The one before stops working at once."""
    await hooks.rotate_key(parts, actor, hook_id)
    return await get_hook(parts, actor, hook_id, response)


@router.post("/hooks/{hook_id:int}/test", responses={**WITH_BODY, **problems(404)})
async def try_hook(
    parts: Services,
    actor: CurrentActor,
    hook_id: IdPath,
    body: Annotated[Any, Body(description="What the other system would post.")],
) -> HookTrialAnswer:
    """Say what the hook would make of a body: which monitors, which states, what does not fit. Nothing is stored.

    Signatures are not asked for.
    """
    return HookTrialAnswer.of(await hook_trials.run(parts, actor, hook_id, body))


@router.get("/hooks/{hook_id:int}/problems", responses=problems(404))
async def list_hook_problems(
    parts: Services, actor: CurrentActor, hook_id: IdPath, page: Paged, monitor_id: MonitorQuery = None
) -> PageAnswer[HookProblemAnswer]:
    """What the hook holds against monitors at this moment: a monitor is in the worst state of its problems."""
    found = await hooks.problems(parts, actor, hook_id, monitor_id=monitor_id, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[HookProblemAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)


@router.delete("/hooks/{hook_id:int}/problems", responses=problems(404))
async def forget_hook_problems(
    parts: Services, actor: CurrentActor, hook_id: IdPath, monitor_id: MonitorQuery = None
) -> ForgottenAnswer:
    """Forget problems whose end the sender has never told. The monitors stay in the state that they are in."""
    return ForgottenAnswer(forgotten=await hooks.forget_problems(parts, actor, hook_id, monitor_id=monitor_id))


def _answer(parts: Parts, actor: Actor, stored: StoredHook, counts: HookCounts | None = None) -> HookAnswer:
    key = parts.box.decrypt(stored.sealed_key) if actor.may(Permission.HOOKS_WRITE) else None
    return HookAnswer.of(stored, key, counts or HookCounts())


def _etag(stored: StoredHook) -> str:
    return f'"{stored.revision}"'
