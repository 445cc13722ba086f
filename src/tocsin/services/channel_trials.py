"""Saying something by a channel at once, to see whether it arrives: one that is saved, or one that is not yet."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

from tocsin.auth import configs
from tocsin.auth.actor import Actor
from tocsin.auth.configs import JsonObject
from tocsin.auth.permissions import Permission
from tocsin.core.alerting.announcement import Announcement, Purpose
from tocsin.core.alerting.concern import Severity
from tocsin.core.errors import TooManyRequests
from tocsin.core.notifier import DeliveryFailed, NotifierConfig
from tocsin.core.plugins import Deadline
from tocsin.services import trail
from tocsin.services.channel_draft import opened_config, validate, with_kept_secrets
from tocsin.services.named_limits import CHANNEL_TESTS
from tocsin.services.notifiers import say
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditRepository
from tocsin.storage.channels import ChannelRepository, StoredChannel
from tocsin.storage.deliveries import DeliveryOutcome
from tocsin.storage.workspaces import WorkspaceRepository
from tocsin.wording.message import render_aside

PATIENCE_S = 15.0
NAME = "trial"
"""What is not saved needs no name; this stands in for it."""


@dataclass(frozen=True, slots=True)
class ChannelTrial:
    """What the far side answered, or why it did not."""

    outcome: DeliveryOutcome
    status: int | None
    answer: str
    took_ms: int


@dataclass(frozen=True, slots=True)
class _Way:
    """How something is said once."""

    kind: str
    config: NotifierConfig
    title_template: str | None
    body_template: str | None


async def run(parts: Parts, actor: Actor, sent: object, *, secrets_of: int | None, url: str) -> ChannelTrial:
    """Say something by a channel that is not saved, and needs no name. Masked secrets are those of `secrets_of`.

    `url`: what the message leads to. Raise ValidationFailed, NotFound, TooManyRequests.
    """
    actor.require(Permission.CHANNELS_WRITE)
    if isinstance(sent, dict):
        sent = {"name": NAME, **sent}
    if secrets_of is not None:
        async with parts.database.read() as connection:
            stored = await ChannelRepository(connection).get(actor.workspace_id, secrets_of)
        sent = with_kept_secrets(sent, stored.fields, parts.box)
    valid = await validate(sent)
    configs.require_no_mask(valid.config)
    draft = valid.draft
    way = _Way(draft.kind, valid.config, draft.title_template, draft.body_template)
    trial = await _say(parts, actor, way, url)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        detail: JsonObject = {"kind": draft.kind, "outcome": trial.outcome.value}
        await trail.note(AuditRepository(connection), actor, now, "channel.tried", "channels", detail)
    return trial


async def test(parts: Parts, actor: Actor, channel_id: int, *, url: str) -> ChannelTrial:
    """Say by a channel that this is a test, also by one that is switched off. What arrives shows that it is well.

    Raise NotFound, TooManyRequests, SecretUnreadable, and ValidationFailed when its kind does not take its settings.
    """
    actor.require(Permission.CHANNELS_WRITE)
    async with parts.database.read() as connection:
        stored = await ChannelRepository(connection).get(actor.workspace_id, channel_id)
    fields = stored.fields
    way = _Way(fields.kind, opened_config(fields, parts.box), fields.title_template, fields.body_template)
    trial = await _say(parts, actor, way, url)
    await _note(parts, actor, stored, trial)
    return trial


async def _say(parts: Parts, actor: Actor, way: _Way, url: str) -> ChannelTrial:
    await parts.limits.admitted(CHANNEL_TESTS, actor.workspace_id)
    notifier = parts.notifiers.of(way.kind)
    message = await render_aside(
        await _announcement(parts, actor),
        format=notifier.format,
        title_template=way.title_template,
        body_template=way.body_template,
        dedup_key=f"test:{uuid4()}",
        url=url,
    )
    began = time.monotonic()
    async with _place(parts):
        try:
            receipt = await say(notifier, way.config, message, Deadline.after(PATIENCE_S))
        except DeliveryFailed as failure:
            outcome = DeliveryOutcome.PERMANENT if failure.is_permanent else DeliveryOutcome.TEMPORARY
            return ChannelTrial(outcome, failure.status, failure.answer, _since(began))
    return ChannelTrial(DeliveryOutcome.SENT, receipt.status, receipt.answer, _since(began))


async def _announcement(parts: Parts, actor: Actor) -> Announcement:
    async with parts.database.read() as connection:
        workspace = await WorkspaceRepository(connection).get(actor.workspace_id)
    return Announcement(
        purpose=Purpose.TEST,
        severity=Severity.WARNING,
        thread=f"tocsin-{actor.workspace_id}-test-{uuid4()}",
        at=parts.clock.now_ms(),
        workspace=workspace.name if workspace is not None else "",
    )


async def _note(parts: Parts, actor: Actor, stored: StoredChannel, trial: ChannelTrial) -> None:
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        if trial.outcome == DeliveryOutcome.SENT:
            await ChannelRepository(connection).note_success(stored.id, now)
        detail: JsonObject = {"name": stored.fields.name, "outcome": trial.outcome.value}
        await trail.note(AuditRepository(connection), actor, now, "channel.tested", f"channel:{stored.id}", detail)


@asynccontextmanager
async def _place(parts: Parts) -> AsyncIterator[None]:
    if parts.looks.locked():
        raise TooManyRequests("As many trials as are waited for at once are under way: try again in a moment.")
    async with parts.looks:
        yield


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
