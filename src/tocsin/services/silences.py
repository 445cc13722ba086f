"""Silences and maintenance windows: create, read, change, end early, delete."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from tocsin.auth.actor import Actor
from tocsin.auth.configs import JsonObject
from tocsin.auth.permissions import Permission
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.muting import held_by
from tocsin.core.alerting.silence import SilenceKind
from tocsin.core.errors import Conflict, PreconditionFailed
from tocsin.core.result import Json
from tocsin.services import differences, idempotency, match_draft, trail
from tocsin.services.differences import Snapshot
from tocsin.services.idempotency import Answer, Once
from tocsin.services.parts import Parts
from tocsin.services.silence_draft import ValidSilence, validate
from tocsin.services.silence_limits import require_room
from tocsin.storage.alerts import AlertRepository
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.idempotency import IdempotencyRepository
from tocsin.storage.matching import MatchingRepository
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.paging import Page
from tocsin.storage.silences import SilenceFields, SilenceRepository, SilenceStatus, StoredSilence
from tocsin.storage.workspaces import WorkspaceRepository

MOST_LIVE = 1000


@dataclass(frozen=True, slots=True)
class Actions:
    """How the audit trail calls what is done to one kind."""

    created: str
    updated: str
    ended: str
    deleted: str


_ACTIONS = {
    SilenceKind.SILENCE: Actions("silence.created", "silence.updated", "silence.ended", "silence.deleted"),
    SilenceKind.MAINTENANCE: Actions(
        "maintenance.created", "maintenance.updated", "maintenance.ended", "maintenance.deleted"
    ),
}


@dataclass(frozen=True, slots=True)
class SeenSilence:
    """A silence as it stands at `now`, and how many monitors it is about; None where they were not counted."""

    stored: StoredSilence
    now: int
    monitors: int | None


async def create(
    parts: Parts, actor: Actor, kind: SilenceKind, sent: object, *, once: Once[SeenSilence] | None = None
) -> SeenSilence | Answer:
    """An Answer when the same request was carried out before. Raise ValidationFailed, Conflict (too many)."""
    actor.require(Permission.SILENCES_WRITE)
    now = parts.clock.now_ms()
    valid = validate(sent, kind, now)
    async with parts.database.write() as connection:
        answers = IdempotencyRepository(connection)
        earlier = await idempotency.earlier_answer(answers, actor, once, now)
        if earlier is not None:
            return earlier
        made = await _insert(connection, actor, kind, valid, now)
        await idempotency.keep_answer(answers, actor, once, made)
    return made


async def silence_monitor(parts: Parts, actor: Actor, monitor_id: int, duration: float, comment: str) -> SeenSilence:
    """One monitor for so many seconds from now on. Raise NotFound, Conflict (too many)."""
    actor.require(Permission.SILENCES_WRITE)
    now = parts.clock.now_ms()
    sent = {"comment": comment, "match": {"monitors": [monitor_id]}, "duration": duration}
    valid = validate(sent, SilenceKind.SILENCE, now)
    async with parts.database.write() as connection:
        await MonitorRepository(connection).get(actor.workspace_id, monitor_id)
        return await _insert(connection, actor, SilenceKind.SILENCE, valid, now)


async def page(
    parts: Parts,
    actor: Actor,
    kind: SilenceKind,
    *,
    status: SilenceStatus | None,
    cursor: str | None,
    limit: int,
) -> Page[SeenSilence]:
    """Newest first."""
    actor.require(Permission.SILENCES_READ)
    now = parts.clock.now_ms()
    async with parts.database.read() as connection:
        repository = SilenceRepository(connection)
        found = await repository.page(actor.workspace_id, kind, now, status=status, cursor=cursor, limit=limit)
    return Page([SeenSilence(one, now, None) for one in found.items], found.next_cursor)


async def get(parts: Parts, actor: Actor, kind: SilenceKind, silence_id: int) -> SeenSilence:
    """Raise NotFound."""
    actor.require(Permission.SILENCES_READ)
    now = parts.clock.now_ms()
    async with parts.database.read() as connection:
        stored = await SilenceRepository(connection).get(actor.workspace_id, kind, silence_id)
        return await _seen(connection, stored, now)


async def replace(
    parts: Parts, actor: Actor, kind: SilenceKind, silence_id: int, sent: object, *, revision: int | None = None
) -> SeenSilence:
    """Every field anew. Raise NotFound, PreconditionFailed, ValidationFailed, Conflict (it is over, or too many)."""
    actor.require(Permission.SILENCES_WRITE)
    now = parts.clock.now_ms()
    valid = validate(sent, kind, now)
    async with parts.database.write() as connection:
        await WorkspaceRepository(connection).hold(actor.workspace_id)
        repository = SilenceRepository(connection)
        before = await repository.hold(actor.workspace_id, kind, silence_id)
        _require_revision(before, revision)
        _require_live(before, now)
        fields = await valid.fields(connection, actor.workspace_id)
        await require_room(connection, actor.workspace_id, fields.silence.match, now, besides=silence_id)
        after = await repository.update(before, _with_early_end(fields, before.fields), now)
        changes = differences.between(_snapshot(before.fields), _snapshot(after.fields))
        detail: dict[str, Json] = {"comment": after.fields.comment, **differences.as_json(changes)}
        await _note(connection, actor, now, _ACTIONS[kind].updated, after, detail)
        await _wake(connection, after, now)
        return await _seen(connection, after, now)


async def end(
    parts: Parts, actor: Actor, kind: SilenceKind, silence_id: int, *, only_occurrence: bool = False
) -> SeenSilence:
    """From now on it holds nothing; with `only_occurrence` it holds again when it recurs.

    Raise NotFound, Conflict (it is over, or does not hold).
    """
    actor.require(Permission.SILENCES_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        repository = SilenceRepository(connection)
        before = await repository.hold(actor.workspace_id, kind, silence_id)
        _require_live(before, now)
        if only_occurrence and before.occurrence(now) is None:
            raise Conflict("It does not hold at this moment: there is no occurrence to end.")
        if only_occurrence and before.occurrences(now, 1):
            after = await repository.update(before, _resuming(before.fields, now + 1), now)
        else:
            after = await repository.end(before, now)
        detail: dict[str, Json] = {"comment": after.fields.comment, "only_occurrence": after.ended_at is None}
        await _note(connection, actor, now, _ACTIONS[kind].ended, after, detail)
        await _wake(connection, after, now)
        return await _seen(connection, after, now)


async def delete(parts: Parts, actor: Actor, kind: SilenceKind, silence_id: int) -> None:
    """Only before it begins. Raise NotFound, Conflict."""
    actor.require(Permission.SILENCES_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        repository = SilenceRepository(connection)
        stored = await repository.hold(actor.workspace_id, kind, silence_id)
        if stored.starts_at <= now:
            raise Conflict("It has begun, and is kept so that one can see why nobody was told: end it instead.")
        await repository.delete(stored)
        await _note(connection, actor, now, _ACTIONS[kind].deleted, stored, _told(stored.fields))


async def _insert(
    connection: Connection, actor: Actor, kind: SilenceKind, valid: ValidSilence, now: int
) -> SeenSilence:
    await WorkspaceRepository(connection).hold(actor.workspace_id)
    repository = SilenceRepository(connection)
    if await repository.count_live(actor.workspace_id, now) >= MOST_LIVE:
        raise Conflict(f"There are {MOST_LIVE} silences and maintenance windows already: end some that are not needed.")
    fields = await valid.fields(connection, actor.workspace_id)
    await require_room(connection, actor.workspace_id, fields.silence.match, now)
    made = await repository.create(actor.workspace_id, kind, fields, created_by=actor.name, now=now)
    await _note(connection, actor, now, _ACTIONS[kind].created, made, _told(fields))
    return await _seen(connection, made, now)


async def _seen(connection: Connection, stored: StoredSilence, now: int) -> SeenSilence:
    match = stored.fields.silence.match
    return SeenSilence(stored, now, await MatchingRepository(connection).count(stored.workspace_id, match))


def _require_revision(stored: StoredSilence, revision: int | None) -> None:
    if revision is not None and stored.revision != revision:
        raise PreconditionFailed(f"It was changed since: it is at revision {stored.revision}.")


def _require_live(stored: StoredSilence, now: int) -> None:
    if stored.status(now) == SilenceStatus.ENDED:
        raise Conflict("It is over: make another one.")


def _with_early_end(fields: SilenceFields, before: SilenceFields) -> SilenceFields:
    """An occurrence that was ended early stays over."""
    return _resuming(fields, before.silence.resumes_at)


def _resuming(fields: SilenceFields, at: int) -> SilenceFields:
    return msgspec.structs.replace(fields, silence=msgspec.structs.replace(fields.silence, resumes_at=at))


async def _wake(connection: Connection, stored: StoredSilence, now: int) -> None:
    """What it held is decided anew."""
    await AlertRepository(connection).wake([held_by(stored.id)], now)


async def _note(
    connection: Connection, actor: Actor, now: int, action: str, stored: StoredSilence, detail: dict[str, Json]
) -> None:
    await trail.note(AuditRepository(connection), actor, now, action, f"{stored.kind}:{stored.id}", detail)


def _told(fields: SilenceFields) -> JsonObject:
    given = fields.silence
    return {
        "comment": fields.comment,
        "match": _short(given.match),
        "start": given.start,
        "duration": given.duration // 1000,
        "rrule": given.rrule or None,
        "time_zone": given.time_zone,
    }


def _short(match: Match) -> JsonObject:
    """Only what is set; nothing for everything."""
    return {name: value for name, value in match_draft.as_written(match).items() if value}


def _snapshot(fields: SilenceFields) -> Snapshot:
    told = _told(fields)
    return Snapshot(told, told)
