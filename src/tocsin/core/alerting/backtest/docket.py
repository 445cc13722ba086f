"""What is decided of incidents: as `alerting.docket` and `alerting.endings` do, in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from tocsin.core.alerting.backtest.agenda import Agenda
from tocsin.core.alerting.backtest.cases import Cases
from tocsin.core.alerting.backtest.groups import Groups, Told
from tocsin.core.alerting.backtest.incidents import Incident
from tocsin.core.alerting.backtest.occurrences import Calendar
from tocsin.core.alerting.casework import LOOK_AGAIN_MS, is_flapping_at
from tocsin.core.alerting.deciding import Case, Hearing
from tocsin.core.alerting.desk import Desk
from tocsin.core.alerting.flapping import HELD_BY, STEADY_MS, WITHIN_MS
from tocsin.core.alerting.group import Group
from tocsin.core.alerting.policy import NamedPolicy
from tocsin.core.alerting.trace import Ruling

Flaps = Mapping[int, int]
"""By monitor that has flapped lately, when it changed last while it did."""


class _Heard(NamedTuple):
    """An incident that is to be decided upon. `groups` tell of it already, or of its monitor as flapping."""

    incident: Incident
    case: Case
    hearing: Hearing
    groups: list[Told]


class Docket:
    """All that was decided up to now. `on_end` is called for each incident that is over for good."""

    def __init__(
        self,
        policies: Sequence[NamedPolicy],
        groups: Groups,
        cases: Cases,
        calendar: Calendar,
        agenda: Agenda,
        on_end: Callable[[Incident], None],
    ) -> None:
        self._policies = policies
        self._groups = groups
        self._cases = cases
        self._calendar = calendar
        self._agenda = agenda
        self._on_end = on_end
        self._flaps: dict[int, int] = {}
        self._flapped: dict[int, Incident] = {}
        """By monitor what is over, and was told as flapping: it ends once the monitor is steady."""
        self._held_by: defaultdict[str, dict[int, Incident]] = defaultdict(dict)

    def decide(self, incidents: Sequence[Incident], changed: Collection[int], now: int) -> list[Told]:
        """By ascending id. `changed`: the monitors of what has happened. Return the groups that nothing is left of."""
        flaps = {one.monitor_id: self._flaps[one.monitor_id] for one in incidents if one.monitor_id in self._flaps}
        self._flaps.update((one, now) for one, at in flaps.items() if one in changed and is_flapping_at(at, now))
        desk = Desk(0, self._policies, self._calendar.at(now), self._groups.joinable(now))
        heard = self._hear([one for one in incidents if one.ended_at is None], desk, flaps, now)
        news = sum(bool(one.hearing.policies) for one in heard)
        joined: dict[int, list[Incident]] = {}
        for one in heard:
            self._place(one, desk, news, joined, now)
        self._keep(desk.changed.values(), joined)
        over = self._end([one for one in incidents if one.ended_at is not None], flaps, now)
        for monitor_id, changed_at in flaps.items():
            if changed_at <= now - WITHIN_MS:
                self._flaps.pop(monitor_id, None)
        return over

    def held_by(self, holder: str) -> list[Incident]:
        return list(self._held_by[holder].values())

    def _hear(self, incidents: Sequence[Incident], desk: Desk, flaps: Flaps, now: int) -> list[_Heard]:
        """Those that are new, or held, or have become something else than what was told."""
        heard = []
        for incident in incidents:
            case = self._cases.of(incident, flaps.get(incident.monitor_id), now)
            if incident.is_told and incident.concern == case.subject.concern:
                continue
            flapped = self._flapped.get(incident.monitor_id) if _has_flapped(incident) else None
            mine = self._groups.of(incident) + ([] if flapped is None else self._groups.of(flapped))
            heard.append(_Heard(incident, case, desk.hear(case, now), mine))
        return heard

    def _place(self, heard: _Heard, desk: Desk, news: int, joined: dict[int, list[Incident]], now: int) -> None:
        """`news`: how many are told at this moment, which is a storm like any other."""
        incident, case = heard.incident, heard.case
        case = replace(case, recent=max(case.recent, news))
        present = [told.group for told in heard.groups]
        decided = desk.place(case, heard.hearing, now, already_in=present)
        for group_id in decided.group_ids:
            if not incident.is_told or group_id not in {one.id for one in present}:
                joined.setdefault(group_id, []).append(incident)
        for told in heard.groups:
            if self._groups.look_soon(told, now):
                self._agenda.move(told)
        if decided.hold is None or not incident.is_told:
            # That it is worse may not be told yet: it stays what was told, so that it is decided upon anew.
            incident.concern = case.subject.concern
        incident.is_told = incident.is_told or bool(decided.group_ids)
        self._hold(incident, decided.hold, now)
        if decided.begins_to_flap:
            self._flaps[incident.monitor_id] = now

    def _keep(self, changed: Iterable[Group], joined: Mapping[int, Sequence[Incident]]) -> None:
        for group in changed:
            told = self._groups.keep(group)
            for incident in joined.get(group.id, ()):
                self._groups.join(told, incident)
            self._agenda.move(told)

    def _hold(self, incident: Incident, held: Ruling | None, now: int) -> None:
        if incident.held_by is not None:
            self._held_by[incident.held_by].pop(incident.id, None)
        incident.held_by = incident.hold_reason = None
        look_at = None
        if held is not None:
            incident.held_by, incident.hold_reason = held.held_by, held.reason
            incident.reasons.add(held.reason)
            look_at = self._next_look(now) if held.look_at is None else held.look_at
        if incident.held_by is not None:
            self._held_by[incident.held_by][incident.id] = incident
        self._agenda.look_at(incident, look_at)

    def _next_look(self, now: int) -> int | None:
        """Live, what something else wakes is looked at now and then; what is found is new when a silence has begun."""
        start = self._calendar.next_start
        return None if start is None else now + max(1, -(-(start - now) // LOOK_AGAIN_MS)) * LOOK_AGAIN_MS

    def _end(self, over: Sequence[Incident], flaps: Flaps, now: int) -> list[Told]:
        found: dict[int, Told] = {}
        for incident in over:
            changed_at = flaps.get(incident.monitor_id)
            if incident.is_told and changed_at is not None and is_flapping_at(changed_at, now):
                self._hold(incident, None, now)
                incident.held_by = HELD_BY
                self._flapped[incident.monitor_id] = incident
                self._agenda.look_at(incident, changed_at + STEADY_MS)
                continue
            found.update((told.group.id, told) for told in self._groups.of(incident) if not told.left)
            self._on_end(incident)
            self._hold(incident, None, now)
            if self._flapped.get(incident.monitor_id) is incident:
                del self._flapped[incident.monitor_id]
        return [found[one] for one in sorted(found)]


def _has_flapped(incident: Incident) -> bool:
    return not incident.is_told and incident.held_by == HELD_BY
