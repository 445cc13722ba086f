"""All that the stages of a decision ask of an incident, as it stood at some moment."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from tocsin.core.alerting.backtest.incidents import Incident, Incidents
from tocsin.core.alerting.backtest.scene import Monitored
from tocsin.core.alerting.casework import CONFIRMATION_MS, ancestors_of, case_of, concern_with
from tocsin.core.alerting.concern import severity_of
from tocsin.core.alerting.deciding import Case
from tocsin.core.alerting.dependency import Ancestor
from tocsin.core.alerting.flapping import WITHIN_MS
from tocsin.core.alerting.grouping import GREAT_STORM, STORM_WITHIN_MS
from tocsin.core.alerting.match import Subject


class Cases:
    """Made of what the monitors are, and of what was concluded of them up to now."""

    def __init__(self, monitors: Mapping[int, Monitored], incidents: Incidents) -> None:
        self._monitors = monitors
        self._incidents = incidents
        self._ancestors: dict[int, list[int]] = {}

    def subject(self, incident: Incident) -> Subject:
        concern = concern_with(self._incidents.whys.get(incident.monitor_id), incident.severity, incident.reason)
        subject = self._monitors[incident.monitor_id].subject
        return replace(subject, concern=concern, severity=severity_of(incident.severity))

    def of(self, incident: Incident, flap_changed_at: int | None, now: int) -> Case:
        """`flap_changed_at`: when the monitor changed last while it flapped; None where it has not lately."""
        monitor_id = incident.monitor_id
        monitor = self._monitors[monitor_id]
        since = max(now - WITHIN_MS, (flap_changed_at or 0) + 1)
        return case_of(
            self.subject(incident),
            incident_id=incident.id,
            why=self._incidents.whys.get(monitor_id),
            regions=monitor.regions,
            addresses=monitor.addresses,
            ancestors=self._ancestors_of(monitor_id),
            relatives=monitor.relatives,
            openings=self._incidents.openings(monitor_id, since),
            flap_changed_at=flap_changed_at,
            recent=self._incidents.begun(now - STORM_WITHIN_MS - CONFIRMATION_MS, GREAT_STORM),
            now=now,
        )

    def _ancestors_of(self, monitor_id: int) -> tuple[Ancestor, ...]:
        if monitor_id not in self._ancestors:
            self._ancestors[monitor_id] = ancestors_of(monitor_id, self._monitors)
        return tuple(
            Ancestor(self._monitors[one].subject, self._incidents.is_down(one)) for one in self._ancestors[monitor_id]
        )
