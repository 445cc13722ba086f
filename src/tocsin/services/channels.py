"""Channels: made, read, changed, switched on and off, deleted."""

from __future__ import annotations

from tocsin.auth.actor import Actor
from tocsin.auth.configs import JsonObject
from tocsin.auth.permissions import Permission
from tocsin.core.errors import Conflict, PreconditionFailed
from tocsin.services import differences, idempotency, trail
from tocsin.services.channel_draft import validate, with_kept_secrets
from tocsin.services.channel_use import fallback_of, require_unused
from tocsin.services.idempotency import Answer, Once
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditRepository
from tocsin.storage.channels import ChannelFields, ChannelRepository, StoredChannel
from tocsin.storage.idempotency import IdempotencyRepository
from tocsin.storage.paging import Page
from tocsin.storage.workspaces import WorkspaceRepository

MOST_A_WORKSPACE = 200


async def create(
    parts: Parts, actor: Actor, sent: object, *, once: Once[StoredChannel] | None = None
) -> StoredChannel | Answer:
    """Raise ValidationFailed, Conflict."""
    actor.require(Permission.CHANNELS_WRITE)
    valid = await validate(sent)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        answers = IdempotencyRepository(connection)
        earlier = await idempotency.earlier_answer(answers, actor, once, now)
        if earlier is not None:
            return earlier
        await WorkspaceRepository(connection).hold(actor.workspace_id)
        channels = ChannelRepository(connection)
        if await channels.count(actor.workspace_id) >= MOST_A_WORKSPACE:
            raise Conflict(f"A workspace has {MOST_A_WORKSPACE} channels at most.")
        fallback_id = await fallback_of(connection, actor.workspace_id, valid.draft.fallback)
        fields = valid.fields(parts.box, fallback_id)
        made = await channels.create(actor.workspace_id, fields, now)
        await trail.note(
            AuditRepository(connection), actor, now, "channel.created", f"channel:{made.id}", _named(fields)
        )
        await idempotency.keep_answer(answers, actor, once, made)
    return made


async def page(parts: Parts, actor: Actor, *, cursor: str | None, limit: int) -> Page[StoredChannel]:
    """By name."""
    actor.require(Permission.CHANNELS_READ)
    async with parts.database.read() as connection:
        return await ChannelRepository(connection).page(actor.workspace_id, cursor=cursor, limit=limit)


async def get(parts: Parts, actor: Actor, channel_id: int) -> StoredChannel:
    """Raise NotFound."""
    actor.require(Permission.CHANNELS_READ)
    async with parts.database.read() as connection:
        return await ChannelRepository(connection).get(actor.workspace_id, channel_id)


async def replace(
    parts: Parts, actor: Actor, channel_id: int, sent: object, *, revision: int | None = None
) -> StoredChannel:
    """Every field anew; a masked secret keeps its value while it goes where it went.

    Raise NotFound, PreconditionFailed, ValidationFailed, Conflict.
    """
    actor.require(Permission.CHANNELS_WRITE)
    before = await get(parts, actor, channel_id)
    _require_revision(before, revision)
    valid = await validate(with_kept_secrets(sent, before.fields, parts.box))
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        await WorkspaceRepository(connection).hold(actor.workspace_id)
        fallback_id = await fallback_of(connection, actor.workspace_id, valid.draft.fallback, channel_id)
        fields = valid.fields(parts.box, fallback_id)
        after = await ChannelRepository(connection).update(
            actor.workspace_id, channel_id, fields, now, expected_revision=before.revision
        )
        detail = {"name": fields.name, **_changes(parts, before.fields, fields)}
        await trail.note(AuditRepository(connection), actor, now, "channel.updated", f"channel:{channel_id}", detail)
    return after


async def switch(
    parts: Parts, actor: Actor, channel_id: int, *, on: bool, revision: int | None = None
) -> StoredChannel:
    """On, or off: then nobody is told by it. Raise NotFound, PreconditionFailed."""
    actor.require(Permission.CHANNELS_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        channels = ChannelRepository(connection)
        before = await channels.get(actor.workspace_id, channel_id)
        _require_revision(before, revision)
        if before.fields.enabled == on:
            return before
        after = await channels.switch(actor.workspace_id, channel_id, now, on=on)
        action = "channel.enabled" if on else "channel.disabled"
        detail = _named(after.fields)
        await trail.note(AuditRepository(connection), actor, now, action, f"channel:{channel_id}", detail)
    return after


async def delete(parts: Parts, actor: Actor, channel_id: int) -> None:
    """What it was to tell is not told. Raise NotFound, and Conflict naming what tells by it."""
    actor.require(Permission.CHANNELS_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        await WorkspaceRepository(connection).hold(actor.workspace_id)
        channels = ChannelRepository(connection)
        stored = await channels.get(actor.workspace_id, channel_id)
        await require_unused(connection, actor.workspace_id, channel_id)
        await channels.delete(actor.workspace_id, channel_id)
        detail = _named(stored.fields)
        await trail.note(AuditRepository(connection), actor, now, "channel.deleted", f"channel:{channel_id}", detail)


def _require_revision(stored: StoredChannel, revision: int | None) -> None:
    if revision is not None and stored.revision != revision:
        raise PreconditionFailed(f"The channel was changed since: it is at revision {stored.revision}.")


def _changes(parts: Parts, before: ChannelFields, after: ChannelFields) -> JsonObject:
    both = (differences.of_channel(one, parts.box) for one in (before, after))
    return differences.as_json(differences.between(*both))


def _named(fields: ChannelFields) -> JsonObject:
    return {"name": fields.name, "kind": fields.kind}
