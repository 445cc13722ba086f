"""How values look in answers and parameters: times, latencies, ids, documents of another model's shape."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, overload

from fastapi import Path, Query
from pydantic import BaseModel, GetJsonSchemaHandler, PlainSerializer, WithJsonSchema
from pydantic_core import CoreSchema

from tocsin.core.clock import to_datetime, to_unix_ms
from tocsin.core.verdict import WORDS
from tocsin.services.moments import GivenMoment as GivenMoment

LARGEST_ID = 2**63 - 1
_YEAR_9999_MS = 253_402_300_799_999
_DATE_TIME = {"type": "string", "format": "date-time"}


def rfc3339(unix_ms: int) -> str:
    """UTC with milliseconds, such as `2026-11-21T09:30:00.000Z`."""
    moment = to_datetime(max(0, min(unix_ms, _YEAR_9999_MS)))
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def day(unix_ms: int) -> str:
    """The UTC date."""
    return datetime.fromtimestamp(unix_ms / 1000, tz=UTC).strftime("%Y-%m-%d")


def milliseconds(microseconds: float | None) -> float | None:
    return None if microseconds is None else round(microseconds / 1000, 3)


Moment = Annotated[int, PlainSerializer(rfc3339, return_type=str), WithJsonSchema(_DATE_TIME)]
"""Unix milliseconds inside, RFC 3339 outside."""


MomentParameter = Annotated[GivenMoment | None, Query(description="RFC 3339 with an offset.")]
IdPath = Annotated[int, Path(ge=1, le=LARGEST_ID)]

VerdictWord = Annotated[str, WithJsonSchema({"type": "string", "enum": list(WORDS)})]
"""`up`, `degraded`, `down` or `unknown`."""


@overload
def unix_ms(moment: datetime) -> int: ...


@overload
def unix_ms(moment: None) -> None: ...


def unix_ms(moment: datetime | None) -> int | None:
    """What storage works with."""
    return None if moment is None else to_unix_ms(moment)


class ShapeOf:
    """Marks a body as documented by a model while it is validated elsewhere, in the one place that does so."""

    def __init__(self, model: type[BaseModel]) -> None:
        self.model = model

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(self.model.__pydantic_core_schema__)
