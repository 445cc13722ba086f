"""Waits to be pinged by a job, and notices when it is not: cron jobs, backups, timers, anything that runs on its own.

A heartbeat has an address of its own, `/ping/<key>`. The job requests it at the end of every run; Tocsin looks at
nothing by itself. When a ping is due is said in one of three ways: by a **period** (`1h` after the last one), by a
**cron** expression, or by a systemd **OnCalendar** expression, both in a time zone.

| ping | means |
| --- | --- |
| `/ping/<key>` | the run ended well |
| `/ping/<key>/start` | a run begins; its end then tells how long it took |
| `/ping/<key>/fail` | the run failed: `down` at once |
| `/ping/<key>/<exit code>` | 0 ended well, 1 to 255 failed |
| `/ping/<key>/log` | a message for people, which changes nothing |

What is sent as the request's body is kept with the ping, up to a limit. `?rid=<uuid>` pairs a start with its end where
runs overlap.

**Late is not missing.** From the moment at which a ping was due until the end of the *grace* it is late: this is shown,
and the state stays as it is, unless *Degraded when late* is set. When the grace has passed the ping is missing and the
monitor goes `down`. A run that has begun has to end within the grace too, or within the *longest duration* where one is
set. Until its first ping a heartbeat is `unknown` and nobody is woken.

A ping that comes up to a minute before its time counts for that time. Where clocks are changed, a cron expression keeps
to the rules of Debian's cron and an OnCalendar expression to systemd's. While Tocsin itself could not be reached, no
ping is called missing: the monitor is `unknown` until the next one is due.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import InitErrorDetails

from tocsin import recurrence
from tocsin.core.durations import bounded_seconds, in_words
from tocsin.core.expectation import Expectation, Recurrence
from tocsin.core.plugins import ProbeConfig, PushedKind
from tocsin.core.result import Json

YEAR_S = 365 * 86_400
DEFAULT_GRACE_S = 300.0

Length = Annotated[float, bounded_seconds(1, YEAR_S)]


class HeartbeatConfig(ProbeConfig):
    """Exactly one of `period`, `cron` and `on_calendar` is set."""

    period: Length | None = Field(
        default=None,
        title="Period",
        description="How long after a ping the next one is due, such as `1h`.",
        examples=["1h"],
    )
    cron: str | None = Field(
        default=None,
        max_length=100,
        title="Cron expression",
        description="When a run is due, as in a crontab: minute, hour, day of month, month, day of week.",
        examples=["0 3 * * *"],
    )
    on_calendar: str | None = Field(
        default=None,
        max_length=1000,
        title="OnCalendar expression",
        description="When a run is due, as in a systemd timer; several expressions stand on a line each.",
        examples=["Mon..Fri 03:00"],
    )
    timezone: str = Field(
        default="UTC",
        max_length=64,
        title="Time zone",
        description="The time zone of the expression, by its name in the IANA database.",
        examples=["Europe/Berlin"],
    )
    grace: Length = Field(
        default=DEFAULT_GRACE_S,
        title="Grace",
        description="How late a ping may be until it is missing; also how long a run may take that has begun.",
    )
    min_duration: Length | None = Field(
        default=None, title="Shortest duration", description="A run that ends sooner after its start is degraded."
    )
    max_duration: Length | None = Field(
        default=None,
        title="Longest duration",
        description="A run that takes longer is degraded, and missing when it has not ended a grace later.",
    )
    degraded_when_late: bool = Field(
        default=False, title="Degraded when late", description="Count as degraded from the moment a ping is due."
    )
    degraded_on_overlap: bool = Field(
        default=False,
        title="Degraded on overlap",
        description="Count as degraded when a run starts before the one before it has ended.",
    )

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str) -> str:
        recurrence.time_zone(name)
        return name

    @model_validator(mode="after")
    def _fits(self) -> Self:
        given = [name for name in ("period", "cron", "on_calendar") if getattr(self, name) is not None]
        if len(given) != 1:
            found = f", got {' and '.join(given)}" if given else ""
            raise ValueError(f"must set exactly one of period, cron and on_calendar{found}")
        if self.min_duration is not None and self.max_duration is not None and self.min_duration > self.max_duration:
            least, most = in_words(self.min_duration), in_words(self.max_duration)
            raise _fault("min_duration", ValueError(f"must be at most max_duration ({most}), got {least}"))
        try:
            recurrence_of(self)
        except ValueError as wrong:
            raise _fault(given[0], wrong) from None
        return self


class Heartbeat(PushedKind[HeartbeatConfig]):
    """See the module's docstring, which is the documentation."""

    kind: ClassVar[str] = "heartbeat"
    title: ClassVar[str] = "Heartbeat"
    config_type: ClassVar[type[HeartbeatConfig]] = HeartbeatConfig
    example: ClassVar[Mapping[str, Json]] = {"cron": "0 3 * * *", "timezone": "Europe/Berlin", "grace": "30m"}

    @classmethod
    def target(cls, config: HeartbeatConfig) -> str:
        return recurrence_of(config).describe()

    @classmethod
    def expectation(cls, config: HeartbeatConfig) -> Expectation:
        return Expectation(
            recurrence=recurrence_of(config),
            grace_ms=_ms(config.grace),
            min_duration_ms=None if config.min_duration is None else _ms(config.min_duration),
            max_duration_ms=None if config.max_duration is None else _ms(config.max_duration),
            degraded_when_late=config.degraded_when_late,
            degraded_on_overlap=config.degraded_on_overlap,
        )


def recurrence_of(config: HeartbeatConfig) -> Recurrence:
    """Raise ValueError for an expression that does not fit."""
    if config.cron is not None:
        return recurrence.cron(config.cron, config.timezone)
    if config.on_calendar is not None:
        return recurrence.on_calendar(config.on_calendar, config.timezone)
    assert config.period is not None
    return recurrence.every(config.period)


def _fault(field: str, wrong: ValueError) -> ValidationError:
    """Of one field, found when all were read."""
    detail = InitErrorDetails(type="value_error", loc=(field,), input=None, ctx={"error": wrong})
    return ValidationError.from_exception_data(HeartbeatConfig.__name__, [detail], hide_input=True)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
