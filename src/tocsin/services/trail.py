"""The audit trail: every change says who made it, in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tocsin.auth.actor import Actor
from tocsin.auth.configs import MASK
from tocsin.auth.person import Person
from tocsin.core.result import Json
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection

MOST_SINGLE_ENTRIES = 10_000
MOST_NAMED = 1000
NO_WORKSPACE = 0
"""Where entries of users go who belong to no workspace: the operator's own trail."""


def change(field: str, before: Json, after: Json) -> dict[str, Json]:
    """A detail that says what a field was and what it is."""
    return {field: {"before": before, "after": after}}


def secret_change(field: str, *, was_there: bool = True, is_there: bool = True) -> dict[str, Json]:
    """The same of a secret, which is shown on neither side."""
    return change(field, MASK if was_there else None, MASK if is_there else None)


async def note(
    trail: AuditRepository, actor: Actor, now: int, action: str, subject: str, detail: dict[str, Json] | None = None
) -> None:
    """`action` such as `monitor.updated`, `subject` such as `monitor:17`; no secret in `detail`."""
    await note_many(trail, actor, now, action, {subject: detail or {}})


async def note_many(
    trail: AuditRepository, actor: Actor, now: int, action: str, details: dict[str, dict[str, Json]]
) -> None:
    """The same action upon several subjects, each with its detail."""
    await trail.add_many(
        actor.workspace_id,
        at=now,
        actor=actor.name,
        action=action,
        details=details,
        user_id=actor.user_id,
        address=actor.address,
    )


async def note_monitors(
    trail: AuditRepository,
    actor: Actor,
    now: int,
    action: str,
    monitor_ids: Collection[int],
    detail: dict[str, Json] | None = None,
    own: Mapping[int, dict[str, Json]] | None = None,
) -> None:
    """One entry per monitor, with the detail of all of them and its own.

    For very many of them a single one that counts and names them, with the detail of all.
    """
    if len(monitor_ids) > MOST_SINGLE_ENTRIES:
        listed: list[Json] = [*sorted(monitor_ids)[:MOST_NAMED]]
        many: dict[str, Json] = {"count": len(monitor_ids), "first_ids": listed}
        await note(trail, actor, now, action, "monitors", {**(detail or {}), **many})
        return
    details = {f"monitor:{one}": {**(detail or {}), **(own or {}).get(one, {})} for one in monitor_ids}
    await note_many(trail, actor, now, action, details)


async def note_person(
    connection: Connection,
    person: Person,
    now: int,
    action: str,
    subject: str,
    detail: dict[str, Json] | None = None,
) -> None:
    """What somebody did to their own account: told in each workspace that lets them in, for it is at stake there."""
    trail = AuditRepository(connection)
    for workspace_id in person.roles or (NO_WORKSPACE,):
        await trail.add(
            workspace_id,
            at=now,
            actor=person.actor_name,
            action=action,
            subject=subject,
            detail=detail or {},
            user_id=person.user_id,
            address=person.client.address,
        )
