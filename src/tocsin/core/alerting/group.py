"""Groups: incidents of one likely cause, told as one."""

from __future__ import annotations

import msgspec

from tocsin.core.alerting.concern import Severity


class GroupState(msgspec.Struct, frozen=True, kw_only=True):
    """What a group has come to, stored whole.

    `keys` are what all its incidents have in common (`host:db1.example.com`, `monitor:12`, `tag:eu`). `told_at`: when
    the first message was made; `steps`: how many steps of the policy were taken, `repeats`: how many reminders.
    `told_severity`: the worst that was told. `waits_until`: not before then (quiet hours, a snooze).
    """

    keys: frozenset[str] = frozenset()
    cause: str = ""
    severity: Severity = Severity.WARNING
    told_severity: Severity | None = None
    size: int = 0
    told_at: int | None = None
    steps: int = 0
    repeats: int = 0
    acknowledged_at: int | None = None
    acknowledged_by: str = ""
    is_flapping: bool = False


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """As it stands in the database."""

    id: int
    workspace_id: int
    policy_id: int
    opened_at: int
    joined_at: int
    next_at: int | None
    closed_at: int | None
    state: GroupState
