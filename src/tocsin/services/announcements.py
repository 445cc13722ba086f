"""Incidents as messages tell them: what, since when, why we believe it, and what has changed since all was well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tocsin.core.alerting.announcement import MOST_TOLD, ToldIncident
from tocsin.core.alerting.concern import concern_of, severity_of
from tocsin.core.changed_evidence import changes
from tocsin.core.result import Evidence
from tocsin.core.transition import RegionWhy
from tocsin.storage.database import Connection
from tocsin.storage.incidents import IncidentRepository, StoredIncident
from tocsin.storage.told_facts import BadChange, Good, NamedMonitor, Seen, ToldFactsRepository

BEYOND = "beyond a threshold"


@dataclass(frozen=True, slots=True)
class _Facts:
    monitors: Mapping[int, NamedMonitor]
    bad_changes: Mapping[int, BadChange]
    rules: Mapping[int, str]
    evidence: Mapping[Seen, Evidence]
    good: Mapping[tuple[int, str], Good]


async def told_incidents(connection: Connection, incident_ids: Sequence[int]) -> list[ToldIncident]:
    """In the order of `incident_ids`, the first fifty of them at most; those that are gone are left out."""
    found = await IncidentRepository(connection).get_many(incident_ids[:MOST_TOLD])
    told = await told_by_id(connection, found)
    return [told[one] for one in dict.fromkeys(incident_ids) if one in told]


async def told_by_id(connection: Connection, incidents: Sequence[StoredIncident]) -> dict[int, ToldIncident]:
    """However many, as they are given here. Those whose monitor is gone without a trace are left out."""
    facts = await _gather(ToldFactsRepository(connection), incidents)
    return {one.id: _told(one, facts) for one in incidents if one.monitor_id in facts.monitors}


async def _gather(repository: ToldFactsRepository, incidents: Sequence[StoredIncident]) -> _Facts:
    monitor_ids = sorted({one.monitor_id for one in incidents})
    bad = await repository.bad_changes([one.id for one in incidents if one.rule_id == 0])
    seen = [_seen(one, region) for one in incidents if (region := _first_bad(one, bad)) is not None]
    return _Facts(
        monitors=await repository.monitors(monitor_ids),
        bad_changes=bad,
        rules=await repository.rule_names({one.rule_id for one in incidents if one.rule_id}),
        evidence=await repository.evidence(seen),
        good=await repository.last_good(sorted({one.monitor_id for one in seen})),
    )


def _told(incident: StoredIncident, facts: _Facts) -> ToldIncident:
    monitor, bad = facts.monitors[incident.monitor_id], facts.bad_changes.get(incident.id)
    regions = bad.why.regions if bad is not None else ()
    errors = [one.error for one in regions if one.level == incident.severity]
    return ToldIncident(
        incident_id=incident.id,
        monitor_id=monitor.id,
        monitor=monitor.name,
        kind=monitor.kind,
        target=monitor.target,
        tags=monitor.tags,
        severity=severity_of(incident.severity),
        concern=concern_of(incident.severity, incident.reason, errors, has_rule=incident.rule_id != 0),
        state=_state(incident, bad),
        started_at=incident.started_at,
        ended_at=incident.ended_at,
        reason=incident.reason,
        summary=incident.summary,
        regions=regions,
        changes=_changes(incident, facts),
        runbook_url=monitor.runbook_url,
        rule=facts.rules.get(incident.rule_id),
    )


def _state(incident: StoredIncident, bad: BadChange | None) -> str:
    """A monitor that breaks a rule may be up all the time."""
    if incident.rule_id:
        return BEYOND
    return (bad.state if bad is not None else incident.severity).word


def _changes(incident: StoredIncident, facts: _Facts) -> tuple[str, ...]:
    """As seen from the first region that sees it fail."""
    region = _first_bad(incident, facts.bad_changes)
    if region is None:
        return ()
    bad, good = facts.evidence.get(_seen(incident, region)), facts.good.get((incident.monitor_id, region.region))
    # What was seen since then to be well is no comparison any more.
    if bad is None or good is None or good.at > region.last_at:
        return ()
    return tuple(changes(good.document, bad))


def _first_bad(incident: StoredIncident, bad: Mapping[int, BadChange]) -> RegionWhy | None:
    """None of an incident that is over, too: of that nobody asks what was different."""
    change = bad.get(incident.id)
    if change is None or incident.ended_at is not None:
        return None
    return next((one for one in change.why.regions if one.level == change.state), None)


def _seen(incident: StoredIncident, region: RegionWhy) -> Seen:
    return Seen(incident.monitor_id, region.region, region.last_at)
