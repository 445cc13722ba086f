"""A channel as somebody writes it down, the one place where it is validated, and how it is stored."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from tocsin.auth import configs
from tocsin.auth.configs import JsonObject
from tocsin.auth.secrets import SecretBox
from tocsin.core.durations import bounded_seconds
from tocsin.core.errors import FieldError, NotFound, ValidationFailed
from tocsin.core.notifier import Notifier, NotifierConfig
from tocsin.notifiers import discover, notifier_of
from tocsin.services.field_errors import from_pydantic, nearest
from tocsin.services.monitor_draft import Name, Reference, Strict
from tocsin.services.storable import require_storable
from tocsin.storage.channels import ChannelFields
from tocsin.wording.checking import check_template
from tocsin.wording.templates import LONGEST_TEMPLATE

HOUR_S = 3600
LONGEST_PERIOD_S = 31 * 86_400

Template = Annotated[str, Field(max_length=LONGEST_TEMPLATE)]


class ChannelDraft(BaseModel):
    """What a channel consists of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name = Field(description="Unique within the workspace.")
    kind: str = Field(max_length=100, description="How it is reached; `GET /api/v1/channel-kinds` lists the kinds.")
    config: dict[str, JsonValue] = Field(
        default={}, description="The kind's settings; `GET /api/v1/channel-kinds` gives their JSON Schema."
    )
    enabled: Annotated[bool, Strict] = Field(default=True, description="False: nobody is told by it.")
    fallback: Reference | None = Field(
        default=None, description="Another channel, by id or name, by which is told what this one does not deliver."
    )
    title_template: Template | None = Field(
        default=None, description="What titles read like instead of Tocsin's own: a template, as the how-to says."
    )
    body_template: Template | None = Field(default=None, description="The same for what stands below the title.")
    canary_every: Annotated[float, bounded_seconds(HOUR_S, LONGEST_PERIOD_S)] | None = Field(
        default=None,
        description="How often it is to prove that it works, by a message: seconds, or text such as `7d`; from 1 hour "
        "to 31 days.",
    )


@dataclass(frozen=True, slots=True)
class ValidChannel:
    """A draft that fits, with its kind's settings."""

    draft: ChannelDraft
    config: NotifierConfig

    def fields(self, box: SecretBox, fallback_id: int | None) -> ChannelFields:
        """Raise ValidationFailed when a mask stands where a secret is needed."""
        draft = self.draft
        return ChannelFields(
            name=draft.name,
            kind=draft.kind,
            config=msgspec.json.encode(configs.seal(self.config, box)),
            enabled=draft.enabled,
            fallback_id=fallback_id,
            title_template=draft.title_template,
            body_template=draft.body_template,
            canary_every_s=None if draft.canary_every is None else round(draft.canary_every),
        )


async def validate(sent: object) -> ValidChannel:
    """Raise ValidationFailed with every fault found, each with a pointer into `sent`."""
    require_storable(sent)
    draft, errors = _draft(sent)
    config, config_errors = _config(sent)
    errors += config_errors
    if draft is not None:
        errors += await template_errors(draft.title_template, draft.body_template)
    if errors or draft is None or config is None:
        raise ValidationFailed(_summary(errors), errors=errors)
    return ValidChannel(draft, config)


async def template_errors(title_template: str | None, body_template: str | None) -> list[FieldError]:
    """In a thread: a template may be made to take its time."""
    return await asyncio.to_thread(_template_errors, title_template, body_template)


def with_kept_secrets(sent: object, stored: ChannelFields, box: SecretBox) -> object:
    """What was sent, its masks replaced by the secrets that are stored, as long as these go where they went before.

    Else the masks stay, and are refused: whoever may edit a channel must not be able to have its secrets sent to them.
    """
    if not isinstance(sent, dict) or sent.get("kind") != stored.kind:
        return sent
    config, kept = sent.get("config"), sealed_config(stored)
    if not isinstance(config, dict) or not _has_same_recipient(stored.kind, config, kept):
        return sent
    return {**sent, "config": configs.keep_masked(config, kept, box)}


def sealed_config(fields: ChannelFields) -> JsonObject:
    """The configuration as it lies in the database."""
    config: JsonObject = msgspec.json.decode(fields.config)
    return config


def opened_config(fields: ChannelFields, box: SecretBox) -> NotifierConfig:
    """The channel's settings, secrets in clear. Raise SecretUnreadable, ValidationFailed."""
    config, errors = _config({"kind": fields.kind, "config": configs.unseal(sealed_config(fields), box)})
    if config is None:
        raise ValidationFailed(_summary(errors), errors=errors)
    return config


def as_written(fields: ChannelFields) -> JsonObject:
    """The stored channel as somebody would write it, secrets masked."""
    return {
        "name": fields.name,
        "kind": fields.kind,
        "config": configs.mask(sealed_config(fields)),
        "enabled": fields.enabled,
        "fallback": fields.fallback_id,
        "title_template": fields.title_template,
        "body_template": fields.body_template,
        "canary_every": fields.canary_every_s,
    }


def known_kind(name: str) -> tuple[type[Notifier[Any]] | None, list[FieldError]]:
    try:
        return notifier_of(name), []
    except NotFound:
        return None, [FieldError("/kind", f"is not a known kind of channel: {nearest(name, discover())}")]


def _has_same_recipient(kind: str, sent: JsonObject, kept: JsonObject) -> bool:
    try:
        notifier = notifier_of(kind)
    except NotFound:
        return False
    return bool(notifier.recipient(sent) == notifier.recipient(configs.mask(kept)))


def _draft(sent: object) -> tuple[ChannelDraft | None, list[FieldError]]:
    try:
        return ChannelDraft.model_validate(sent), []
    except ValidationError as error:
        return None, from_pydantic(error, sent, model=ChannelDraft)


def _config(sent: object) -> tuple[NotifierConfig | None, list[FieldError]]:
    """What the draft reports already (missing, not text) is left to it."""
    if not isinstance(sent, dict) or not isinstance(sent.get("kind"), str):
        return None, []
    notifier, errors = known_kind(sent["kind"])
    given = sent.get("config", {})
    if notifier is None or not isinstance(given, dict):
        return None, errors
    try:
        return notifier.config_type.model_validate(given), []
    except ValidationError as error:
        return None, from_pydantic(error, given, prefix="/config", model=notifier.config_type)


def _template_errors(title_template: str | None, body_template: str | None) -> list[FieldError]:
    found: list[FieldError] = []
    for template, which in ((title_template, "title"), (body_template, "body")):
        if template is not None:
            try:
                check_template(template, "title" if which == "title" else "body")
            except ValidationFailed as error:
                found += error.errors
    return found


def _summary(errors: list[FieldError]) -> str:
    if len(errors) == 1:
        field = errors[0].pointer.lstrip("/").replace("/", ".")
        return f"{field or 'The channel'} {errors[0].message}"
    return f"The channel has {len(errors)} faults."
