"""From the outbox to decisions: a batch is leased, decided upon and marked as done in one transaction.

A record only says which incident to look at: what is decided rests on what the database says of it now. So it does not
matter in which order records come, or how often.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec
import structlog

from tocsin.alerting.docket import Docket
from tocsin.alerting.endings import end, forget_flaps
from tocsin.alerting.facts import Facts, gather
from tocsin.alerting.notices import give_notice
from tocsin.core.alerting.concern import Concern
from tocsin.core.alerting.dependency import settle_ms
from tocsin.core.alerting.retry import GIVE_UP_MS
from tocsin.core.clock import Clock
from tocsin.core.errors import Unavailable
from tocsin.core.records import OutboxTopic
from tocsin.storage.alert_facts import AlertFactsRepository
from tocsin.storage.alert_groups import AlertGroupRepository
from tocsin.storage.alerts import AlertRepository, AlertStatus, StoredAlert
from tocsin.storage.database import Connection, Database
from tocsin.storage.flaps import FlapRepository
from tocsin.storage.incidents import IncidentRepository, StoredIncident
from tocsin.storage.outbox import LeasedRecord, OutboxRepository
from tocsin.storage.workspaces import WorkspaceRepository

log = structlog.get_logger()

AT_ONCE = 500
RETRY_MS = 30_000
LONGEST_RETRY_MS = 600_000


class Intake:
    """Several processes may work at the same outbox; `owner` is this one's name."""

    def __init__(self, database: Database, clock: Clock, owner: str) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner

    async def step(self, limit: int = AT_ONCE) -> int:
        """Decide upon what there is, at most so many records and held alerts each; return how many these were."""
        now = self._clock.now_ms()
        async with self._database.write() as connection:
            leased = await OutboxRepository(connection).lease(self._owner, now, limit=limit)
            due = await AlertRepository(connection).due(now, limit)
            if not leased and not due:
                return 0
            await decide(connection, [one.record.payload for one in _of_incidents(leased)], due, now)
            for record in leased:
                await _notice(connection, record, now)
            await OutboxRepository(connection).complete(self._owner, [one.id for one in leased], now)
        return len(leased) + len(due)

    async def step_by_step(self, limit: int = AT_ONCE) -> None:
        """One after the other, when a batch has failed: what cannot be decided upon must not stop the others.

        Raise Unavailable: that is nothing that can be held against any of them.
        """
        for _ in range(limit):
            if not await self._one_record():
                break
        now = self._clock.now_ms()
        async with self._database.read() as connection:
            due = await AlertRepository(connection).due(now, limit)
        for alert in due:
            await self._one_alert(alert, now)

    async def _one_record(self) -> bool:
        now = self._clock.now_ms()
        async with self._database.write() as connection:
            leased = await OutboxRepository(connection).lease(self._owner, now, limit=1)
        for one in leased:
            try:
                async with self._database.write() as connection:
                    await decide(connection, [x.record.payload for x in _of_incidents([one])], [], now)
                    await _notice(connection, one, now)
                    await OutboxRepository(connection).complete(self._owner, [one.id], now)
            except Unavailable:
                raise
            except Exception as error:  # noqa: BLE001 -- the loop's own guard: it is told, and tried again
                await self._put_off(one, repr(error), now)
        return bool(leased)

    async def _one_alert(self, alert: StoredAlert, now: int) -> None:
        try:
            async with self._database.write() as connection:
                await decide(connection, [], [alert], now)
        except Unavailable:
            raise
        except Exception:
            log.exception("alert_not_decided", incident=alert.incident_id)
            async with self._database.write() as connection:
                later = msgspec.structs.replace(alert, look_at=now + RETRY_MS)
                await AlertRepository(connection).upsert_many([later])

    async def _put_off(self, record: LeasedRecord, error: str, now: int) -> None:
        log.exception("alert_not_decided", record=record.id, attempts=record.attempts)
        async with self._database.write() as connection:
            outbox = OutboxRepository(connection)
            if now - record.record.created_at > GIVE_UP_MS:
                log.critical("alert_given_up", record=record.id, dedup_key=record.record.dedup_key)
                await outbox.complete(self._owner, [record.id], now)
            else:
                pause = min(RETRY_MS * record.attempts, LONGEST_RETRY_MS)
                await outbox.postpone(self._owner, record.id, now + pause, error[:500])


async def decide(
    connection: Connection, payloads: Sequence[Mapping[str, object]], due: Sequence[StoredAlert], now: int
) -> None:
    """Look at every incident that was named, or whose time has come."""
    named = {number for one in payloads if isinstance(number := one["incident_id"], int)}
    incident_ids = named | {one.incident_id for one in due}
    # Of one workspace one process decides at a time. Others could found a group each for the same cause, or say of
    # an incident that it was over before it was told while this one has it told.
    found = await IncidentRepository(connection).get_many(incident_ids)
    await WorkspaceRepository(connection).hold_many({one.workspace_id for one in found})
    alerts = await AlertRepository(connection).of_incidents(incident_ids)
    wanted = named | {one for one, alert in alerts.items() if alert.look_at is not None and alert.look_at <= now}
    incidents = await IncidentRepository(connection).get_many(wanted)
    await _have_looked(connection, [alerts[one] for one in wanted & alerts.keys()], {one.id for one in incidents})
    facts = await gather(connection, incidents, now)
    await _note_flaps(connection, facts, payloads, now)
    over = [one for one in incidents if _is_over(one, facts)]
    still = [one for one in incidents if not _is_over(one, facts)]
    docket = Docket(connection, facts, now)
    await docket.decide(still, alerts)
    await docket.write()
    await end(connection, over, alerts, facts, now)
    await forget_flaps(connection, facts, now)
    await _follow_handling(connection, [one.id for one in still], now)
    changed = {number for one in payloads if isinstance(number := one.get("monitor_id"), int)}
    await _wake_children(connection, [one for one in changed if not facts.is_down(one)], now)


async def _have_looked(connection: Connection, alerts: Sequence[StoredAlert], there: Collection[int]) -> None:
    """Unless it is decided that they are looked at again, these are not: also where nothing is left to be decided."""
    looked = [msgspec.structs.replace(one, look_at=None) for one in alerts if one.look_at is not None]
    gone = {one.incident_id for one in looked} - set(there)
    await AlertRepository(connection).upsert_many(
        [msgspec.structs.replace(x, status=AlertStatus.ENDED) if x.incident_id in gone else x for x in looked]
    )


def _of_incidents(leased: Sequence[LeasedRecord]) -> list[LeasedRecord]:
    return [one for one in leased if one.record.topic in (OutboxTopic.TRANSITION, OutboxTopic.INCIDENT)]


def _is_over(incident: StoredIncident, facts: Facts) -> bool:
    """Also of a monitor that is gone, and what somebody has resolved."""
    return (
        incident.ended_at is not None or incident.resolved_at is not None or incident.monitor_id not in facts.monitors
    )


async def _note_flaps(connection: Connection, facts: Facts, payloads: Sequence[Mapping[str, object]], now: int) -> None:
    """What flaps and has changed again is not steady."""
    changed = {one["monitor_id"] for one in payloads if "transition_id" in one}
    still = {one: flap for one, flap in facts.flaps.items() if one in changed and facts.is_flapping(one, now)}
    again = [msgspec.structs.replace(flap, changed_at=now) for flap in still.values()]
    await FlapRepository(connection).put_many(again)


async def _follow_handling(connection: Connection, incident_ids: Collection[int], now: int) -> None:
    """Somebody may have taken one on, or has snoozed it: its groups are looked at now."""
    groups = AlertGroupRepository(connection)
    group_ids = {group_id for some in (await groups.groups_of(incident_ids)).values() for group_id in some}
    handlings = await groups.handling(group_ids, now)
    taken_on = [one for one, handling in handlings.items() if handling.open and not handling.unhandled]
    known = await groups.hold_many(taken_on)
    await groups.save_many(
        [
            msgspec.structs.replace(group, next_at=now)
            for group in known.values()
            if group.closed_at is None
            and not (group.state.acknowledged_by and handlings[group.id].snoozed_until is None)
        ]
    )


async def _wake_children(connection: Connection, monitor_ids: Collection[int], now: int) -> None:
    """What was held because one of these was down is decided anew once it had time to be looked at.

    Merely degraded, or unknown, or deleted, it holds nothing any more.
    """
    alerts = AlertRepository(connection)
    held = await AlertFactsRepository(connection).held_children([f"monitor:{one}" for one in monitor_ids])
    known = await alerts.of_incidents(held)
    await alerts.upsert_many(
        [msgspec.structs.replace(known[one], look_at=now + settle_ms(interval)) for one, interval in held.items()]
    )


async def _notice(connection: Connection, leased: LeasedRecord, now: int) -> None:
    record = leased.record
    if record.topic not in (OutboxTopic.REGION_SUSPECT, OutboxTopic.REGION_TRUSTED):
        return
    region = str(record.payload["region"])
    how = "looks offline" if record.topic == OutboxTopic.REGION_SUSPECT else "looks well again"
    await give_notice(
        connection,
        record.workspace_id,
        concern=Concern.REGION,
        name=region,
        sentence=f"The region {region} {how}: {record.payload['summary']}",
        key=record.dedup_key,
        now=now,
    )
