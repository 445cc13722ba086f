"""The groups of a backtest, and what is said of them: to whom, and how soon it was over."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tocsin.core.alerting.backtest.incidents import Incident
from tocsin.core.alerting.backtest.page import MOST_NAMED, Page
from tocsin.core.alerting.concern import Concern
from tocsin.core.alerting.escalation import LOOK_AGAIN_MS, Handling, Telling, advance
from tocsin.core.alerting.group import Group
from tocsin.core.alerting.grouping import may_be_joined
from tocsin.core.alerting.policy import NamedPolicy
from tocsin.core.alerting.roster import Destination, Roster
from tocsin.core.alerting.trace import Outcome


class Told:
    """A group with its incidents, and with what was said of it so far.

    `left`: how many of them last; `unheard`: how often there was nobody to say it to; `hushed_at`: since when all of
    them are silenced.
    """

    __slots__ = ("group", "hushed_at", "incidents", "left", "pages", "policy", "told", "unheard")

    def __init__(self, group: Group, policy: NamedPolicy) -> None:
        self.group = group
        self.policy = policy
        self.incidents: list[Incident] = []
        self.left = 0
        self.unheard = 0
        self.hushed_at: int | None = None
        self.pages: list[Page] = []
        self.told: dict[str, Destination] = {}


class Groups:
    """Those that are not closed. Ids grow."""

    def __init__(self, policies: Sequence[NamedPolicy], roster: Roster) -> None:
        self._policies = {one.id: one for one in policies}
        self._roster = roster
        self._open: dict[int, Told] = {}
        self._joinable: dict[int, Told] = {}
        self._count = 0

    def get(self, group_id: int) -> Told | None:
        """None for one that is closed."""
        return self._open.get(group_id)

    def all(self) -> list[Told]:
        return list(self._open.values())

    def of(self, incident: Incident) -> list[Told]:
        found = (self._open.get(one) for one in incident.group_ids)
        return [told for told in found if told is not None]

    def joinable(self, now: int) -> list[Group]:
        """By ascending id; without those of policies that do not group."""
        self._joinable = {one: told for one, told in self._joinable.items() if may_be_joined(told.group, now)}
        return [told.group for told in self._joinable.values()]

    def keep(self, group: Group) -> Told:
        """As a desk has left it: one that it has founded gets an id of its own."""
        if group.id > 0:
            told = self._open[group.id]
            told.group = group
            return told
        self._count += 1
        told = Told(replace(group, id=self._count), self._policies[group.policy_id])
        self._open[self._count] = told
        if told.policy.policy.groups:
            self._joinable[self._count] = told
        return told

    def join(self, told: Told, incident: Incident) -> None:
        """It is not in it yet."""
        told.incidents.append(incident)
        told.left += 1
        incident.group_ids.append(told.group.id)

    def leave(self, incident: Incident) -> None:
        """The incident has ended."""
        for group_id in incident.group_ids:
            if (told := self._open.get(group_id)) is not None:
                told.left -= 1

    def escalate(self, told: Told, hushed_until: int | None, now: int) -> list[Page]:
        """Take the steps that are due, for nobody takes anything on; return what is said.

        `hushed_until`: when the first of the silences ends that hold all of them.
        """
        handling = Handling(open=told.left, unhandled=told.left, hushed_until=hushed_until)
        advanced = advance(told.policy.policy, told.group, handling, now)
        is_hushed = hushed_until is not None and advanced.next_at is not None
        told.hushed_at = now if is_hushed else None
        # Live ones are looked at each minute; here nobody ends a silence early.
        next_at = hushed_until if is_hushed else advanced.next_at
        told.group = replace(
            told.group, state=advanced.state, next_at=None if next_at is None else max(next_at, now + 1)
        )
        for ruling in advanced.rulings:
            if ruling.outcome == Outcome.HOLD:
                for one in lasting(told):
                    one.reasons.add(ruling.reason)
        return self._say(told, advanced.tellings, now)

    def look_soon(self, told: Told, now: int) -> bool:
        """One of its incidents may not be silenced any more: it is looked at when a live one would be.

        False for a group that is not hushed.
        """
        if told.hushed_at is None or told.group.next_at is None:
            return False
        looks = -(-(now - told.hushed_at) // LOOK_AGAIN_MS)
        next_at = min(told.group.next_at, told.hushed_at + looks * LOOK_AGAIN_MS)
        told.group = replace(told.group, next_at=next_at)
        return True

    def close(self, told: Told, now: int) -> bool:
        """It is over. True where that is told, to whoever was told of it."""
        told.group = replace(told.group, closed_at=now, next_at=None)
        del self._open[told.group.id]
        self._joinable.pop(told.group.id, None)
        for page in told.pages:
            page.resolved_after = now - page.at
        return bool(told.told) and told.policy.policy.tells_recovery

    def _say(self, told: Told, tellings: Sequence[Telling], now: int) -> list[Page]:
        before = list(told.told.values())
        spoken_to: set[str] = set()
        pages = []
        for telling in tellings:
            whom = before if telling.targets is None else self._roster.destinations(telling.targets, now)
            told.unheard += not whom
            whom = [one for one in whom if one.key not in spoken_to]
            spoken_to.update(one.key for one in whom)
            if whom:
                told.told.update((one.key, one) for one in whom)
                pages.append(_page(told, telling, whom, now))
        told.pages += pages
        return pages


def lasting(told: Told) -> list[Incident]:
    """Those that have not ended."""
    return [one for one in told.incidents if one.ended_at is None]


def _page(told: Told, telling: Telling, whom: Sequence[Destination], now: int) -> Page:
    about = lasting(told)
    worst = max(about, key=lambda one: one.severity)
    return Page(
        at=now,
        purpose=telling.purpose,
        policy_id=told.policy.id,
        policy=told.policy.name,
        number=telling.number,
        targets=telling.targets,
        destinations=tuple(whom),
        group=told.group.id,
        severity=told.group.state.severity,
        concern=worst.concern or Concern.DOWN,
        monitor_ids=tuple(dict.fromkeys(one.monitor_id for one in about))[:MOST_NAMED],
        total=len(about),
        is_flapping=told.group.state.is_flapping,
    )
