"""Backtests: `/api/v1/policies/backtest`."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel

from tocsin.api.answers.backtests import (
    BacktestAnswer,
    BacktestPageAnswer,
    BacktestSummaryAnswer,
    PageLine,
    ProblemLine,
    ProgressLine,
    SummaryLine,
)
from tocsin.api.dependencies import CurrentActor, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, Responses, problems
from tocsin.api.fields import ShapeOf
from tocsin.api.json_route import JsonRoute
from tocsin.core.errors import TocsinError
from tocsin.services import backtests
from tocsin.services.backtest_draft import BacktestDraft
from tocsin.services.backtest_run import Backtest, Finding

router = APIRouter(prefix="/policies", tags=["policies"], route_class=JsonRoute, responses=EVERYWHERE)
NDJSON = "application/x-ndjson"
TELL_EVERY_SECONDS = 0.25
CLIENT_LEFT = 499
"""What nobody reads any more."""
ANSWERS: Responses = {
    200: {
        "model": BacktestAnswer,
        "description": "What would have been said, and what it comes to.",
        "content": {NDJSON: {"schema": {"type": "string"}}},
    }
}


async def backtest_place(parts: Services, actor: CurrentActor) -> AsyncIterator[None]:
    """For as long as the answer goes on."""
    with parts.backtests.held(actor.workspace_id):
        yield


@router.post(
    "/backtest",
    response_model=None,
    responses={**ANSWERS, **WITH_BODY, **problems(404, 429)},
    dependencies=[Depends(backtest_place)],
)
async def backtest_policies(
    request: Request,
    parts: Services,
    actor: CurrentActor,
    wanted: Annotated[dict[str, Any], Body(), ShapeOf(BacktestDraft)],
) -> Response:
    """Play what has happened to policies: who would have been paged when. Nothing is written, and nobody is told.

    As if nobody had acknowledged anything, with the monitors, silences and people that there are now. With other
    `thresholds` the results that are kept are judged once more; else the changes of state count that were concluded.
    Incidents of rules are left out, and those that had begun before. One at a time in a workspace.

    With `Accept: application/x-ndjson` the answer is a stream of lines of JSON, each with a `type`: `progress` while it
    is worked on, then a `page` for each page, and at last the `summary`, or a `problem` when it cannot be done.
    """
    backtest = await backtests.prepare(parts, actor, wanted)
    if NDJSON in request.headers.get("accept", ""):
        return StreamingResponse(_lines(backtest), media_type=NDJSON, headers={"X-Accel-Buffering": "no"})
    async for step in backtest.run():
        if isinstance(step, Finding):
            return Response(BacktestAnswer.of(step).model_dump_json(), media_type="application/json")
        if await request.is_disconnected():
            break
    return Response(status_code=CLIENT_LEFT)


async def _lines(backtest: Backtest) -> AsyncIterator[str]:
    told_at = 0.0
    try:
        async for step in backtest.run():
            if isinstance(step, Finding):
                for line in _last_lines(step):
                    yield line
            elif time.monotonic() - told_at >= TELL_EVERY_SECONDS:
                told_at = time.monotonic()
                yield _line(ProgressLine(share=round(step.share, 4)))
    except TocsinError as error:
        # The status is said already.
        yield _line(ProblemLine.of(error))


def _last_lines(finding: Finding) -> Iterator[str]:
    for page in finding.pages:
        yield _line(PageLine(page=BacktestPageAnswer.of(page, finding.names)))
    yield _line(SummaryLine(summary=BacktestSummaryAnswer.of(finding)))


def _line(line: BaseModel) -> str:
    return f"{line.model_dump_json()}\n"
