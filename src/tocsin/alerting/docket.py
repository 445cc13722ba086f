"""The incidents that are open: each is decided upon, and what follows is written, all within one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from tocsin.alerting.facts import Facts
from tocsin.core.alerting.casework import look_at_of
from tocsin.core.alerting.deciding import Case, Hearing
from tocsin.core.alerting.desk import Decided, Desk
from tocsin.core.alerting.flapping import HELD_BY
from tocsin.core.alerting.group import Group
from tocsin.core.alerting.grouping import JOIN_WITHIN_MS
from tocsin.core.alerting.trace import Ruling
from tocsin.services.mutes import occurrences_at
from tocsin.storage.alert_groups import AlertGroupRepository
from tocsin.storage.alerts import AlertRepository, AlertStatus, StoredAlert
from tocsin.storage.database import Connection
from tocsin.storage.decisions import DecisionRepository, StoredDecision
from tocsin.storage.flaps import Flap, FlapRepository
from tocsin.storage.incidents import StoredIncident
from tocsin.storage.policies import PolicyRepository

_Place = tuple[int, int]
"""Workspace and group: every desk numbers by itself the groups that it founds."""


class Docket:
    """One batch. `write` is called once, when all are decided."""

    def __init__(self, connection: Connection, facts: Facts, now: int) -> None:
        self._connection = connection
        self._facts = facts
        self._now = now
        self._alerts: list[StoredAlert] = []
        self._joined: dict[_Place, list[int]] = {}
        self._decisions: list[StoredDecision] = []
        self._flaps: list[Flap] = []
        self._desks: dict[int, Desk] = {}

    async def decide(self, incidents: Sequence[StoredIncident], alerts: Mapping[int, StoredAlert]) -> None:
        """`alerts`: what was decided of them before."""
        await self._open_desks({one.workspace_id for one in incidents})
        groups = AlertGroupRepository(self._connection)
        told = [one.id for one in incidents if _was_told(alerts.get(one.id))]
        steady = [one.monitor_id for one in incidents if _has_flapped(alerts.get(one.id))]
        flapped = await AlertRepository(self._connection).told_of(steady, HELD_BY)
        groups_of = await groups.groups_of([*told, *flapped.values()])
        known = await groups.hold_many({group_id for some in groups_of.values() for group_id in some})
        heard = {one.id: self._hear(one) for one in incidents if self._is_undecided(one, alerts.get(one.id))}
        news = Counter(one.workspace_id for one in incidents if one.id in heard and heard[one.id][1].policies)
        for incident in incidents:
            if incident.id in heard:
                case, hearing = heard[incident.id]
                # What was held back, or waited for us, and is told now is a storm like any other.
                case = msgspec.structs.replace(case, recent=max(case.recent, news[incident.workspace_id]))
                mine = groups_of.get(incident.id, []) + groups_of.get(flapped.get(incident.monitor_id, 0), [])
                present = [known[group_id] for group_id in mine if group_id in known]
                self._place(incident, alerts.get(incident.id), case, hearing, present)

    async def write(self) -> None:
        groups = AlertGroupRepository(self._connection)
        changed = [group for desk in self._desks.values() for group in desk.changed.values()]
        founded = [group for group in changed if group.id < 0]
        places = ((one.workspace_id, one.id) for one in founded)
        real = dict(zip(places, await groups.create_many(founded), strict=True))
        await groups.save_many([group for group in changed if group.id > 0])
        joined = {real.get(place, place[1]): incident_ids for place, incident_ids in self._joined.items()}
        await groups.join_many(joined, self._now)
        await AlertRepository(self._connection).upsert_many(self._alerts)
        await FlapRepository(self._connection).put_many(self._flaps)
        await DecisionRepository(self._connection).add_many([_with_group(one, real) for one in self._decisions])

    async def _open_desks(self, workspace_ids: set[int]) -> None:
        policies = await PolicyRepository(self._connection).enabled_of(workspace_ids)
        occurrences = await occurrences_at(self._connection, workspace_ids, self._now)
        groups: dict[int, list[Group]] = {one: [] for one in workspace_ids}
        repository = AlertGroupRepository(self._connection)
        # Where every incident is told by itself there may be thousands of groups, which nothing joins.
        grouping = [one for one, some in policies.items() if any(named.policy.groups for named in some)]
        for group in await repository.open_recent(grouping, self._now - JOIN_WITHIN_MS):
            groups[group.workspace_id].append(group)
        for one in workspace_ids:
            self._desks[one] = Desk(one, policies.get(one, ()), occurrences.get(one, ()), groups[one])

    def _is_undecided(self, incident: StoredIncident, before: StoredAlert | None) -> bool:
        """It is new, or held, or has become something else than what was told, or its policy is gone."""
        if before is None or not _was_told(before) or before.held_by is not None:
            return True
        return before.concern != self._facts.concern(incident)

    def _hear(self, incident: StoredIncident) -> tuple[Case, Hearing]:
        case = self._facts.case(incident, self._now)
        return case, self._desks[incident.workspace_id].hear(case, self._now)

    def _place(
        self,
        incident: StoredIncident,
        before: StoredAlert | None,
        case: Case,
        hearing: Hearing,
        present: Sequence[Group],
    ) -> None:
        decided = self._desks[incident.workspace_id].place(case, hearing, self._now, already_in=present)
        for group_id in decided.group_ids:
            if not _was_told(before) or group_id not in {one.id for one in present}:
                self._joined.setdefault((incident.workspace_id, group_id), []).append(incident.id)
        status, held, concern = _status(decided, before), decided.hold, case.subject.concern
        if before is not None and status == AlertStatus.TOLD and held is not None:
            # That it is worse may not be told yet: it stays what was told, so that it is decided upon anew.
            concern = before.concern
        self._alerts.append(
            StoredAlert(
                incident_id=incident.id,
                workspace_id=incident.workspace_id,
                monitor_id=incident.monitor_id,
                concern=concern,
                status=status,
                held_by=held.held_by if held else None,
                look_at=look_at_of(held, self._now),
                updated_at=self._now,
            )
        )
        if _is_news(before, held):
            self._record(incident, decided)
        if decided.begins_to_flap:
            self._flaps.append(Flap(incident.monitor_id, incident.workspace_id, self._now, self._now))

    def _record(self, incident: StoredIncident, decided: Decided) -> None:
        group_id = decided.group_ids[0] if decided.group_ids else None
        self._decisions += [self._decision(incident, ruling, group_id) for ruling in decided.rulings]

    def _decision(self, incident: StoredIncident, ruling: Ruling, group_id: int | None) -> StoredDecision:
        return StoredDecision(
            workspace_id=incident.workspace_id,
            incident_id=incident.id,
            group_id=group_id,
            at=self._now,
            stage=ruling.stage,
            outcome=ruling.outcome,
            reason=ruling.reason,
            summary=ruling.summary,
        )


def _has_flapped(alert: StoredAlert | None) -> bool:
    return alert is not None and alert.status == AlertStatus.HELD and alert.held_by == HELD_BY


def _was_told(alert: StoredAlert | None) -> bool:
    return alert is not None and alert.status == AlertStatus.TOLD


def _status(decided: Decided, before: StoredAlert | None) -> AlertStatus:
    if decided.group_ids or _was_told(before):
        return AlertStatus.TOLD
    return AlertStatus.HELD if decided.hold is not None else AlertStatus.UNROUTED


def _is_news(before: StoredAlert | None, held: Ruling | None) -> bool:
    """What is held by the same thing as before is not written down again each time it is looked at."""
    return before is None or held is None or before.held_by != held.held_by


def _with_group(decision: StoredDecision, real: Mapping[_Place, int]) -> StoredDecision:
    """Decisions are made before the groups that they found have ids."""
    if decision.group_id is None:
        return decision
    group_id = real.get((decision.workspace_id, decision.group_id), decision.group_id)
    return msgspec.structs.replace(decision, group_id=group_id)
