"""The one place where a monitor is validated, whether it comes over the API, from the command line or from a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from tocsin.core.durations import in_words
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.core.monitor import PUSHED_INTERVAL_S, Rules
from tocsin.core.plugins import Kind, ProbeConfig
from tocsin.probes import discover, pushed_kind
from tocsin.services.field_errors import from_pydantic, nearest
from tocsin.services.monitor_draft import DEFAULT_THRESHOLD, MonitorDraft
from tocsin.services.storable import require_storable

OF_PROBES = ("interval", "timeout", "retry_interval", "degraded_latency_ms", "degraded_certificate_days")


@dataclass(frozen=True, slots=True)
class ValidMonitor:
    """A draft that fits, with its kind's configuration and what follows from both. Parents are still as written."""

    draft: MonitorDraft
    config: ProbeConfig
    target: str
    regions: tuple[str, ...]

    @property
    def is_pushed(self) -> bool:
        return pushed_kind(self.draft.kind) is not None

    def rules(self, parents: tuple[int, ...]) -> Rules:
        """What is told is believed at once, what is looked at is confirmed."""
        draft = self.draft
        threshold = 1 if self.is_pushed else DEFAULT_THRESHOLD
        return Rules(
            interval=PUSHED_INTERVAL_S if self.is_pushed else draft.effective_interval,
            timeout=draft.effective_timeout,
            retry_interval=draft.effective_retry_interval,
            failure_threshold=draft.failure_threshold or threshold,
            recovery_threshold=draft.recovery_threshold or threshold,
            quorum=draft.quorum_rule,
            regions=self.regions,
            parents=parents,
        )


def validate(sent: object, *, default_regions: tuple[str, ...] = ("local",)) -> ValidMonitor:
    """Raise ValidationFailed with every fault found, each with a pointer into `sent`."""
    require_storable(sent)
    draft, errors = _draft(sent)
    config, config_errors = _config(sent)
    errors += config_errors
    if draft is not None:
        errors += _contradictions(draft, draft.regions or default_regions)
    if errors or draft is None or config is None:
        raise ValidationFailed(_summary(errors), errors=errors)
    probe = kinds()[draft.kind]
    return ValidMonitor(draft, config, probe.target(config), draft.regions or default_regions)


def kinds() -> dict[str, type[Kind[Any]]]:
    """Every kind that is installed, by name."""
    return dict(discover())


def parse_config(kind: str, config: object) -> ProbeConfig:
    """The kind's own model of `config`. Raise ValidationFailed with pointers that begin with `/config`."""
    parsed, errors = _config({"kind": kind, "config": config})
    if parsed is None:
        raise ValidationFailed(_summary(errors), errors=errors)
    return parsed


def _draft(sent: object) -> tuple[MonitorDraft | None, list[FieldError]]:
    try:
        return MonitorDraft.model_validate(sent), []
    except ValidationError as error:
        return None, from_pydantic(error, sent, model=MonitorDraft)


def _config(sent: object) -> tuple[ProbeConfig | None, list[FieldError]]:
    """What the other fields' own checks report already (missing, not text) is left to them."""
    if not isinstance(sent, dict) or not isinstance(sent.get("kind"), str):
        return None, []
    probe = kinds().get(sent["kind"])
    if probe is None:
        return None, [FieldError("/kind", f"is not a known kind: {_kind_hint(sent['kind'])}")]
    if not isinstance(sent.get("config"), dict):
        return None, []
    try:
        return probe.config_type.model_validate(sent["config"]), []
    except ValidationError as error:
        return None, from_pydantic(error, sent["config"], prefix="/config", model=probe.config_type)


def _kind_hint(kind: str) -> str:
    hint = nearest(kind, kinds())
    listed = "known are " + ", ".join(sorted(kinds()))
    return hint if hint == listed else f"{hint} {listed[0].upper()}{listed[1:]}"


def _contradictions(draft: MonitorDraft, regions: tuple[str, ...]) -> list[FieldError]:
    """Fields that are right by themselves and not together."""
    found = _inapplicable(draft, regions) if pushed_kind(draft.kind) is not None else []
    interval = in_words(draft.effective_interval)
    if draft.effective_timeout > draft.effective_interval:
        text = f"must be at most the interval ({interval}), got {in_words(draft.effective_timeout)}"
        found.append(FieldError("/timeout", text))
    if draft.effective_retry_interval > draft.effective_interval:
        text = f"must be at most the interval ({interval}), got {in_words(draft.effective_retry_interval)}"
        found.append(FieldError("/retry_interval", text))
    if isinstance(draft.quorum, int) and draft.quorum > len(regions):
        text = f"must be at most the number of regions ({len(regions)}), got {draft.quorum}"
        found.append(FieldError("/quorum", text))
    if draft.name in draft.parents:
        found.append(FieldError("/parents", "must not name the monitor itself"))
    return found


def _inapplicable(draft: MonitorDraft, regions: tuple[str, ...]) -> list[FieldError]:
    """What only makes sense where something is looked at."""
    given = [name for name in OF_PROBES if getattr(draft, name) is not None]
    text = f"does not apply to the kind {draft.kind}, which is pushed to: leave it out"
    found = [FieldError(f"/{name}", text) for name in given]
    if len(regions) > 1:
        found.append(FieldError("/regions", f"must be at most one: the kind {draft.kind} is looked at from nowhere"))
    return found


def _summary(errors: list[FieldError]) -> str:
    if len(errors) == 1:
        field = errors[0].pointer.lstrip("/").replace("/", ".")
        return f"{field} {errors[0].message}" if field else f"The monitor {errors[0].message}"
    return f"The monitor has {len(errors)} faults."
