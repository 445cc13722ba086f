"""Between a monitor as it is written and as it is stored: secrets sealed one way, masked the other."""

from __future__ import annotations

import msgspec

from tocsin.auth import configs
from tocsin.auth.configs import JsonObject
from tocsin.auth.secrets import SecretBox
from tocsin.core.errors import NotFound, ValidationFailed
from tocsin.core.plugins import ProbeConfig
from tocsin.core.result import Json
from tocsin.probes import kind_of, pushed_kind
from tocsin.services.monitor_draft import default_retry_interval, default_timeout
from tocsin.services.monitor_validation import ValidMonitor, parse_config
from tocsin.storage.monitors import MonitorFields


def to_stored(valid: ValidMonitor, parents: tuple[int, ...], box: SecretBox, managed_by: str | None) -> MonitorFields:
    """Raise ValidationFailed when a mask stands where a secret is needed."""
    draft = valid.draft
    return MonitorFields(
        name=draft.name,
        kind=draft.kind,
        config=msgspec.json.encode(configs.seal(valid.config, box)),
        target=valid.target,
        rules=valid.rules(parents),
        tags=draft.sorted_tags,
        description=draft.description,
        runbook_url=draft.runbook_url,
        enabled=draft.enabled,
        is_public=draft.public,
        degraded_latency_ms=draft.degraded_latency_ms,
        degraded_certificate_days=draft.degraded_certificate_days,
        managed_by=managed_by,
    )


def as_written(fields: MonitorFields) -> JsonObject:
    """The stored monitor as somebody would write it, secrets masked."""
    rules, is_pushed = fields.rules, pushed_kind(fields.kind) is not None
    parents: list[Json] = list(rules.parents)
    return {
        "name": fields.name,
        "kind": fields.kind,
        "config": configs.mask(sealed_config(fields)),
        "interval": None if is_pushed else rules.interval,
        "timeout": None if is_pushed else rules.timeout,
        "retry_interval": None if is_pushed else rules.retry_interval,
        "failure_threshold": rules.failure_threshold,
        "recovery_threshold": rules.recovery_threshold,
        "degraded_latency_ms": fields.degraded_latency_ms,
        "degraded_certificate_days": fields.degraded_certificate_days,
        "regions": list(rules.regions),
        "quorum": rules.quorum,
        "tags": list(fields.tags),
        "parents": parents,
        "description": fields.description,
        "runbook_url": fields.runbook_url,
        "enabled": fields.enabled,
        "public": fields.is_public,
    }


def named(fields: MonitorFields) -> JsonObject:
    """What tells a monitor from others in the audit trail, also when it is gone."""
    return {"name": fields.name, "kind": fields.kind}


def with_patch(fields: MonitorFields, patch: JsonObject) -> Json:
    """The monitor as written, changed by a JSON merge patch (RFC 7396). Durations that were derived stay derived."""
    written = as_written(fields)
    if fields.rules.timeout == default_timeout(fields.rules.interval):
        del written["timeout"]
    if fields.rules.retry_interval == default_retry_interval(fields.rules.interval):
        del written["retry_interval"]
    kind = patch.get("kind", fields.kind)
    if kind != fields.kind:
        del written["config"]
    if (pushed_kind(str(kind)) is None) != (pushed_kind(fields.kind) is None):
        for name in ("interval", "failure_threshold", "recovery_threshold"):
            del written[name]
    return merged(written, patch)


def merged(target: Json, patch: Json) -> Json:
    """RFC 7396: objects merge, null removes, anything else replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def with_kept_secrets(sent: object, stored: MonitorFields, box: SecretBox) -> object:
    """What was sent, its masks replaced by the secrets that are stored, as long as these go where they went before.

    Else the masks stay, and are refused: whoever may edit a monitor must not be able to have its secrets sent to them.
    """
    if not isinstance(sent, dict) or sent.get("kind") != stored.kind:
        return sent
    config, kept = sent.get("config"), sealed_config(stored)
    if not isinstance(config, dict) or not _has_same_recipient(stored.kind, config, kept):
        return sent
    return {**sent, "config": configs.keep_masked(config, kept, box)}


def _has_same_recipient(kind: str, sent: JsonObject, kept: JsonObject) -> bool:
    try:
        probe = kind_of(kind)
    except NotFound:
        return False
    return bool(probe.recipient(sent) == probe.recipient(configs.mask(kept)))


def sealed_config(fields: MonitorFields) -> JsonObject:
    """The configuration as it lies in the database."""
    config: JsonObject = msgspec.json.decode(fields.config)
    return config


def clear_config(fields: MonitorFields, box: SecretBox) -> JsonObject:
    """The configuration with its secrets in clear: for the runner, never for an answer or a log."""
    return configs.unseal(sealed_config(fields), box)


def config_model(fields: MonitorFields, box: SecretBox) -> ProbeConfig | None:
    """The kind's model of what is stored; None when the kind is not installed any more or takes it no more."""
    return model_of(fields.kind, clear_config(fields, box))


def model_of(kind: str, clear: JsonObject) -> ProbeConfig | None:
    """The same of a configuration with its secrets in clear."""
    try:
        return parse_config(kind, clear)
    except ValidationFailed:
        return None
