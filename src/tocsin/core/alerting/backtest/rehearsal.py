"""Plays to policies what has happened: what is held, told, escalated and ended, and when.

What the live parts do with the database is done here in memory, in their order, on a clock that jumps.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tocsin.core.alerting.backtest.agenda import Agenda
from tocsin.core.alerting.backtest.cases import Cases
from tocsin.core.alerting.backtest.docket import Docket
from tocsin.core.alerting.backtest.groups import Groups, Told, lasting
from tocsin.core.alerting.backtest.incidents import Incident, Incidents
from tocsin.core.alerting.backtest.occurrences import Calendar
from tocsin.core.alerting.backtest.page import Page
from tocsin.core.alerting.backtest.scene import Happening, Scene
from tocsin.core.alerting.backtest.summary import Summary, Tally
from tocsin.core.alerting.dependency import settle_ms
from tocsin.core.alerting.muting import mute

_OVER_AT_ONCE, _OVER_WHILE_WAITING = "over_at_once", "over_while_waiting"
_NO_POLICY, _NOBODY_THERE = "no_policy", "nobody_there"


class Rehearsal:
    """One backtest. `pages` are the first so many, in order of time; the summary is about all of them."""

    def __init__(self, scene: Scene, *, most_pages: int, time_zone: str = "UTC") -> None:
        self._monitors = scene.monitors
        self._most_pages = most_pages
        self._incidents = Incidents(scene.monitors, scene.since)
        self._cases = Cases(scene.monitors, self._incidents)
        self._groups = Groups(scene.policies, scene.roster)
        self._calendar = Calendar(scene.occurrences)
        self._agenda = Agenda()
        self._docket = Docket(scene.policies, self._groups, self._cases, self._calendar, self._agenda, self._count)
        self._tally = Tally(time_zone)
        self._open: dict[int, Incident] = {}
        self._now = 0
        self.pages: list[Page] = []

    @property
    def summary(self) -> Summary:
        return self._tally.summary

    def play(self, happenings: Sequence[Happening], until: int) -> None:
        """Let time pass to `until` (Unix ms). All that happens until then, in the order in which it became known."""
        index = 0
        while True:
            known_at = happenings[index].change.concluded_at if index < len(happenings) else None
            moments = [at for at in (known_at, self._agenda.next_moment()) if at is not None]
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
        for incident in list(self._open.values()):
            self._count(incident)

    def _turn(self, happenings: Sequence[Happening]) -> None:
        """All that is to be done at this moment."""
        named = {one.id: one for one in map(self._take, happenings) if one is not None}
        concerned = named | self._agenda.due_incidents(self._now)
        changed = {one.monitor_id for one in happenings}
        if concerned:
            for told in self._docket.decide([concerned[one] for one in sorted(concerned)], changed, self._now):
                self._close(told)
        self._wake_children(changed)
        for told in self._agenda.due_groups(self._now):
            for page in self._groups.escalate(told, self._hushed_until(told), self._now):
                self._say(page)
            self._agenda.move(told)

    def _take(self, happening: Happening) -> Incident | None:
        incident = self._incidents.take(happening)
        if incident is not None:
            self._open[incident.id] = incident
            if incident.ended_at is not None:
                self._groups.leave(incident)
        return incident

    def _wake_children(self, changed: Collection[int]) -> None:
        """What was held because one of these was down is decided anew once it had time to be looked at."""
        for monitor_id in changed:
            if not self._incidents.is_down(monitor_id):
                for incident in self._docket.held_by(f"monitor:{monitor_id}"):
                    interval = self._monitors[incident.monitor_id].interval_s
                    self._agenda.look_at(incident, self._now + settle_ms(interval))

    def _hushed_until(self, told: Told) -> int | None:
        """When the first of the silences ends that hold all its incidents; None unless all are held."""
        occurrences = self._calendar.at(self._now)
        if not occurrences:
            return None
        ends = [mute(self._cases.subject(one), occurrences, self._now).look_at for one in lasting(told)]
        known = [end for end in ends if end is not None]
        return min(known) if known and len(known) == len(ends) else None

    def _close(self, told: Told) -> None:
        self._tally.summary.recoveries += self._groups.close(told, self._now)
        self._tally.settle(told.pages, self._now)

    def _say(self, page: Page) -> None:
        self._tally.say(page)
        if len(self.pages) < self._most_pages:
            self.pages.append(page)

    def _count(self, incident: Incident) -> None:
        """It is over, or the backtest is."""
        del self._open[incident.id]
        self._tally.count(incident, self._why_untold(incident))

    def _why_untold(self, incident: Incident) -> str | None:
        """None where somebody was told."""
        if not incident.is_told:
            return incident.hold_reason or (_OVER_AT_ONCE if incident.concern is None else _NO_POLICY)
        groups = self._groups.of(incident)
        if any(told.pages for told in groups):
            return None
        return _NOBODY_THERE if any(told.unheard for told in groups) else _OVER_WHILE_WAITING
