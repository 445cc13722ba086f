"""One action upon many monitors: `/api/v1/monitors/bulk`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tocsin.api.dependencies import CurrentActor, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY
from tocsin.api.filters import VerdictName, verdicts_of
from tocsin.api.json_route import JsonRoute
from tocsin.services import bulk
from tocsin.services.bulk import BulkAction, BulkOutcome, BulkVerb
from tocsin.services.durations import IntervalSeconds
from tocsin.services.monitor_draft import MonitorId, Tag
from tocsin.storage.monitor_lists import MonitorFilter

router = APIRouter(prefix="/monitors", tags=["monitors"], route_class=JsonRoute, responses=EVERYWHERE)
MOST_IDS = 10_000


class Selection(BaseModel):
    """Which monitors: all that is given must hold."""

    model_config = ConfigDict(extra="forbid")

    q: str | None = Field(default=None, max_length=200, description="Text in name, target, description or tags.")
    state: list[VerdictName] = Field(default=[], max_length=10)
    kind: list[Annotated[str, Field(max_length=100)]] = Field(default=[], max_length=50)
    tag: list[Tag] = Field(default=[], max_length=50, description="All of them.")
    enabled: bool | None = Field(default=None, strict=True)
    maintenance: bool | None = Field(default=None, strict=True)
    managed_by: str | None = Field(default=None, max_length=200)

    def filter(self) -> MonitorFilter:
        return MonitorFilter(
            text=self.q or None,
            states=verdicts_of(self.state),
            kinds=tuple(self.kind),
            tags=tuple(self.tag),
            enabled=self.enabled,
            maintenance=self.maintenance,
            managed_by=self.managed_by,
        )


class BulkRequest(BaseModel):
    """An action, and the monitors that it is about: by `ids` or by `filter`, not both."""

    model_config = ConfigDict(extra="forbid")

    action: BulkVerb
    ids: list[MonitorId] | None = Field(default=None, min_length=1, max_length=MOST_IDS)
    filter: Selection | None = Field(default=None, description="With at least one condition.")
    tag: Tag | None = Field(default=None, description="For `tag` and `untag`.")
    interval: IntervalSeconds | None = Field(default=None, description="For `set_interval`.")
    dry_run: bool = Field(default=False, strict=True, description="Only say which monitors it would be about.")

    @model_validator(mode="after")
    def _require_one_selection(self) -> BulkRequest:
        if (self.ids is None) == (self.filter is None):
            raise ValueError("needs either ids or filter")
        if self.filter is not None and self.filter.filter() == MonitorFilter():
            raise ValueError("needs at least one condition in filter, lest it be about everything")
        return self


class BulkAnswer(BaseModel):
    """What the action was about."""

    dry_run: bool
    matched: list[int] = Field(description="Ids of the monitors that were found.")
    changed: list[int] = Field(description="Those of them that the action changed.")

    @classmethod
    def of(cls, outcome: BulkOutcome) -> BulkAnswer:
        return cls(dry_run=outcome.is_dry_run, matched=outcome.matched, changed=outcome.changed)


@router.post("/bulk", responses=WITH_BODY)
async def change_monitors(parts: Services, actor: CurrentActor, request: BulkRequest) -> BulkAnswer:
    """Pause, resume, delete, tag, untag or set the interval of many monitors, all or nothing."""
    where = request.filter.filter() if request.filter else MonitorFilter(ids=tuple(request.ids or ()))
    action = BulkAction(request.action, request.tag, request.interval)
    return BulkAnswer.of(await bulk.apply(parts, actor, action, where, dry_run=request.dry_run))
