"""What an edit changes, field by field, with secrets compared in clear and shown masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.auth import configs
from tocsin.auth.configs import JsonObject
from tocsin.auth.secrets import SecretBox, SecretUnreadable
from tocsin.core.plugins import ProbeConfig
from tocsin.core.result import Json
from tocsin.services import channel_draft, hook_draft
from tocsin.services.monitor_fields import as_written, model_of, sealed_config
from tocsin.services.monitor_validation import ValidMonitor
from tocsin.storage.channels import ChannelFields
from tocsin.storage.hooks import HookFields
from tocsin.storage.monitors import MonitorFields

SHOWN_OF_TEMPLATES = 200


@dataclass(frozen=True, slots=True)
class FieldChange:
    """`field` is a dotted path such as `config.url`. A changed secret shows the mask on both sides."""

    field: str
    before: Json
    after: Json


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A monitor in full, defaults included, a hook or a channel, twice: to be compared and to be shown."""

    clear: JsonObject
    shown: JsonObject


def of_stored(fields: MonitorFields, box: SecretBox, parents: Sequence[str]) -> Snapshot:
    """Secrets that cannot be read are compared as they lie in the database, so that they can be entered again."""
    sealed = sealed_config(fields)
    clear = _opened(sealed, box)
    config = model_of(fields.kind, clear)
    if config is None:
        shown = configs.mask(sealed)
    else:
        clear, shown = _both(config)
    return _snapshot(as_written(fields), clear, shown, parents)


def of_valid(valid: ValidMonitor, parents: Sequence[str]) -> Snapshot:
    draft = valid.draft
    written: JsonObject = {
        **draft.model_dump(mode="json"),
        "interval": None if valid.is_pushed else draft.effective_interval,
        "timeout": None if valid.is_pushed else draft.effective_timeout,
        "retry_interval": None if valid.is_pushed else draft.effective_retry_interval,
        "failure_threshold": valid.rules(()).failure_threshold,
        "recovery_threshold": valid.rules(()).recovery_threshold,
        "tags": list(draft.sorted_tags),
        "regions": list(valid.regions),
    }
    return _snapshot(written, *_both(valid.config), parents)


def of_hook(fields: HookFields, box: SecretBox) -> Snapshot:
    """The settings that were set. A secret that cannot be read is compared as it lies in the database."""
    sealed = hook_draft.sealed_config(fields)
    named: JsonObject = {"name": fields.name, "enabled": fields.enabled}
    return Snapshot({**named, "config": _opened(sealed, box)}, {**named, "config": configs.mask(sealed)})


def of_channel(fields: ChannelFields, box: SecretBox) -> Snapshot:
    """The settings that were set, and of templates the beginning."""
    sealed = channel_draft.sealed_config(fields)
    clear = channel_draft.as_written(fields)
    begun: JsonObject = {name: _beginning(clear[name]) for name in ("title_template", "body_template")}
    return Snapshot({**clear, "config": _opened(sealed, box)}, {**clear, **begun})


def between(before: Snapshot, after: Snapshot) -> list[FieldChange]:
    """In the order of the fields."""
    return _between(before.clear, after.clear, before.shown, after.shown, "")


def as_json(changes: list[FieldChange]) -> dict[str, Json]:
    """For the audit trail."""
    return {change.field: {"before": change.before, "after": change.after} for change in changes}


def _beginning(text: Json) -> Json:
    return f"{text[:SHOWN_OF_TEMPLATES]}…" if isinstance(text, str) and len(text) > SHOWN_OF_TEMPLATES else text


def _opened(sealed: JsonObject, box: SecretBox) -> JsonObject:
    try:
        return configs.unseal(sealed, box)
    except SecretUnreadable:
        return sealed


def _both(config: ProbeConfig) -> tuple[JsonObject, JsonObject]:
    return configs.plain(config, only_set=False), configs.shown(config, only_set=False)


def _snapshot(written: JsonObject, clear: JsonObject, shown: JsonObject, parents: Sequence[str]) -> Snapshot:
    named: list[Json] = [*sorted(parents)]
    return Snapshot({**written, "config": clear, "parents": named}, {**written, "config": shown, "parents": named})


def _between(
    before: JsonObject, after: JsonObject, before_shown: JsonObject, after_shown: JsonObject, path: str
) -> list[FieldChange]:
    found = []
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        old_shown, new_shown = before_shown.get(name), after_shown.get(name)
        field = f"{path}{name}"
        if isinstance(old, dict) and isinstance(new, dict):
            found += _between(old, new, _object(old_shown), _object(new_shown), f"{field}.")
        else:
            found.append(FieldChange(field, old_shown, new_shown))
    return found


def _object(value: Json) -> JsonObject:
    return value if isinstance(value, dict) else {}
