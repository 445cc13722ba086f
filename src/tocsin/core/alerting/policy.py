"""Policies: who is told what, when, in which steps."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tocsin.core.alerting.concern import Concern, Severity
from tocsin.core.alerting.hours import WeeklyHours
from tocsin.core.alerting.match import Match

MINUTE_MS = 60_000


class TargetKind(StrEnum):
    """Whom a step tells."""

    CHANNEL = "channel"
    ROTATION = "rotation"
    """Whoever is on call when the step is taken."""
    USER = "user"
    """By mail to the address of the account."""
    ROLE = "role"
    """Every member of that role, by mail."""


class Target(msgspec.Struct, frozen=True):
    """`id` of the channel, rotation or user; `role` of a role."""

    kind: TargetKind
    id: int = 0
    role: str = ""


class When(StrEnum):
    """A branch by the time at which a step is taken."""

    ALWAYS = "always"
    BUSINESS_HOURS = "business_hours"
    OTHER_HOURS = "other_hours"


class Step(msgspec.Struct, frozen=True):
    """So long (ms) after the group was opened, unless it was acknowledged, tell these."""

    after: int
    targets: tuple[Target, ...]
    when: When = When.ALWAYS


class Repeat(msgspec.Struct, frozen=True):
    """Remind everybody who was told, every so often (ms) after the last step, at most so many times."""

    every: int
    at_most: int


class QuietHours(msgspec.Struct, frozen=True):
    """What comes within these hours waits until they end; what is let through does not."""

    hours: WeeklyHours
    let_through: frozenset[Severity] = frozenset()


class Policy(msgspec.Struct, frozen=True):
    """The first policy that matches takes the incident; with `continues`, later ones are asked too.

    `group_wait` (ms): how long the first message waits for others of the same cause. None: not at all, unless the
    monitor shares its host or a parent with others. `steps` are in ascending order of `after`.
    """

    match: Match
    steps: tuple[Step, ...]
    repeat: Repeat | None = None
    quiet_hours: QuietHours | None = None
    business_hours: WeeklyHours | None = None
    group_wait: int | None = None
    groups: bool = True
    tells_recovery: bool = True
    continues: bool = False


class NamedPolicy(msgspec.Struct, frozen=True):
    """A policy as it stands in the database."""

    id: int
    name: str
    policy: Policy


ALERTING_CONCERNS = frozenset(Concern) - {Concern.REGION, Concern.CHANNEL}
"""Those of incidents; the others are notices."""
