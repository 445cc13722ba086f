"""What is made of the facts about a monitor before its incident is decided upon, live and in a backtest alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from tocsin.core.alerting.concern import Concern, concern_of
from tocsin.core.alerting.deciding import Case
from tocsin.core.alerting.dependency import Ancestor
from tocsin.core.alerting.flapping import STEADY_MS
from tocsin.core.alerting.grouping import keys_of
from tocsin.core.alerting.match import Subject
from tocsin.core.alerting.trace import Ruling
from tocsin.core.incident import BAD
from tocsin.core.transition import Why
from tocsin.core.verdict import Verdict

CONFIRMATION_MS = 30_000
"""An incident begins with the first failure, and is known once that was confirmed."""
LOOK_AGAIN_MS = 600_000


class Dependent(Protocol):
    """A monitor that knows on which others it depends."""

    @property
    def parents(self) -> Sequence[int]: ...


def ancestors_of(monitor_id: int, monitors: Mapping[int, Dependent]) -> list[int]:
    """All on which it depends, directly or through others, each once; those that are not in `monitors` are gone."""
    found: dict[int, None] = {}
    wanted = list(monitors[monitor_id].parents)
    while wanted:
        above = wanted.pop()
        if above in monitors and above not in found and above != monitor_id:
            found[above] = None
            wanted.extend(monitors[above].parents)
    return list(found)


def concern_with(why: Why | None, severity: Verdict, reason: str, *, has_rule: bool = False) -> Concern:
    """`why`: of the monitor's newest change for the worse."""
    errors = [one.error for one in why.regions if one.level == severity] if why is not None else []
    return concern_of(severity, reason, errors, has_rule=has_rule)


def case_of(
    subject: Subject,
    *,
    incident_id: int,
    why: Why | None,
    regions: Collection[str],
    addresses: Iterable[str],
    ancestors: tuple[Ancestor, ...],
    relatives: int,
    openings: int,
    flap_changed_at: int | None,
    recent: int,
    now: int,
) -> Case:
    """`regions` are the monitor's; `flap_changed_at` is None where it does not flap. `why` as for `concern_with`."""
    has_rule = subject.rule_id != 0
    # A rule is about all regions, whatever one of them has seen before.
    alone = [] if has_rule else failing_alone(why, regions)
    return Case(
        incident_id=incident_id,
        subject=subject,
        keys=keys_of(subject, addresses=addresses, regions=alone),
        ancestors=ancestors,
        openings=0 if has_rule else openings,
        is_flapping=not has_rule and is_flapping_at(flap_changed_at, now),
        changed_at=now if flap_changed_at is None else flap_changed_at,
        relatives=relatives + bool(alone),
        recent=recent,
    )


def failing_alone(why: Why | None, regions: Collection[str]) -> list[str]:
    """The regions that see it fail, where others of its regions do not."""
    if why is None or len(regions) < 2:
        return []
    failing = [one.region for one in why.regions if one.level in BAD]
    return failing if len(failing) < len(regions) else []


def relatives_of(subject: Subject, sharing: int, *, has_children: bool) -> int:
    """How many monitors share its host or a parent, or are its own. `sharing`: how many look at its target."""
    shared = sharing - 1 if subject.target else 0
    return shared + len(subject.parents) + has_children


def is_flapping_at(changed_at: int | None, now: int) -> bool:
    """`changed_at`: when what flaps has changed last; None for what does not flap."""
    return changed_at is not None and now < changed_at + STEADY_MS


def look_at_of(held: Ruling | None, now: int) -> int | None:
    """What something else wakes is looked at now and then all the same: that other thing may have been deleted."""
    if held is None:
        return None
    return now + LOOK_AGAIN_MS if held.look_at is None else held.look_at
