"""Which incidents are told as one: those that begin together and share a likely cause.

A group knows what all its incidents have in common. Whatever shares one of the strong things (a host, an address, a
parent, a region that alone sees it) joins; in a storm a common tag is enough, and in a great storm nothing is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.group import Group, GroupState
from tocsin.core.alerting.match import Subject
from tocsin.core.alerting.policy import Policy
from tocsin.core.alerting.trace import Outcome, Ruling, Stage

JOIN_WITHIN_MS = 300_000
"""Since the last one joined: who fails later is news."""
OLDEST_TO_JOIN_MS = 1_800_000
STORM_WITHIN_MS = 60_000
STORM = 5
GREAT_STORM = 20
"""Incidents that begin in a workspace within a minute."""
WAIT_MS = 15_000
MOST_WAIT_MS = 45_000
"""How long the first message waits where others of the same cause are to be expected; in a storm, since the last one
that came, and no longer than the second."""
EVERYTHING = "workspace"
_STRONG = ("monitor", "host", "address", "region", EVERYTHING)
_ORDER = (*_STRONG, "tag")


def keys_of(subject: Subject, *, addresses: Iterable[str] = (), regions: Iterable[str] = ()) -> frozenset[str]:
    """What may be common to it and others. `regions`: those that see it fail, where others do not."""
    keys = {f"monitor:{one}" for one in (subject.monitor_id, *subject.parents)}
    if subject.target:
        keys.add(f"host:{subject.target.rstrip('.').lower()}")
    keys.update(f"address:{one}" for one in addresses)
    keys.update(f"region:{one}" for one in regions)
    keys.update(f"tag:{one}" for one in subject.tags)
    return frozenset(keys)


def wait_of(policy: Policy, *, relatives: int, recent: int) -> int:
    """How long (ms) a new group waits for more. `relatives`: monitors that share its host, a parent, or are its own."""
    if not policy.groups:
        return 0
    if policy.group_wait is not None:
        return policy.group_wait
    return WAIT_MS if relatives or recent >= STORM else 0


def shared_cause(keys: Iterable[str], names: dict[int, str]) -> str:
    """The likely common cause in a few words; empty when there is none to name. `names`: of monitors, by id."""
    for key in sorted(keys, key=_rank):
        kind, _, value = key.partition(":")
        match kind:
            case "monitor":
                return f"{names.get(int(value), f'monitor {value}')} and what depends on it"
            case "host" | "address" | "region" | "tag":
                return f"the same {kind}: {value}"
            case _:
                return "many unrelated monitors at once"
    return ""


class Choice(msgspec.Struct, frozen=True):
    """`group_id` None: it founds a group."""

    group_id: int | None
    ruling: Ruling


class GroupBook:
    """The groups of one workspace that may still be joined. Found by key, so that thousands cost no more than one."""

    def __init__(self, groups: Sequence[Group] = ()) -> None:
        self.groups: dict[int, Group] = {}
        self._by_key: dict[tuple[int, str], list[int]] = {}
        for group in groups:
            self.add(group)

    def add(self, group: Group) -> None:
        self.groups[group.id] = group
        for key in group.state.keys:
            self._by_key.setdefault((group.policy_id, key), []).append(group.id)

    def choose(self, policy_id: int, policy: Policy, keys: frozenset[str], *, recent: int, now: int) -> Choice:
        """`recent`: incidents of the workspace that began within `STORM_WITHIN_MS`, this one too."""
        if not policy.groups:
            return _founds("policy_does_not_group", "Its policy tells every incident by itself.")
        found = self._sharing(policy_id, keys, recent, now)
        if found is None:
            return _founds(
                "nothing_shared",
                "Nothing that is told of now shares a likely cause: it is told with those that join it.",
            )
        group, key = found
        said = f"Told with {group.state.size} other{'' if group.state.size == 1 else 's'} that share {_words(key)}."
        return Choice(group.id, Ruling(Stage.GROUP, Outcome.PASS, "joined", said))

    def join(self, group_id: int, keys: frozenset[str], severity: Severity, now: int) -> Group:
        """The group with one incident more."""
        group = self.groups[group_id]
        common = group.state.keys & keys or frozenset({EVERYTHING})
        state = msgspec.structs.replace(
            group.state,
            keys=common,
            size=group.state.size + 1,
            severity=Severity.CRITICAL if Severity.CRITICAL in (severity, group.state.severity) else severity,
        )
        joined = msgspec.structs.replace(group, state=state, joined_at=now)
        self.groups[group_id] = joined
        if EVERYTHING in common:
            self._by_key.setdefault((group.policy_id, EVERYTHING), []).append(group_id)
        return joined

    def _sharing(self, policy_id: int, keys: frozenset[str], recent: int, now: int) -> tuple[Group, str] | None:
        allowed = _STRONG if recent < STORM else _ORDER
        wanted = sorted((key for key in keys if _kind(key) in allowed), key=_rank)
        for key in wanted + ([EVERYTHING] if recent >= STORM else []):
            for group_id in reversed(self._by_key.get((policy_id, key), ())):
                group = self.groups[group_id]
                if key in group.state.keys and may_be_joined(group, now):
                    return group, key
        if recent < STORM:
            return None
        # What nobody was told of yet costs nobody a list that has changed: it need not be a great storm.
        takes_all = (
            one
            for one in self.groups.values()
            if one.policy_id == policy_id
            and (recent >= GREAT_STORM or one.state.begun_at is None)
            and may_be_joined(one, now)
        )
        largest = max(takes_all, key=lambda one: one.state.size, default=None)
        return None if largest is None else (largest, EVERYTHING)


def founded(keys: frozenset[str], severity: Severity, *, is_flapping: bool) -> GroupState:
    """A group of one."""
    return GroupState(keys=keys, severity=severity, size=1, is_flapping=is_flapping)


def may_be_joined(group: Group, now: int) -> bool:
    """Not what somebody has acknowledged or snoozed already: what comes after that is news to them."""
    state = group.state
    return (
        group.closed_at is None
        and not state.acknowledged_by
        and state.snoozed_until is None
        and not state.is_flapping
        and now - group.joined_at < JOIN_WITHIN_MS
        and now - group.opened_at < OLDEST_TO_JOIN_MS
    )


def _founds(reason: str, said: str) -> Choice:
    return Choice(None, Ruling(Stage.GROUP, Outcome.PASS, reason, said))


def _kind(key: str) -> str:
    return key.partition(":")[0]


def _rank(key: str) -> tuple[int, str]:
    kind = _kind(key)
    return (_ORDER.index(kind) if kind in _ORDER else len(_ORDER), key)


def _words(key: str) -> str:
    kind, _, value = key.partition(":")
    if kind == EVERYTHING:
        return "this minute: many fail at once"
    return "a parent" if kind == "monitor" else f"the {kind} {value}"
