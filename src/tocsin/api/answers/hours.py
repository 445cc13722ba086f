"""Hours of the week as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class DailyHoursAnswer(BaseModel):
    """From a time to another; on the next day where that is not later."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    days: list[str] = Field(description="On which days it begins: `mon` to `sun`.")
    start: str = Field(alias="from")
    end: str = Field(alias="to")


class WeeklyHoursAnswer(BaseModel):
    """Hours of the week, as the clock reads in a time zone."""

    time_zone: str
    hours: list[DailyHoursAnswer]
