"""Plays to policies what has happened: what is held, told, escalated and ended, and when.

What the live parts do with the database (intake, docket, endings, escalator) is done here in memory, in their order.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from tocsin.core.alerting.backtest.cases import Cases
from tocsin.core.alerting.backtest.groups import Groups, Told
from tocsin.core.alerting.backtest.incidents import Incident, Incidents
from tocsin.core.alerting.backtest.occurrences import Calendar
from tocsin.core.alerting.backtest.page import Page
from tocsin.core.alerting.backtest.scene import Happening, Scene
from tocsin.core.alerting.backtest.summary import Summary, Tally
from tocsin.core.alerting.casework import is_flapping_at, look_at_of
from tocsin.core.alerting.dependency import settle_ms
from tocsin.core.alerting.desk import Decided, Desk
from tocsin.core.alerting.flapping import HELD_BY, STEADY_MS
from tocsin.core.alerting.group import Group
from tocsin.core.alerting.trace import Ruling

_OVER_AT_ONCE, _OVER_WHILE_WAITING = "over_at_once", "over_while_waiting"
_NO_POLICY, _NOBODY_THERE = "no_policy", "nobody_there"
Flaps = Mapping[int, int]
"""By monitor when it changed last."""


class Rehearsal:
    """One backtest. `pages` are the first so many, in order of time; the summary is about all of them."""

    def __init__(self, scene: Scene, *, most_pages: int, time_zone: str = "UTC") -> None:
        self._scene = scene
        self._most_pages = most_pages
        self._incidents = Incidents(scene.monitors, scene.since)
        self._cases = Cases(scene.monitors, self._incidents)
        self._groups = Groups(scene.policies, scene.roster)
        self._calendar = Calendar(scene.occurrences)
        self._tally = Tally(time_zone)
        self._flaps: dict[int, int] = {}
        self._open: dict[int, Incident] = {}
        self._held_by: defaultdict[str, dict[int, Incident]] = defaultdict(dict)
        self._looks: list[tuple[int, int]] = []
        self._moves: list[tuple[int, int]] = []
        self._now = 0
        self.pages: list[Page] = []

    @property
    def summary(self) -> Summary:
        return self._tally.summary

    def play(self, happenings: Sequence[Happening], until: int) -> None:
        """Let time pass to `until` (Unix ms). All that happens until then, in the order in which it became known."""
        index = 0
        while True:
            told_at = happenings[index].change.concluded_at if index < len(happenings) else None
            moments = [at for at in (told_at, self._next_moment()) if at is not None]
            if not moments or min(moments) > until:
                return
            self._now = max(self._now, min(moments))
            first = index
            while index < len(happenings) and happenings[index].change.concluded_at <= self._now:
                index += 1
            self._turn(happenings[first:index])

    def finish(self, until: int) -> None:
        """What lasts still is counted as it stands at `until`."""
        for told in self._groups.all():
            self._tally.settle(told.pages, until)
        for incident in self._open.values():
            self._tally.count(incident, self._why_untold(incident))

    def _next_moment(self) -> int | None:
        moments = [heap[0][0] for heap in (self._looks, self._moves) if heap]
        return min(moments, default=None)

    def _turn(self, happenings: Sequence[Happening]) -> None:
        """All that is to be done at this moment."""
        named = {one.id: one for one in map(self._take, happenings) if one is not None}
        due = {one.id: one for one in self._due_incidents()}
        if named or due:
            everything = named | due
            self._decide([everything[one] for one in sorted(everything)], {one.monitor_id for one in happenings})
        for told in self._due_groups():
            for page in self._groups.escalate(told, self._now):
                self._say(page)
            self._move_later(told)

    def _take(self, happening: Happening) -> Incident | None:
        incident = self._incidents.take(happening)
        if incident is not None:
            self._open[incident.id] = incident
            if incident.ended_at is not None:
                self._groups.leave(incident)
        return incident

    def _due_incidents(self) -> Iterable[Incident]:
        while self._looks and self._looks[0][0] <= self._now:
            at, number = heapq.heappop(self._looks)
            incident = self._open.get(number)
            if incident is not None and incident.look_at == at:
                yield incident

    def _due_groups(self) -> Iterable[Told]:
        while self._moves and self._moves[0][0] <= self._now:
            at, number = heapq.heappop(self._moves)
            told = self._groups.get(number)
            if told is not None and told.group.next_at == at:
                yield told

    def _decide(self, incidents: Sequence[Incident], changed: Collection[int]) -> None:
        """`changed`: the monitors of what has happened."""
        flaps = {one.monitor_id: self._flaps[one.monitor_id] for one in incidents if one.monitor_id in self._flaps}
        self._flaps.update((one, self._now) for one in flaps if one in changed)
        groups = self._groups.joinable(self._now)
        desk = Desk(0, self._scene.policies, self._calendar.at(self._now), groups)
        joined: dict[int, list[Incident]] = {}
        for incident in incidents:
            if incident.ended_at is None:
                self._decide_upon(incident, desk, flaps, joined)
        self._keep(desk.changed.values(), joined)
        over = [one for one in incidents if one.ended_at is not None]
        self._end(over, flaps)
        for monitor_id, changed_at in flaps.items():
            if not is_flapping_at(changed_at, self._now):
                self._flaps.pop(monitor_id, None)
        self._wake_children({one.monitor_id for one in over})

    def _decide_upon(self, incident: Incident, desk: Desk, flaps: Flaps, joined: dict[int, list[Incident]]) -> None:
        case = self._cases.of(incident, flaps.get(incident.monitor_id), self._now)
        if incident.is_told and incident.concern == case.subject.concern:
            return
        present = [told.group for told in self._groups.of(incident)]
        decided = desk.decide(case, self._now, already_in=present)
        for group_id in decided.group_ids:
            if group_id not in {one.id for one in present}:
                joined.setdefault(group_id, []).append(incident)
        incident.concern = case.subject.concern
        self._settle(incident, decided)
        if decided.begins_to_flap:
            self._flaps[incident.monitor_id] = self._now

    def _settle(self, incident: Incident, decided: Decided) -> None:
        if decided.hold is not None:
            incident.reasons.add(decided.hold.reason)
        held = None if incident.is_told else decided.hold
        incident.is_told = incident.is_told or bool(decided.group_ids)
        self._hold(incident, held)

    def _hold(self, incident: Incident, held: Ruling | None) -> None:
        holder = None if held is None else held.held_by
        if holder != incident.held_by:
            if incident.held_by is not None:
                self._held_by[incident.held_by].pop(incident.id, None)
            if holder is not None:
                self._held_by[holder][incident.id] = incident
        incident.held_by = holder
        incident.hold_reason = None if held is None else held.reason
        self._look_later(incident, look_at_of(held, self._now))

    def _keep(self, changed: Iterable[Group], joined: Mapping[int, Sequence[Incident]]) -> None:
        for group in changed:
            told = self._groups.keep(group)
            for incident in joined.get(group.id, ()):
                self._groups.join(told, incident)
            self._move_later(told)

    def _end(self, over: Sequence[Incident], flaps: Flaps) -> None:
        ended: list[Incident] = []
        for incident in over:
            changed_at = flaps.get(incident.monitor_id)
            if incident.is_told and changed_at is not None and is_flapping_at(changed_at, self._now):
                incident.held_by = HELD_BY
                self._look_later(incident, changed_at + STEADY_MS)
                continue
            ended.append(incident)
            self._tally.count(incident, self._why_untold(incident))
            self._hold(incident, None)
            del self._open[incident.id]
        for group_id in sorted({one for incident in ended if incident.is_told for one in incident.group_ids}):
            told = self._groups.get(group_id)
            if told is not None and not told.left:
                self._close(told)

    def _close(self, told: Told) -> None:
        self._tally.summary.recoveries += self._groups.close(told, self._now)
        self._tally.settle(told.pages, self._now)

    def _wake_children(self, monitor_ids: Collection[int]) -> None:
        """What was held because one of these was down is decided anew once it had time to be looked at."""
        for monitor_id in monitor_ids:
            for incident in self._held_by.get(f"monitor:{monitor_id}", {}).values():
                interval = self._scene.monitors[incident.monitor_id].interval_s
                self._look_later(incident, self._now + settle_ms(interval))

    def _why_untold(self, incident: Incident) -> str | None:
        if not incident.is_told:
            return incident.hold_reason or (_OVER_AT_ONCE if incident.concern is None else _NO_POLICY)
        groups = self._groups.of(incident)
        if any(told.pages for told in groups):
            return None
        return _NOBODY_THERE if any(told.unheard for told in groups) else _OVER_WHILE_WAITING

    def _say(self, page: Page) -> None:
        self._tally.say(page)
        if len(self.pages) < self._most_pages:
            self.pages.append(page)

    def _look_later(self, incident: Incident, at: int | None) -> None:
        incident.look_at = at
        if at is not None:
            heapq.heappush(self._looks, (at, incident.id))

    def _move_later(self, told: Told) -> None:
        if told.group.next_at is not None:
            heapq.heappush(self._moves, (told.group.next_at, told.group.id))
