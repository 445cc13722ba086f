"""What a policy would do, and when, if nobody took the incident on."""

from __future__ import annotations

import msgspec

from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.escalation import Handling, Telling, advance
from tocsin.core.alerting.group import Group, GroupState
from tocsin.core.alerting.policy import Policy
from tocsin.core.alerting.trace import Ruling

_ONE_OPEN = Handling(open=1, unhandled=1)


class Entry(msgspec.Struct, frozen=True):
    """What happens `at` (Unix ms): who is told something, or why nobody is."""

    at: int
    tellings: tuple[Telling, ...]
    rulings: tuple[Ruling, ...]


class Timetable(msgspec.Struct, frozen=True):
    """`goes_on`: there would be more entries."""

    entries: tuple[Entry, ...]
    goes_on: bool


def timetable(policy: Policy, severity: Severity, at: int, most: int) -> Timetable:
    """The escalation of one incident that begins `at` (Unix ms), taken through the steps that live ones go through."""
    next_at: int | None = at + (policy.group_wait or 0 if policy.groups else 0)
    state = GroupState(severity=severity, size=1)
    entries: list[Entry] = []
    while next_at is not None and len(entries) < most:
        now = next_at
        group = Group(
            id=0, workspace_id=0, policy_id=0, opened_at=at, joined_at=at, next_at=now, closed_at=None, state=state
        )
        taken = advance(policy, group, _ONE_OPEN, now)
        if taken.tellings or taken.rulings:
            entries.append(Entry(now, taken.tellings, taken.rulings))
        state, next_at = taken.state, taken.next_at
        if next_at is not None and next_at <= now:
            break
    return Timetable(tuple(entries), next_at is not None)
