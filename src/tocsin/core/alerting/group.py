"""Groups: incidents of one likely cause, told as one."""

from __future__ import annotations

import msgspec

from tocsin.core.alerting.concern import Severity


class GroupState(msgspec.Struct, frozen=True, kw_only=True):
    """What a group has come to, stored whole.

    `keys` are what all its incidents have in common (`host:db1.example.com`, `monitor:12`, `tag:eu`). `severity` is the
    worst of them, `told_severity` the worst that was told; `told_size` is how many they were when it was told last of
    how many they are, at `told_at`. The escalation began at `begun_at`; so many `steps` of the
    policy were taken since, and so many `reminders` sent. `round` counts how often it began: a snooze that runs out
    begins it anew. `held`: the reason that was given last for waiting.
    """

    keys: frozenset[str] = frozenset()
    severity: Severity = Severity.WARNING
    told_severity: Severity | None = None
    size: int = 0
    told_size: int = 0
    told_at: int | None = None
    begun_at: int | None = None
    steps: int = 0
    reminders: int = 0
    round: int = 0
    acknowledged_by: str = ""
    snoozed_until: int | None = None
    is_flapping: bool = False
    held: str = ""


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
