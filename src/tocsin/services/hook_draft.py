"""A hook as somebody writes it down, the one place where it is validated, and how it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import msgspec
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from tocsin.auth import configs
from tocsin.auth.configs import JsonObject
from tocsin.auth.secrets import SecretBox
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.hooks import KINDS, AnyKind
from tocsin.hooks.kind import HookConfig
from tocsin.services.field_errors import from_pydantic, nearest
from tocsin.services.monitor_draft import Name, normal_tag
from tocsin.services.storable import require_storable
from tocsin.storage.hooks import HookFields


class HookDraft(BaseModel):
    """What a hook consists of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name = Field(description="Unique within the workspace.")
    kind: str = Field(max_length=100, description="What is sent; `GET /api/v1/hook-kinds` lists the kinds.")
    config: dict[str, JsonValue] = Field(
        default={}, description="The kind's settings; `GET /api/v1/hook-kinds` gives their JSON Schema."
    )
    enabled: Annotated[bool, Field(strict=True)] = Field(default=True, description="False: nothing is taken in.")


@dataclass(frozen=True, slots=True)
class ValidHook:
    """A draft that fits, with its kind's settings."""

    draft: HookDraft
    config: HookConfig

    def fields(self, box: SecretBox) -> HookFields:
        """Raise ValidationFailed when a mask stands where a secret is needed."""
        draft = self.draft
        sealed = msgspec.json.encode(configs.seal(self.config, box))
        return HookFields(name=draft.name, kind=draft.kind, config=sealed, enabled=draft.enabled)


def validate(sent: object) -> ValidHook:
    """Raise ValidationFailed with every fault found, each with a pointer into `sent`."""
    require_storable(sent)
    draft, errors = _draft(sent)
    config, config_errors = _config(sent)
    errors += config_errors
    if errors or draft is None or config is None:
        raise ValidationFailed(_summary(errors), errors=errors)
    return ValidHook(draft, config)


def with_kept_secrets(sent: object, stored: HookFields, box: SecretBox) -> object:
    """What was sent, its masks replaced by the secrets that are stored: a hook sends its secrets nowhere."""
    if not isinstance(sent, dict) or sent.get("kind") != stored.kind or not isinstance(sent.get("config"), dict):
        return sent
    return {**sent, "config": configs.keep_masked(sent["config"], sealed_config(stored), box)}


def sealed_config(fields: HookFields) -> JsonObject:
    """The configuration as it lies in the database."""
    config: JsonObject = msgspec.json.decode(fields.config)
    return config


def opened_config(fields: HookFields, box: SecretBox) -> tuple[AnyKind, HookConfig]:
    """The hook's kind and settings, secrets in clear. Raise SecretUnreadable, ValidationFailed."""
    config, errors = _config({"kind": fields.kind, "config": configs.unseal(sealed_config(fields), box)})
    if config is None:
        raise ValidationFailed(_summary(errors), errors=errors)
    return KINDS[fields.kind], config


def _draft(sent: object) -> tuple[HookDraft | None, list[FieldError]]:
    try:
        return HookDraft.model_validate(sent), []
    except ValidationError as error:
        return None, from_pydantic(error, sent, model=HookDraft)


def _config(sent: object) -> tuple[HookConfig | None, list[FieldError]]:
    """What the draft reports already (missing, not text) is left to it."""
    if not isinstance(sent, dict) or not isinstance(sent.get("kind"), str):
        return None, []
    kind = KINDS.get(sent["kind"])
    if kind is None:
        return None, [FieldError("/kind", f"is not a known kind of hook: {nearest(sent['kind'], KINDS)}")]
    given = sent.get("config", {})
    if not isinstance(given, dict):
        return None, []
    try:
        config = kind.config_type.model_validate(given)
    except ValidationError as error:
        return None, from_pydantic(error, given, prefix="/config", model=kind.config_type)
    return config, _bad_tags(config)


def _bad_tags(config: HookConfig) -> list[FieldError]:
    found = []
    for index, tag in enumerate(config.create_tags):
        try:
            normal_tag(tag)
        except ValueError as error:
            found.append(FieldError(f"/config/create_tags/{index}", str(error)))
    return found


def _summary(errors: list[FieldError]) -> str:
    if len(errors) == 1:
        field = errors[0].pointer.lstrip("/").replace("/", ".")
        return f"{field or 'The hook'} {errors[0].message}"
    return f"The hook has {len(errors)} faults."
