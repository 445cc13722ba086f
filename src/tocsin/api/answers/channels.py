"""Channels and their kinds as the API shows them, and what became of a test."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tocsin.api.fields import Moment
from tocsin.auth import configs
from tocsin.core.notifier import Message, TextFormat
from tocsin.notifiers import ChannelKindInfo
from tocsin.services.channel_draft import sealed_config
from tocsin.services.channel_trials import ChannelTrial
from tocsin.storage.channels import StoredChannel

FormatWord = Literal["plain", "markdown", "html"]
OutcomeWord = Literal["sent", "temporary", "permanent"]


class ChannelKindAnswer(BaseModel):
    """A kind of channel."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    kind: str
    title: str
    summary: str
    docs: str = Field(description="Markdown.")
    config_schema: dict[str, JsonValue] = Field(alias="schema", description="JSON Schema of a channel's `config`.")
    example: dict[str, JsonValue]
    format: FormatWord = Field(description="In which form a body template is to write.")

    @classmethod
    def of(cls, info: ChannelKindInfo) -> ChannelKindAnswer:
        return cls(
            kind=info.kind,
            title=info.title,
            summary=info.summary,
            docs=info.docs,
            config_schema=dict(info.schema),
            example=dict(info.example),
            format=info.format.value,
        )


class ChannelHealthAnswer(BaseModel):
    """How a channel does."""

    failures: int = Field(description="Deliveries that failed in a row.")
    unhealthy_since: Moment | None = Field(description="Since when it is known not to deliver; null while it does.")
    last_success_at: Moment | None
    last_failure_at: Moment | None
    last_error: str | None = Field(description="What the newest failure was about, also when it is mended since.")
    next_canary_at: Moment | None = Field(description="When it is to prove that it works, next.")


class ChannelAnswer(BaseModel):
    """A destination, and how it does."""

    id: int
    name: str
    kind: str
    config: dict[str, JsonValue] = Field(description="As it was given; secrets show as `********`.")
    enabled: bool
    fallback: int | None = Field(description="The id of the channel that stands in for it.")
    title_template: str | None
    body_template: str | None
    canary_every: int | None = Field(description="Seconds.")
    health: ChannelHealthAnswer
    revision: int
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, stored: StoredChannel) -> ChannelAnswer:
        fields = stored.fields
        return cls.model_validate(
            {
                "id": stored.id,
                "name": fields.name,
                "kind": fields.kind,
                "config": configs.mask(sealed_config(fields)),
                "enabled": fields.enabled,
                "fallback": fields.fallback_id,
                "title_template": fields.title_template,
                "body_template": fields.body_template,
                "canary_every": fields.canary_every_s,
                "health": _health(stored),
                "revision": stored.revision,
                "created_at": stored.created_at,
                "updated_at": stored.updated_at,
            }
        )


class ChannelTrialAnswer(BaseModel):
    """What became of a message that was sent at once."""

    outcome: OutcomeWord = Field(
        description="`sent`; `temporary`: it may be taken another time; `permanent`: the same would be refused again."
    )
    status: int | None = Field(description="The far side's own, where it has such.")
    answer: str = Field(description="What the far side answered, or why it did not; no secret of the channel's.")
    took_ms: int

    @classmethod
    def of(cls, trial: ChannelTrial) -> ChannelTrialAnswer:
        return cls(outcome=trial.outcome.value, status=trial.status, answer=trial.answer, took_ms=trial.took_ms)


class PreviewAnswer(BaseModel):
    """A message as it would read."""

    title: str
    body: str
    text: str = Field(description="The body that goes beside it, or in its place, where only plain text is shown.")
    format: FormatWord = Field(description="Of the body.")

    @classmethod
    def of(cls, message: Message, text_format: TextFormat) -> PreviewAnswer:
        return cls(title=message.title, body=message.body, text=message.text, format=text_format.value)


def _health(stored: StoredChannel) -> ChannelHealthAnswer:
    return ChannelHealthAnswer(
        failures=stored.failures,
        unhealthy_since=stored.unhealthy_since,
        last_success_at=stored.last_success_at,
        last_failure_at=stored.last_failure_at,
        last_error=stored.last_error,
        next_canary_at=stored.canary_at,
    )
