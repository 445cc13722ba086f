"""How a message would read, by templates that are not saved: of an incident, or of an example."""

from __future__ import annotations

from typing import Annotated

from msgspec.structs import replace
from pydantic import BaseModel, ConfigDict, Field

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.alerting.announcement import Announcement, Purpose
from tocsin.core.errors import ValidationFailed
from tocsin.core.notifier import Message, TextFormat
from tocsin.services.announcements import told_incidents
from tocsin.services.channel_draft import Template, known_kind, template_errors
from tocsin.services.monitor_draft import MonitorId
from tocsin.services.parts import Parts
from tocsin.storage.incidents import IncidentRepository
from tocsin.wording.examples import ACKNOWLEDGE_URL, URL, example
from tocsin.wording.message import render_aside

MOST_MONITORS = 50


class PreviewDraft(BaseModel):
    """Which words are to be tried, and on what."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Annotated[str, Field(max_length=100)] | None = Field(
        default=None, description="A kind of channel, in whose format the body is to be."
    )
    format: TextFormat | None = Field(
        default=None, description="The format, where no kind says it: by default `plain`."
    )
    title_template: Template | None = Field(default=None, description="By default Tocsin's own.")
    body_template: Template | None = Field(default=None, description="By default Tocsin's own.")
    purpose: Purpose = Field(default=Purpose.PROBLEM, description="Why it is said.")
    incident_id: MonitorId | None = Field(default=None, description="The incident to tell of; without one, an example.")
    monitors: int = Field(
        default=1, strict=True, ge=1, le=MOST_MONITORS, description="Of an example: how many are down."
    )


async def preview(parts: Parts, actor: Actor, draft: PreviewDraft) -> tuple[Message, TextFormat]:
    """Raise NotFound, and ValidationFailed with the lines of the templates that are at fault."""
    actor.require(Permission.CHANNELS_WRITE)
    text_format = _format(draft)
    errors = await template_errors(draft.title_template, draft.body_template)
    if errors:
        raise ValidationFailed("The templates cannot be used as they are.", errors=errors)
    message = await render_aside(
        await _announcement(parts, actor, draft),
        format=text_format,
        title_template=draft.title_template,
        body_template=draft.body_template,
        dedup_key="preview",
        url=URL,
        acknowledge_url=ACKNOWLEDGE_URL,
    )
    return message, text_format


def _format(draft: PreviewDraft) -> TextFormat:
    if draft.kind is None:
        return draft.format or TextFormat.PLAIN
    notifier, errors = known_kind(draft.kind)
    if notifier is None:
        raise ValidationFailed(f"kind {errors[0].message}", errors=errors)
    return notifier.format


async def _announcement(parts: Parts, actor: Actor, draft: PreviewDraft) -> Announcement:
    now = parts.clock.now_ms()
    made = example(draft.purpose, monitors=draft.monitors, at=now)
    if draft.incident_id is None:
        return made
    actor.require(Permission.INCIDENTS_READ)
    async with parts.database.read() as connection:
        incident = await IncidentRepository(connection).get(actor.workspace_id, draft.incident_id)
        told = await told_incidents(connection, [incident.id])
    severity = told[0].severity if told else made.severity
    return replace(made, severity=severity, cause="", total=len(told), incidents=tuple(told))
