"""Where the incidents of a workspace are decided upon, one after another, each knowing what became of the last."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.deciding import Case, Hearing, hear
from tocsin.core.alerting.escalation import more_told_at
from tocsin.core.alerting.group import Group, GroupState
from tocsin.core.alerting.grouping import MOST_WAIT_MS, STORM, WAIT_MS, GroupBook, founded, wait_of
from tocsin.core.alerting.policy import NamedPolicy
from tocsin.core.alerting.silence import Occurrence
from tocsin.core.alerting.trace import Ruling


class Decided(msgspec.Struct, frozen=True):
    """What becomes of an incident: held (by the ruling `hold`), told in these groups, or, without either, told nobody.

    Ids of groups that were founded here are negative until they are stored.
    """

    rulings: tuple[Ruling, ...]
    hold: Ruling | None
    group_ids: tuple[int, ...]
    begins_to_flap: bool


class Desk:
    """`policies` are in the order in which they are asked; `groups` those that may still be joined."""

    def __init__(
        self,
        workspace_id: int,
        policies: Sequence[NamedPolicy],
        occurrences: Sequence[Occurrence],
        groups: Sequence[Group],
    ) -> None:
        self._workspace_id = workspace_id
        self._policies = policies
        self._occurrences = occurrences
        self._book = GroupBook(groups)
        self._founded = 0
        self.changed: dict[int, Group] = {}
        """Groups that were founded or joined here, as they are now."""

    def hear(self, case: Case, now: int) -> Hearing:
        return hear(case, self._policies, self._occurrences, now)

    def decide(self, case: Case, now: int, *, already_in: Sequence[Group] = ()) -> Decided:
        """`already_in`: groups that tell of it already, when it has become worse, or of its monitor as flapping."""
        return self.place(case, self.hear(case, now), now, already_in=already_in)

    def place(self, case: Case, heard: Hearing, now: int, *, already_in: Sequence[Group] = ()) -> Decided:
        """The same for one that was heard already."""
        if heard.hold is not None:
            return Decided(heard.rulings, heard.hold, (), False)
        rulings, group_ids = list(heard.rulings), []
        present = {group.policy_id: group for group in already_in if group.closed_at is None}
        for policy in heard.policies:
            if policy.id in present:
                group_ids.append(self._worsen(present[policy.id], case.subject.severity, now))
                continue
            group_id, ruling = self._place(case, policy, heard, now)
            group_ids.append(group_id)
            rulings.append(ruling)
        return Decided(tuple(rulings), None, tuple(group_ids), heard.begins_to_flap)

    def _place(self, case: Case, policy: NamedPolicy, heard: Hearing, now: int) -> tuple[int, Ruling]:
        choice = self._book.choose(policy.id, policy.policy, case.keys, recent=case.recent, now=now)
        if choice.group_id is None or heard.begins_to_flap:
            return self._found(case, policy, is_flapping=heard.begins_to_flap, now=now), choice.ruling
        group = self._book.join(choice.group_id, case.keys, case.subject.severity, now)
        self._keep(msgspec.structs.replace(group, next_at=_next_at(group, case.recent, now)))
        return group.id, choice.ruling

    def _found(self, case: Case, policy: NamedPolicy, *, is_flapping: bool, now: int) -> int:
        self._founded += 1
        group = Group(
            id=-self._founded,
            workspace_id=self._workspace_id,
            policy_id=policy.id,
            opened_at=now,
            joined_at=now,
            next_at=now + wait_of(policy.policy, relatives=case.relatives, recent=case.recent),
            closed_at=None,
            state=founded(case.keys, case.subject.severity, is_flapping=is_flapping),
        )
        self._book.add(group)
        self.changed[group.id] = group
        return group.id

    def _worsen(self, group: Group, severity: Severity, now: int) -> int:
        group = self.changed.get(group.id, group)
        if group.state.is_flapping:
            self._keep(msgspec.structs.replace(group, state=_steady(group.state, severity), next_at=now))
        elif severity == Severity.CRITICAL != group.state.severity:
            state = msgspec.structs.replace(group.state, severity=severity)
            self._keep(msgspec.structs.replace(group, state=state, next_at=now))
        return group.id

    def _keep(self, group: Group) -> None:
        self._book.groups[group.id] = group
        self.changed[group.id] = group


def _steady(state: GroupState, severity: Severity) -> GroupState:
    """What was told as flapping is down for good: it is told anew, from the first step on, in the same thread."""
    return GroupState(keys=state.keys, severity=severity, size=state.size, round=state.round + 1)


def _next_at(group: Group, recent: int, now: int) -> int | None:
    """When to escalate a group that was just joined."""
    state = group.state
    if state.held:
        # What it waits for may not hold back the one that has joined.
        return now
    if state.begun_at is None:
        latest = group.opened_at + MOST_WAIT_MS
        if recent >= STORM and group.next_at is not None and group.next_at < latest:
            return min(max(group.next_at, now + WAIT_MS), latest)
        return group.next_at
    if state.told_severity == Severity.WARNING and state.severity == Severity.CRITICAL:
        return now
    moments = [at for at in (group.next_at, more_told_at(state)) if at is not None]
    return min(moments, default=None)
