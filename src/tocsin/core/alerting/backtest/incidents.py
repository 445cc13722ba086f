"""The incidents of a backtest: opened, made worse and ended by changes of state, as ingest does."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Mapping

from tocsin.core.alerting.backtest.scene import Happening, Monitored
from tocsin.core.alerting.concern import Concern
from tocsin.core.incident import BAD, IncidentMove, incident_move
from tocsin.core.transition import Why
from tocsin.core.verdict import Verdict

MOST_REMEMBERED = 5_000


class Incident:
    """What is known of it, and what was decided: `concern` is None before that.

    `reasons`: all that ever held it back; `hold_reason`: what does so now.
    """

    __slots__ = (
        "concern",
        "ended_at",
        "group_ids",
        "held_by",
        "hold_reason",
        "id",
        "is_told",
        "look_at",
        "monitor_id",
        "reason",
        "reasons",
        "severity",
        "started_at",
    )

    def __init__(self, number: int, happening: Happening) -> None:
        change = happening.change
        self.id = number
        self.monitor_id = happening.monitor_id
        self.started_at = change.at
        self.severity = change.to_state
        self.reason: str = change.reason
        self.ended_at: int | None = None
        self.concern: Concern | None = None
        self.is_told = False
        self.held_by: str | None = None
        self.hold_reason: str | None = None
        self.look_at: int | None = None
        self.group_ids: list[int] = []
        self.reasons: set[str] = set()


class Incidents:
    """What was concluded of all monitors up to now. Changes before `since` are taken in, and are nobody's business."""

    def __init__(self, monitors: Mapping[int, Monitored], since: int) -> None:
        self._monitors = monitors
        self._since = since
        self.states: dict[int, Verdict] = {one: monitor.initial for one, monitor in monitors.items()}
        self.whys: dict[int, Why] = {}
        self._why_at: dict[int, int] = {}
        self._open: dict[int, Incident] = {}
        self._aside = {one for one, state in self.states.items() if state in BAD}
        """Monitors with an incident that began before."""
        self._openings: defaultdict[int, list[int]] = defaultdict(list)
        self._begun: list[int] = []
        self.count = 0

    def take(self, happening: Happening) -> Incident | None:
        """Return the incident that it is about."""
        monitor_id, change = happening.monitor_id, happening.change
        self.states[monitor_id] = change.to_state
        if change.to_state in BAD:
            if change.at >= self._why_at.get(monitor_id, 0):
                self.whys[monitor_id], self._why_at[monitor_id] = change.why, change.at
            if change.from_state == Verdict.UP:
                insort(self._openings[monitor_id], change.at)
        if self._monitors[monitor_id].is_background:
            return None
        return self._moved(happening)

    def openings(self, monitor_id: int, since: int) -> int:
        """How often it went from up to degraded or down since then."""
        moments = self._openings.get(monitor_id)
        if not moments:
            return 0
        del moments[: bisect_left(moments, since)]
        return len(moments)

    def begun(self, since: int, most: int) -> int:
        """How many began since then, counted up to `most`."""
        if len(self._begun) > MOST_REMEMBERED:
            del self._begun[: bisect_left(self._begun, since)]
        return min(most, len(self._begun) - bisect_left(self._begun, since))

    def is_down(self, monitor_id: int) -> bool:
        return self.states[monitor_id] == Verdict.DOWN

    def _moved(self, happening: Happening) -> Incident | None:
        monitor_id, change = happening.monitor_id, happening.change
        incident = self._open.get(monitor_id)
        is_aside = monitor_id in self._aside
        move = incident_move(change, is_open=incident is not None or is_aside)
        if is_aside:
            if move == IncidentMove.CLOSE:
                self._aside.discard(monitor_id)
            return None
        if move == IncidentMove.OPEN:
            return self._opened(happening)
        if incident is None:
            return None
        if move in (IncidentMove.ESCALATE, IncidentMove.SIGHT) and change.to_state > incident.severity:
            incident.severity, incident.reason = change.to_state, change.reason
        if move == IncidentMove.CLOSE:
            incident.ended_at = change.at
            del self._open[monitor_id]
        return incident

    def _opened(self, happening: Happening) -> Incident | None:
        if happening.change.concluded_at < self._since:
            self._aside.add(happening.monitor_id)
            return None
        self.count += 1
        incident = self._open[happening.monitor_id] = Incident(self.count, happening)
        insort(self._begun, incident.started_at)
        return incident
