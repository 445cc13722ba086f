"""Monitors as code: `/api/v1/apply`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api.answers.plan import PlanAnswer
from tocsin.api.dependencies import CurrentActor, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import ShapeOf
from tocsin.api.json_route import LargeJsonRoute
from tocsin.services import plan
from tocsin.services.monitor_draft import MonitorDraft

router = APIRouter(tags=["plan"], route_class=LargeJsonRoute, responses=EVERYWHERE)


class DeclaredSet(BaseModel):
    """All monitors that one source wants to exist."""

    model_config = ConfigDict(extra="forbid")

    source: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$",
        description="Who declares them, such as a file's name; it owns them from then on.",
    )
    monitors: list[Annotated[Any, ShapeOf(MonitorDraft)]] = Field(max_length=plan.MOST_MONITORS)
    dry_run: bool = Field(default=False, strict=True, description="Only say what would change.")


@router.post("/apply", responses={**WITH_BODY, **problems(409)})
async def apply_monitors(parts: Services, actor: CurrentActor, declared: DeclaredSet) -> PlanAnswer:
    """Create, update and delete until the source's monitors are what is declared, all or nothing.

    What the source declared before and declares no more is deleted. A monitor of a declared name that was made by
    hand is taken over; one that belongs to another source is an error.
    """
    made = await plan.apply(parts, actor, declared.source, declared.monitors, dry_run=declared.dry_run)
    return PlanAnswer.of(made)
