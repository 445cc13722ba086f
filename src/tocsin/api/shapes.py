"""Bodies that are documented by one model and validated as another: a patch counts once it is merged."""

from __future__ import annotations

from typing import Annotated, Any, Optional

from fastapi import Body
from pydantic import BaseModel, Field, create_model

from tocsin.api.fields import ShapeOf
from tocsin.services import trials
from tocsin.services.monitor_draft import MonitorDraft, Name


def _optional(model: type[BaseModel]) -> dict[str, Any]:
    return {
        name: (
            Optional[Annotated[(field.annotation, Field(), *field.metadata)]],  # noqa: UP045
            Field(default=None, description=field.description),
        )
        for name, field in model.model_fields.items()
    }


MonitorPatch: type[BaseModel] = create_model(
    "MonitorPatch",
    __doc__="Some of a monitor's fields, as a JSON merge patch (RFC 7396): null brings the default back.",
    **_optional(MonitorDraft),
)


class TrialDraft(MonitorDraft):
    """A monitor to look with once. It is not saved and needs no name."""

    name: Name = Field(default=trials.NAME, description="Of no consequence.")


DraftBody = Annotated[dict[str, Any], Body(), ShapeOf(MonitorDraft)]
TrialBody = Annotated[dict[str, Any], Body(), ShapeOf(TrialDraft)]
PatchBody = Annotated[dict[str, Any], Body(), ShapeOf(MonitorPatch)]
