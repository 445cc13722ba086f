"""Marks: an interval was a false positive, or was planned, and every figure made from it follows."""

from __future__ import annotations

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.actor_names import spoken
from tocsin.core.availability import Mark, MarkKind
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.core.records import IncidentEvent, IncidentEventType
from tocsin.core.result import Json
from tocsin.services import idempotency, trail
from tocsin.services.idempotency import Answer, Once
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.idempotency import IdempotencyRepository
from tocsin.storage.incidents import IncidentRepository
from tocsin.storage.marks import MarkRepository, StoredMark
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.paging import Page

GIVEN_KINDS = (MarkKind.FALSE_POSITIVE, MarkKind.PLANNED)
"""The kinds that people set; the others follow from what they do."""
LONGEST_MS = 366 * 86_400_000
_SAID = {IncidentEventType.MARKED: "Marked as", IncidentEventType.UNMARKED: "No longer marked as"}
_MEANING = {
    MarkKind.FALSE_POSITIVE: "a false positive",
    MarkKind.PLANNED: "planned",
    MarkKind.MAINTENANCE: "maintenance",
    MarkKind.PAUSED: "paused",
}


async def create(
    parts: Parts, actor: Actor, monitor_id: int, mark: Mark, note: str, *, once: Once[StoredMark] | None = None
) -> StoredMark | Answer:
    """Raise NotFound, ValidationFailed."""
    actor.require(Permission.MARKS_WRITE)
    _require_sound(mark)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        answers = IdempotencyRepository(connection)
        earlier = await idempotency.earlier_answer(answers, actor, once, now)
        if earlier is not None:
            return earlier
        await MonitorRepository(connection).get(actor.workspace_id, monitor_id)
        (mark_id,) = await MarkRepository(connection).add(
            actor.workspace_id, [monitor_id], mark, note=note, actor=actor.name, now=now
        )
        made = StoredMark(mark_id, actor.workspace_id, monitor_id, mark, note, actor.name, now)
        await _note(AuditRepository(connection), actor, now, "mark.created", made)
        await _tell_incidents(connection, actor, now, IncidentEventType.MARKED, made)
        await idempotency.keep_answer(answers, actor, once, made)
    return made


async def page(
    parts: Parts, actor: Actor, *, monitor_id: int | None, cursor: str | None, limit: int
) -> Page[StoredMark]:
    """Newest first. Raise NotFound for a monitor that is not there."""
    actor.require(Permission.MARKS_READ)
    async with parts.database.read() as connection:
        if monitor_id is not None:
            await MonitorRepository(connection).get(actor.workspace_id, monitor_id)
        repository = MarkRepository(connection)
        return await repository.page(actor.workspace_id, monitor_id=monitor_id, cursor=cursor, limit=limit)


async def delete(parts: Parts, actor: Actor, mark_id: int) -> None:
    """The figures become what they were. Raise NotFound."""
    actor.require(Permission.MARKS_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        removed = await MarkRepository(connection).remove(actor.workspace_id, mark_id, now)
        await _note(AuditRepository(connection), actor, now, "mark.deleted", removed)
        await _tell_incidents(connection, actor, now, IncidentEventType.UNMARKED, removed)


def _require_sound(mark: Mark) -> None:
    errors = []
    if mark.kind not in GIVEN_KINDS:
        errors.append(FieldError("/kind", f"must be one of {', '.join(GIVEN_KINDS)}"))
    if mark.end is None or mark.end <= mark.start:
        errors.append(FieldError("/end", "must be later than the start"))
    elif mark.end - mark.start > LONGEST_MS:
        errors.append(FieldError("/end", "must be at most a year after the start"))
    if errors:
        raise ValidationFailed("The mark does not fit.", errors=errors)


async def _tell_incidents(
    connection: Connection, actor: Actor, now: int, event: IncidentEventType, made: StoredMark
) -> None:
    """Whoever reads of an outage later sees in its timeline that it was none, or was meant."""
    mark = made.mark
    incidents = IncidentRepository(connection)
    ids = await incidents.touching(
        made.workspace_id, made.monitor_id, mark.start, now if mark.end is None else mark.end
    )
    words = f"{_SAID[event]} {_MEANING[mark.kind]} by {spoken(actor.name)}" + (f": {made.note}" if made.note else "")
    await incidents.add_events([IncidentEvent(one, now, event, words, actor.name) for one in ids])


async def _note(audit: AuditRepository, actor: Actor, now: int, action: str, made: StoredMark) -> None:
    mark = made.mark
    detail: dict[str, Json] = {
        "mark_id": made.id,
        "kind": str(mark.kind),
        "start": mark.start,
        "end": mark.end,
        "note": made.note,
    }
    await trail.note(audit, actor, now, action, f"monitor:{made.monitor_id}", detail)
