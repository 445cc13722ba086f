"""Writes what a batch leads to, all within one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tocsin.core.incident import IncidentMove, incident_move
from tocsin.core.messages import StateChanged
from tocsin.core.records import (
    IncidentClosed,
    IncidentEscalated,
    IncidentEvent,
    IncidentEventType,
    IncidentOpened,
    OutboxRecord,
    OutboxTopic,
    StateRecord,
    TransitionRecord,
)
from tocsin.core.result import Json, Result
from tocsin.core.transition import Change
from tocsin.ingest.doubts import Turn
from tocsin.ingest.judgement import Draft, Judgement
from tocsin.storage.database import Connection
from tocsin.storage.evidence import EvidenceRepository
from tocsin.storage.incidents import IncidentRepository
from tocsin.storage.outbox import OutboxRepository
from tocsin.storage.regions import RegionRepository
from tocsin.storage.states import StateRepository
from tocsin.storage.transitions import TransitionRepository

EVENT_OF = {
    IncidentMove.OPEN: IncidentEventType.OPENED,
    IncidentMove.ESCALATE: IncidentEventType.ESCALATED,
    IncidentMove.EASE: IncidentEventType.EASED,
    IncidentMove.BLIND: IncidentEventType.BLINDED,
    IncidentMove.SIGHT: IncidentEventType.SIGHTED,
    IncidentMove.CLOSE: IncidentEventType.CLOSED,
}


async def write_judgement(
    connection: Connection, judgement: Judgement, region_ids: Mapping[str, int], now: int
) -> list[StateChanged]:
    """Write bad results' evidence, incidents, transitions, outbox and states; return what to tell after the commit."""
    if judgement.with_evidence:
        await EvidenceRepository(connection).add_many(judgement.with_evidence, region_ids)
    changed: list[StateChanged] = []
    for round_of_changes in _rounds(judgement.changes):
        changed += await _write_changes(connection, round_of_changes, now)
    if judgement.drafts:
        records = [_record(draft) for draft in judgement.drafts.values() if draft.is_changed]
        if records:
            await StateRepository(connection).upsert_many(records, now)
    # A good result tells it anew; a bad one may be all that ever saw the certificate, and be bad for its sake.
    await StateRepository(connection).set_certificate_expiries(
        {
            one.monitor_id: at
            for one in judgement.with_evidence
            if (at := one.outcome.certificate_expires_at) is not None
        }
    )
    return changed


async def write_good_evidence(connection: Connection, results: Sequence[Result], region_ids: Mapping[str, int]) -> None:
    """Keep what good results looked like, in place of what was kept before."""
    await EvidenceRepository(connection).set_last_good(results, region_ids)
    await StateRepository(connection).set_certificate_expiries(
        {result.monitor_id: result.outcome.certificate_expires_at for result in results}
    )


async def write_turn(connection: Connection, turn: Turn, workspace_ids: Iterable[int], now: int) -> None:
    """A region became suspect, or is trusted again: one notice for each workspace, however often it is written."""
    regions = RegionRepository(connection)
    if turn.is_suspect:
        await regions.doubt(turn.region, turn.at, turn.account)
    else:
        await regions.trust(turn.region)
    topic = OutboxTopic.REGION_SUSPECT if turn.is_suspect else OutboxTopic.REGION_TRUSTED
    payload: dict[str, Json] = {"region": turn.region, "at": turn.at, "summary": turn.account}
    await OutboxRepository(connection).add_many(
        [
            OutboxRecord(workspace_id, topic, f"{topic}:{workspace_id}:{turn.region}:{turn.at}", payload, now)
            for workspace_id in workspace_ids
        ]
    )


def _rounds(changes: Sequence[tuple[Draft, Change]]) -> list[list[tuple[Draft, Change]]]:
    """Split so that no monitor changes twice in one round: a second change builds on the first one's incident."""
    rounds: list[list[tuple[Draft, Change]]] = []
    turn: dict[int, int] = {}
    for draft, change in changes:
        number = turn.get(draft.watch.monitor_id, 0)
        turn[draft.watch.monitor_id] = number + 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append((draft, change))
    return rounds


async def _write_changes(
    connection: Connection, changes: Sequence[tuple[Draft, Change]], now: int
) -> list[StateChanged]:
    moves = [incident_move(change, is_open=draft.incident_id is not None) for draft, change in changes]
    incident_ids = await _move_incidents(IncidentRepository(connection), changes, moves)
    transitions = [
        TransitionRecord(draft.watch.workspace_id, draft.watch.monitor_id, change, incident_id)
        for (draft, change), incident_id in zip(changes, incident_ids, strict=True)
    ]
    transition_ids = await TransitionRepository(connection).insert_many(transitions)
    changed = [
        _announcement(record, transition_id) for record, transition_id in zip(transitions, transition_ids, strict=True)
    ]
    await OutboxRepository(connection).add_many([_outbox_record(message, now) for message in changed])
    return changed


async def _move_incidents(
    incidents: IncidentRepository, changes: Sequence[tuple[Draft, Change]], moves: Sequence[IncidentMove]
) -> list[int | None]:
    """Open, close and annotate incidents; return which incident each change belongs to."""
    opening = [(d, c) for (d, c), move in zip(changes, moves, strict=True) if move == IncidentMove.OPEN]
    new_ids = await incidents.open_many([_opened(draft, change) for draft, change in opening]) if opening else []
    for (draft, _), incident_id in zip(opening, new_ids, strict=True):
        draft.incident_id = incident_id
    belongs = [draft.incident_id for draft, _ in changes]
    events, escalated, closed = [], [], []
    for (draft, change), move in zip(changes, moves, strict=True):
        if draft.incident_id is None or move == IncidentMove.NONE:
            continue
        events.append(IncidentEvent(draft.incident_id, change.at, EVENT_OF[move], change.summary))
        if move in (IncidentMove.ESCALATE, IncidentMove.SIGHT):
            escalated.append(IncidentEscalated(draft.incident_id, change.to_state, change.reason, change.summary))
        if move == IncidentMove.CLOSE:
            closed.append(IncidentClosed(draft.incident_id, change.at))
            draft.incident_id = None
    if events:
        await incidents.add_events(events)
    await incidents.escalate_many(escalated)
    if closed:
        await incidents.close_many(closed)
    return belongs


def _opened(draft: Draft, change: Change) -> IncidentOpened:
    return IncidentOpened(
        draft.watch.workspace_id,
        draft.watch.monitor_id,
        change.at,
        change.to_state,
        change.reason,
        change.summary,
        change.why.cause_monitor_id,
    )


def _announcement(record: TransitionRecord, transition_id: int) -> StateChanged:
    change = record.change
    return StateChanged(
        record.workspace_id,
        record.monitor_id,
        transition_id,
        record.incident_id,
        change.at,
        change.from_state,
        change.to_state,
        change.reason,
        change.summary,
    )


def _outbox_record(message: StateChanged, now: int) -> OutboxRecord:
    return OutboxRecord(
        workspace_id=message.workspace_id,
        topic=OutboxTopic.TRANSITION,
        dedup_key=f"transition:{message.transition_id}",
        payload={
            "transition_id": message.transition_id,
            "monitor_id": message.monitor_id,
            "incident_id": message.incident_id,
            "from": message.from_state.word,
            "to": message.to_state.word,
            "at": message.at,
            "reason": message.reason,
            "summary": message.summary,
        },
        created_at=now,
    )


def _record(draft: Draft) -> StateRecord:
    watch = draft.watch
    return StateRecord(watch.monitor_id, watch.workspace_id, draft.state, draft.summary, draft.incident_id)
