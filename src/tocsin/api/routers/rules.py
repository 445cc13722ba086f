"""Rules: `/api/v1/rules`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from fastapi.responses import Response

from tocsin.api.answers.pages import PageAnswer
from tocsin.api.answers.rules import RuleAnswer, RuleStateAnswer, RuleTrialAnswer
from tocsin.api.dependencies import CurrentActor, Idempotent, Paged, Revision, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import IdPath, ShapeOf
from tocsin.api.json_route import JsonRoute
from tocsin.services import rule_values, rules
from tocsin.services.idempotency import Answer
from tocsin.services.rule_draft import RuleDraft
from tocsin.storage.rules import StoredRule

router = APIRouter(prefix="/rules", tags=["rules"], route_class=JsonRoute, responses=EVERYWHERE)
CREATED: dict[int | str, dict[str, Any]] = {
    201: {"model": RuleAnswer, "headers": {"Location": {"schema": {"type": "string"}}}}
}
DraftBody = Annotated[dict[str, Any], Body(), ShapeOf(RuleDraft)]
TrialBody = Annotated[
    dict[str, Any], Body(description="As for a rule that is made; it needs no name."), ShapeOf(RuleDraft)
]
BrokenQuery = Annotated[bool, Query(description="True: only monitors that break the rule.")]


@router.get("")
async def list_rules(parts: Services, actor: CurrentActor, page: Paged) -> PageAnswer[RuleAnswer]:
    """Rules, by name."""
    found = await rules.page(parts, actor, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[RuleAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)


@router.post("", status_code=201, response_model=None, responses={**CREATED, **WITH_BODY, **problems(409)})
async def create_rule(parts: Services, actor: CurrentActor, draft: DraftBody, again: Idempotent) -> Response:
    """Make a rule. It is evaluated each minute, more seldom where its window is longer than four hours."""
    made = await rules.create(parts, actor, draft, once=again.once(_created))
    answer, replayed = (made, {"Idempotency-Replayed": "true"}) if isinstance(made, Answer) else (_created(made), {})
    return Response(answer.body, answer.status, {**answer.headers, **replayed}, "application/json")


@router.post("/try", responses=WITH_BODY)
async def try_rule(parts: Services, actor: CurrentActor, draft: TrialBody) -> RuleTrialAnswer:
    """Say what a rule would see now, monitor by monitor, and what of it is beyond its threshold. Nothing is stored."""
    return RuleTrialAnswer.of(await rule_values.try_out(parts, actor, draft))


@router.get("/{rule_id:int}", responses=problems(404))
async def get_rule(parts: Services, actor: CurrentActor, rule_id: IdPath, response: Response) -> RuleAnswer:
    """One rule, as it stands."""
    return _answer(await rules.get(parts, actor, rule_id), response)


@router.put("/{rule_id:int}", responses={**WITH_BODY, **problems(404, 409, 412)})
async def replace_rule(
    parts: Services, actor: CurrentActor, rule_id: IdPath, draft: DraftBody, revision: Revision, response: Response
) -> RuleAnswer:
    """Set every field anew; what is left out gets its default.

    With another metric or severity, or switched off, the incidents that it has opened end.
    """
    return _answer(await rules.replace(parts, actor, rule_id, draft, revision=revision), response)


@router.delete("/{rule_id:int}", status_code=204, responses=problems(404))
async def delete_rule(parts: Services, actor: CurrentActor, rule_id: IdPath) -> None:
    """Delete a rule. The incidents that it has opened end."""
    await rules.delete(parts, actor, rule_id)


@router.get("/{rule_id:int}/states", responses=problems(404))
async def list_rule_states(
    parts: Services, actor: CurrentActor, rule_id: IdPath, page: Paged, broken: BrokenQuery = False
) -> PageAnswer[RuleStateAnswer]:
    """What a rule sees now of each monitor that it is about, and what it has concluded, by monitor."""
    found = await rule_values.states(parts, actor, rule_id, only_broken=broken, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[RuleStateAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)


def _answer(stored: StoredRule, response: Response) -> RuleAnswer:
    response.headers["ETag"] = _etag(stored)
    return RuleAnswer.of(stored)


def _created(stored: StoredRule) -> Answer:
    headers = {"Location": f"/api/v1/rules/{stored.id}", "ETag": _etag(stored)}
    return Answer(201, headers, RuleAnswer.of(stored).model_dump_json().encode())


def _etag(stored: StoredRule) -> str:
    return f'"{stored.revision}"'
