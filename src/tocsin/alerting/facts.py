"""What is asked of the database for a batch of incidents: as many statements for a thousand as for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from tocsin.core.alerting.casework import (
    CONFIRMATION_MS,
    ancestors_of,
    case_of,
    concern_with,
    is_flapping_at,
    relatives_of,
)
from tocsin.core.alerting.concern import Concern, severity_of
from tocsin.core.alerting.deciding import Case
from tocsin.core.alerting.dependency import Ancestor
from tocsin.core.alerting.flapping import WITHIN_MS
from tocsin.core.alerting.grouping import GREAT_STORM, STORM_WITHIN_MS
from tocsin.core.alerting.match import Subject
from tocsin.core.transition import Why
from tocsin.probes import pushed_kind
from tocsin.storage.alert_facts import AlertFactsRepository, MonitorFacts
from tocsin.storage.database import Connection
from tocsin.storage.flaps import Flap, FlapRepository
from tocsin.storage.incidents import StoredIncident
from tocsin.storage.transitions import TransitionRepository


@dataclass(frozen=True, slots=True)
class Facts:
    """By monitor, by target, or by workspace."""

    monitors: Mapping[int, MonitorFacts]
    whys: Mapping[int, Why]
    addresses: Mapping[int, frozenset[str]]
    flaps: Mapping[int, Flap]
    openings: Mapping[int, int]
    parents: frozenset[int]
    sharing: Mapping[int, Mapping[str, int]]
    recent: Mapping[int, int]

    def is_down(self, monitor_id: int) -> bool:
        monitor = self.monitors.get(monitor_id)
        return monitor is not None and monitor.is_down

    def is_flapping(self, monitor_id: int, now: int) -> bool:
        flap = self.flaps.get(monitor_id)
        return is_flapping_at(None if flap is None else flap.changed_at, now)

    def concern(self, incident: StoredIncident) -> Concern:
        why = self.whys.get(incident.monitor_id)
        return concern_with(why, incident.severity, incident.reason, has_rule=incident.rule_id != 0)

    def subject(self, incident: StoredIncident) -> Subject:
        """Raise KeyError for a monitor that is gone."""
        subject = _when_down(self.monitors[incident.monitor_id])
        concern, severity = self.concern(incident), severity_of(incident.severity)
        return replace(subject, concern=concern, severity=severity, rule_id=incident.rule_id)

    def case(self, incident: StoredIncident, now: int) -> Case:
        """All that the stages ask. Raise KeyError for a monitor that is gone."""
        subject = self.subject(incident)
        monitor_id, workspace_id = incident.monitor_id, incident.workspace_id
        flap = self.flaps.get(monitor_id)
        return case_of(
            subject,
            incident_id=incident.id,
            why=self.whys.get(monitor_id),
            regions=self.monitors[monitor_id].regions,
            addresses=self.addresses.get(monitor_id, frozenset()),
            ancestors=self._ancestors(monitor_id),
            relatives=self._relatives(subject, workspace_id),
            openings=self.openings.get(monitor_id, 0),
            flap_changed_at=flap.changed_at if flap is not None else None,
            recent=self.recent.get(workspace_id, 1),
            now=now,
        )

    def _ancestors(self, monitor_id: int) -> tuple[Ancestor, ...]:
        above = (self.monitors[one] for one in ancestors_of(monitor_id, self.monitors))
        return tuple(Ancestor(_when_down(one), one.is_down) for one in above)

    def _relatives(self, subject: Subject, workspace_id: int) -> int:
        sharing = self.sharing.get(workspace_id, {}).get(subject.target, 1)
        return relatives_of(subject, sharing, has_children=subject.monitor_id in self.parents)


def _when_down(monitor: MonitorFacts) -> Subject:
    return Subject(
        monitor_id=monitor.id,
        name=monitor.name,
        kind=monitor.kind,
        target="" if pushed_kind(monitor.kind) else monitor.target,
        tags=monitor.tags,
        parents=monitor.parents,
    )


async def gather(connection: Connection, incidents: Sequence[StoredIncident], now: int) -> Facts:
    """Of monitors that are gone there is nothing."""
    repository = AlertFactsRepository(connection)
    ids = sorted({one.monitor_id for one in incidents})
    monitors = await repository.monitors(ids)
    targets: defaultdict[int, set[str]] = defaultdict(set)
    for one in incidents:
        if one.monitor_id in monitors:
            targets[one.workspace_id].add(monitors[one.monitor_id].target)
    since = now - STORM_WITHIN_MS - CONFIRMATION_MS
    return Facts(
        monitors=monitors,
        whys=await repository.newest_bad_changes(ids),
        addresses=await repository.addresses(ids),
        flaps=await FlapRepository(connection).get_many(ids),
        openings=await TransitionRepository(connection).openings_since(ids, now - WITHIN_MS),
        parents=await repository.with_children(ids),
        sharing={one: await repository.sharing_target(one, some) for one, some in targets.items()},
        recent={one: await repository.begun_since(one, since, GREAT_STORM) for one in targets},
    )
