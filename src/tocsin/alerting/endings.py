"""The incidents that are over: their groups close, and whoever was told is told that it is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tocsin.alerting.facts import Facts
from tocsin.alerting.telling import tell_recoveries
from tocsin.core.alerting.flapping import HELD_BY, STEADY_MS, WITHIN_MS
from tocsin.core.alerting.trace import Outcome, Stage
from tocsin.storage.alert_groups import AlertGroupRepository
from tocsin.storage.alerts import AlertRepository, AlertStatus, StoredAlert
from tocsin.storage.database import Connection
from tocsin.storage.decisions import DecisionRepository, StoredDecision
from tocsin.storage.flaps import FlapRepository
from tocsin.storage.incidents import StoredIncident
from tocsin.storage.notifications import NotificationRepository
from tocsin.storage.policies import PolicyRepository

_ENDED: dict[AlertStatus | None, tuple[str, str]] = {
    None: ("over_at_once", "It was over before it was looked at: nobody was told."),
    AlertStatus.HELD: ("over_while_held", "It was over while it was held: nobody was told."),
    AlertStatus.UNROUTED: ("over", "It is over."),
    AlertStatus.TOLD: ("over", "It is over."),
}


async def end(
    connection: Connection,
    incidents: Sequence[StoredIncident],
    alerts: Mapping[int, StoredAlert],
    facts: Facts,
    now: int,
) -> None:
    """`alerts`: what was decided of them before."""
    written: list[StoredAlert] = []
    decisions: list[StoredDecision] = []
    told: list[int] = []
    for incident in incidents:
        before = alerts.get(incident.id)
        if before is not None and before.status == AlertStatus.ENDED:
            continue
        if before is not None and before.status == AlertStatus.TOLD:
            if incident.rule_id == 0 and facts.is_flapping(incident.monitor_id, now):
                look_at = facts.flaps[incident.monitor_id].changed_at + STEADY_MS
                written.append(msgspec.structs.replace(before, held_by=HELD_BY, look_at=look_at, updated_at=now))
                continue
            told.append(incident.id)
        written.append(_ended(incident, before, facts, now))
        reason, said = _ENDED[None if before is None else before.status]
        decisions.append(_decision(incident, reason, said, now))
    await AlertRepository(connection).upsert_many(written)
    await DecisionRepository(connection).add_many(decisions)
    await _close_groups(connection, told, now)


async def _close_groups(connection: Connection, incident_ids: Sequence[int], now: int) -> None:
    groups = AlertGroupRepository(connection)
    group_ids = {group_id for some in (await groups.groups_of(incident_ids)).values() for group_id in some}
    held = await groups.hold_many(group_ids)
    open_counts = await groups.count_open(group_ids)
    closing = [one for one in held.values() if one.closed_at is None and not open_counts.get(one.id, 0)]
    if not closing:
        return
    policies = await PolicyRepository(connection).get_many({one.policy_id for one in closing})
    closed = [msgspec.structs.replace(one, closed_at=now, next_at=None) for one in closing]
    await groups.save_many(closed)
    await NotificationRepository(connection).drop_pending([one.id for one in closed], now)
    await tell_recoveries(connection, closed, policies, now)


def _ended(incident: StoredIncident, before: StoredAlert | None, facts: Facts, now: int) -> StoredAlert:
    concern = before.concern if before is not None else facts.concern(incident)
    return StoredAlert(
        incident_id=incident.id,
        workspace_id=incident.workspace_id,
        monitor_id=incident.monitor_id,
        concern=concern,
        status=AlertStatus.ENDED,
        held_by=None,
        look_at=None,
        updated_at=now,
    )


def _decision(incident: StoredIncident, reason: str, said: str, now: int) -> StoredDecision:
    return StoredDecision(
        workspace_id=incident.workspace_id,
        incident_id=incident.id,
        group_id=None,
        at=now,
        stage=Stage.RECORD,
        outcome=Outcome.STOP,
        reason=reason,
        summary=said,
    )


async def forget_flaps(connection: Connection, facts: Facts, now: int) -> None:
    """Of monitors that have been steady for so long that what they did before counts no more."""
    over = [monitor_id for monitor_id, flap in facts.flaps.items() if flap.changed_at <= now - WITHIN_MS]
    await FlapRepository(connection).delete_many(over)
