"""Hours of the week as somebody writes them down: `{"days": ["mon", "tue"], "from": "22:00", "to": "07:00"}`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from tocsin.auth.configs import JsonObject
from tocsin.core.alerting.hours import DailyHours, WeeklyHours
from tocsin.core.errors import FieldError
from tocsin.core.result import Json
from tocsin.recurrence.zones import LONGEST_NAME, time_zone

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_RANGES = 20


def _as_zone(name: str) -> str:
    return time_zone(name).key


TimeZone = Annotated[str, StringConstraints(max_length=LONGEST_NAME), AfterValidator(_as_zone)]
"""A name of the IANA database."""
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
EndTime = Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]


class DailyHoursDraft(BaseModel):
    """From a time to another; on the next day where that is not later."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=7)] = Field(
        default=DAYS, description="On which days it begins. Every day when left out."
    )
    start: ClockTime = Field(alias="from", description="As the clock reads, such as `22:00`.")
    end: EndTime = Field(alias="to", description="As the clock reads, such as `07:00`; `24:00` is midnight.")


Ranges = Annotated[tuple[DailyHoursDraft, ...], Field(min_length=1, max_length=MOST_RANGES)]


class WeeklyHoursDraft(BaseModel):
    """Hours of the week, as the clock reads in a time zone: they stay when clocks are changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    time_zone: TimeZone = Field(default="UTC", description="Such as `Europe/Berlin`.")
    hours: Ranges = Field(description="Whatever lies in one of these is within.")


def to_hours(draft: WeeklyHoursDraft) -> WeeklyHours:
    return WeeklyHours(draft.time_zone, tuple(_range(one) for one in draft.hours))


def faults(draft: WeeklyHoursDraft, pointer: str) -> list[FieldError]:
    """What each field by itself does not show. `pointer` is where the draft stood in what was sent."""
    text = "must differ from `from`: a whole day is 00:00 to 24:00"
    return [
        FieldError(f"{pointer}/hours/{index}/to", text) for index, one in enumerate(draft.hours) if one.start == one.end
    ]


def as_written(hours: WeeklyHours) -> JsonObject:
    """As somebody would write it."""
    ranges: list[Json] = [
        {
            "days": [DAYS[day] for day in one.days],
            "from": clock_of(one.start),
            "to": clock_of(one.end),
        }
        for one in hours.ranges
    ]
    return {"time_zone": hours.time_zone, "hours": ranges}


def minutes_of(clock: str) -> int:
    """After midnight."""
    hours, _, minutes = clock.partition(":")
    return 60 * int(hours) + int(minutes)


def clock_of(minutes: int) -> str:
    """`22:00`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _range(draft: DailyHoursDraft) -> DailyHours:
    days = tuple(number for number, day in enumerate(DAYS) if day in draft.days)
    return DailyHours(days, minutes_of(draft.start), minutes_of(draft.end))
