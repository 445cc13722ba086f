"""Policies: `/api/v1/policies`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api.answers.foresight import ForesightAnswer
from tocsin.api.answers.pages import PageAnswer
from tocsin.api.answers.policies import PolicyAnswer
from tocsin.api.dependencies import CurrentActor, Idempotent, Paged, Revision, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import GivenMoment, IdPath, ShapeOf, unix_ms
from tocsin.api.json_route import JsonRoute
from tocsin.core.alerting.concern import Concern, Severity
from tocsin.services import foresight, policies
from tocsin.services.idempotency import Answer
from tocsin.services.monitor_draft import MonitorId
from tocsin.services.policy_draft import PolicyDraft
from tocsin.storage.policies import MOST_A_WORKSPACE, StoredPolicy

router = APIRouter(prefix="/policies", tags=["policies"], route_class=JsonRoute, responses=EVERYWHERE)
CREATED: dict[int | str, dict[str, Any]] = {
    201: {"model": PolicyAnswer, "headers": {"Location": {"schema": {"type": "string"}}}}
}
DraftBody = Annotated[dict[str, Any], Body(), ShapeOf(PolicyDraft)]


class PolicyOrder(BaseModel):
    """All policies, in the order in which they are to be asked."""

    model_config = ConfigDict(extra="forbid")

    ids: list[MonitorId] = Field(max_length=MOST_A_WORKSPACE, description="Each policy's id, once.")


class IncidentToCome(BaseModel):
    """An incident that there might be."""

    model_config = ConfigDict(extra="forbid")

    monitor_id: MonitorId
    concern: Literal["down", "degraded", "certificate", "late", "threshold"] = Field(
        default="down", description="What it is about."
    )
    severity: Severity | None = Field(
        default=None, description="By default `critical` for what is down, and `warning` for everything else."
    )
    at: GivenMoment | None = Field(default=None, description="When it begins: RFC 3339 with an offset. By default now.")


@router.get("")
async def list_policies(parts: Services, actor: CurrentActor, page: Paged) -> PageAnswer[PolicyAnswer]:
    """Policies in the order in which they are asked: the first that fits takes the incident."""
    found = await policies.page(parts, actor, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[PolicyAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)


@router.post("", status_code=201, response_model=None, responses={**CREATED, **WITH_BODY, **problems(409)})
async def create_policy(parts: Services, actor: CurrentActor, draft: DraftBody, again: Idempotent) -> Response:
    """Make a policy. It is asked before all others until their order is changed."""
    made = await policies.create(parts, actor, draft, once=again.once(_created))
    answer, replayed = (made, {"Idempotency-Replayed": "true"}) if isinstance(made, Answer) else (_created(made), {})
    return Response(answer.body, answer.status, {**answer.headers, **replayed}, "application/json")


@router.put("/order", status_code=204, responses=WITH_BODY)
async def reorder_policies(parts: Services, actor: CurrentActor, order: PolicyOrder) -> None:
    """Say in which order they are asked: every policy is named, and named once."""
    await policies.reorder(parts, actor, order.ids)


@router.post("/route", responses={**WITH_BODY, **problems(404)})
async def foresee_policies(parts: Services, actor: CurrentActor, wanted: IncidentToCome) -> ForesightAnswer:
    """Say which policies would take an incident of a monitor, and who would be told what, when. Nothing is sent.

    As if nobody took it on; silences, and what the monitor depends on, are left aside.
    """
    at = unix_ms(wanted.at)
    found = await foresight.foresee(parts, actor, wanted.monitor_id, Concern(wanted.concern), wanted.severity, at)
    return ForesightAnswer.of(found)


@router.get("/{policy_id:int}", responses=problems(404))
async def get_policy(parts: Services, actor: CurrentActor, policy_id: IdPath, response: Response) -> PolicyAnswer:
    """One policy."""
    return _answer(await policies.get(parts, actor, policy_id), response)


@router.put("/{policy_id:int}", responses={**WITH_BODY, **problems(404, 409, 412)})
async def replace_policy(
    parts: Services, actor: CurrentActor, policy_id: IdPath, draft: DraftBody, revision: Revision, response: Response
) -> PolicyAnswer:
    """Set every field anew; what is left out gets its default. Its place in the order stays."""
    return _answer(await policies.replace(parts, actor, policy_id, draft, revision=revision), response)


@router.delete("/{policy_id:int}", status_code=204, responses=problems(404))
async def delete_policy(parts: Services, actor: CurrentActor, policy_id: IdPath) -> None:
    """Delete a policy. What it has begun to tell is not told any further."""
    await policies.delete(parts, actor, policy_id)


def _answer(stored: StoredPolicy, response: Response) -> PolicyAnswer:
    response.headers["ETag"] = _etag(stored)
    return PolicyAnswer.of(stored)


def _created(stored: StoredPolicy) -> Answer:
    headers = {"Location": f"/api/v1/policies/{stored.id}", "ETag": _etag(stored)}
    return Answer(201, headers, PolicyAnswer.of(stored).model_dump_json().encode())


def _etag(stored: StoredPolicy) -> str:
    return f'"{stored.revision}"'
