"""Looking now: `/api/v1/monitors/test` and `/api/v1/monitors/{id}/check`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from tocsin.api.answers.results import OutcomeAnswer, ResultAnswer
from tocsin.api.dependencies import CurrentActor, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import LARGEST_ID, IdPath
from tocsin.api.json_route import JsonRoute
from tocsin.api.shapes import TrialBody
from tocsin.core.verdict import Verdict
from tocsin.services import trials

router = APIRouter(prefix="/monitors", tags=["monitors"], route_class=JsonRoute, responses=EVERYWHERE)

SEVERITY = {Verdict.UP: 0, Verdict.UNKNOWN: 1, Verdict.DEGRADED: 2, Verdict.DOWN: 3}


class CheckRequestedAnswer(BaseModel):
    """The check was asked for; its result has not come yet."""

    message: str


@router.post("/test", responses={**WITH_BODY, **problems(404, 429)})
async def try_monitor(
    parts: Services,
    actor: CurrentActor,
    draft: TrialBody,
    secrets_of: Annotated[
        int | None, Query(ge=1, le=LARGEST_ID, description="The monitor whose secrets stand behind `********`.")
    ] = None,
) -> OutcomeAnswer:
    """Look once with a configuration, from its first region, and save nothing. It takes as long as the check does."""
    return OutcomeAnswer.of(await trials.run(parts, actor, draft, secrets_of=secrets_of))


@router.post(
    "/{monitor_id:int}/check",
    response_model=ResultAnswer,
    responses={
        202: {"model": CheckRequestedAnswer, "description": "No result has come in time."},
        **problems(404, 409, 429),
    },
)
async def check_monitor(parts: Services, actor: CurrentActor, monitor_id: IdPath) -> Response:
    """Check at once, in all of the monitor's regions, and wait for the result; of several the worst one."""
    found = await trials.check(parts, actor, monitor_id)
    if not found:
        late = CheckRequestedAnswer(message="The check was asked for. Its result will be among the monitor's results.")
        return _json(late, 202)
    worst = max(found, key=lambda result: SEVERITY[result.outcome.verdict])
    return _json(ResultAnswer.of_fresh(worst), 200)


def _json(answer: BaseModel, status: int) -> Response:
    return Response(answer.model_dump_json(), status, media_type="application/json")
