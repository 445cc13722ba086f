"""The parts of the API's answers on policies and rotations that commands show."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tocsin.cli.replies import JsonObject


class Step(msgspec.Struct):
    """Who is told so long after it began. A target is one of channel, rotation, user, role."""

    after: float
    targets: list[dict[str, int | str]]
    when: str = "always"


class Policy(msgspec.Struct):
    """Who is told what, when, in which steps."""

    id: int
    name: str
    enabled: bool
    match: JsonObject
    steps: list[Step]
    repeat: JsonObject | None = None
    quiet_hours: JsonObject | None = None
    business_hours: JsonObject | None = None
    group_wait: float | None = None
    groups: bool = True
    tells_recovery: bool = True
    continues: bool = False


class Ruling(msgspec.Struct):
    """One word of a decision."""

    outcome: str
    reason: str
    summary: str


class Recipient(msgspec.Struct):
    """A channel, or a user by mail."""

    name: str


class ForeseenTarget(msgspec.Struct):
    """What a step names, and who is behind it at that moment."""

    name: str
    told: list[Recipient]
    note: str = ""


class ForeseenTelling(msgspec.Struct):
    """Something that is told; without targets to everybody who was told before."""

    purpose: str
    number: int
    targets: list[ForeseenTarget] | None = None


class ForeseenEntry(msgspec.Struct):
    """What happens at a moment."""

    at: datetime
    tellings: list[ForeseenTelling] = []
    rulings: list[Ruling] = []


class ForeseenPolicy(msgspec.Struct):
    """A policy that would take the incident."""

    id: int
    name: str
    entries: list[ForeseenEntry]
    goes_on: bool = False


class Foresight(msgspec.Struct):
    """Which policies would take an incident, and who would be told what, when."""

    concern: str
    severity: str
    at: datetime
    policies: list[ForeseenPolicy]
    rulings: list[Ruling] = []


class Participant(msgspec.Struct):
    """Somebody who takes turns."""

    user: int
    channels: list[int] = []


class Rotation(msgspec.Struct):
    """People who take turns on call."""

    id: int
    name: str
    turn: str
    every: int
    starts_on: str
    hand_over: str
    time_zone: str
    participants: list[Participant]
    calendar_path: str | None = None


class Colleague(msgspec.Struct):
    """Somebody who is on call; without a name, who is no member any more."""

    id: int
    email: str | None = None
    name: str | None = None

    @property
    def shown(self) -> str:
        known = self.name if self.name and self.name != self.email else ""
        address = f"<{self.email}>" if known else self.email
        return " ".join(part for part in (known, address) if part) or f"user {self.id}, no member any more"


class Shift(msgspec.Struct):
    """Who is on call from when to when."""

    user: Colleague
    start: datetime
    end: datetime
    is_override: bool = False


class Override(msgspec.Struct):
    """Somebody is on call for a while, whoever's turn it is."""

    id: int
    user: Colleague
    start: datetime
    end: datetime
    created_by: str = ""


class Duty(msgspec.Struct):
    """Who is on call in a rotation now, and who is next."""

    rotation_id: int
    rotation: str
    current: Shift | None = None
    following: Shift | None = None
    note: str = ""
