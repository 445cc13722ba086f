"""Whether a rule fits: which metric has which fields, and what of each can be meant."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from pydantic import ValidationError

from tocsin.core.alerting.match import Match
from tocsin.core.alerting.rule import Comparison, Metric, Rule
from tocsin.core.durations import in_words
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.services import match_draft
from tocsin.services.field_errors import from_pydantic
from tocsin.services.measures import MEASURES, read_objective
from tocsin.services.rule_draft import DAY_S, HOUR_S, MINUTE_S, RuleDraft
from tocsin.services.storable import require_storable
from tocsin.storage.database import Connection
from tocsin.storage.rules import RuleFields

SHORT_SHARE = 12
"""The short window of a burn rate is a twelfth of the long one, as the SRE Workbook recommends."""
_WINDOW_OF_RESULTS = (MINUTE_S, DAY_S, 5 * MINUTE_S)
_WINDOWS: dict[Metric, tuple[int, int, int]] = {
    Metric.LATENCY: _WINDOW_OF_RESULTS,
    Metric.ERROR_RATIO: _WINDOW_OF_RESULTS,
    Metric.AVAILABILITY: (5 * MINUTE_S, 90 * DAY_S, 30 * DAY_S),
    Metric.BURN_RATE: (5 * MINUTE_S, 90 * DAY_S, HOUR_S),
}
"""The least, the most, and the default, in seconds."""
_OWN = ("window", "short_window", "percentile", "objective", "least_results")
_OF_METRICS: dict[Metric, frozenset[str]] = {
    Metric.LATENCY: frozenset({"window", "percentile", "least_results"}),
    Metric.ERROR_RATIO: frozenset({"window", "least_results"}),
    Metric.AVAILABILITY: frozenset({"window"}),
    Metric.BURN_RATE: frozenset({"window", "short_window", "objective"}),
    Metric.CERTIFICATE_DAYS: frozenset(),
    Metric.HEARTBEAT_DURATION: frozenset(),
}
_AT_ONCE = (Metric.CERTIFICATE_DAYS, Metric.HEARTBEAT_DURATION)
"""What they measure is the same a minute later: to confirm it would only take time."""


@dataclass(frozen=True, slots=True)
class ValidRule:
    """A draft that fits by itself; which monitors it names is still to be looked up. `rule` matches all."""

    draft: RuleDraft
    rule: Rule

    async def fields(self, connection: Connection, workspace_id: int) -> RuleFields:
        """Raise ValidationFailed for monitors that are not there."""
        match, errors = await match_draft.resolve(connection, workspace_id, self.draft.match)
        if errors:
            raise _failed(errors)
        rule = msgspec.structs.replace(self.rule, match=match)
        return RuleFields(name=self.draft.name, rule=rule, enabled=self.draft.enabled)


def validate(sent: object) -> ValidRule:
    """Raise ValidationFailed with every fault found, each with a pointer into `sent`."""
    require_storable(sent)
    try:
        draft = RuleDraft.model_validate(sent)
    except ValidationError as error:
        raise _failed(from_pydantic(error, sent, model=RuleDraft)) from None
    errors = [*_match_faults(draft), *_foreign_faults(draft)]
    comparison, threshold = _threshold(draft, errors)
    window, short_window = _windows(draft, errors)
    objective = _objective(draft, errors)
    if errors:
        raise _failed(errors)
    default = 1 if draft.metric in _AT_ONCE else 2
    known = {"percentile": draft.percentile, "objective": objective, "least_results": draft.least_results}
    rule = Rule(
        match=Match(),
        metric=draft.metric,
        comparison=comparison,
        threshold=threshold,
        severity=draft.severity,
        window=window,
        short_window=short_window,
        confirmations=draft.confirmations or default,
        recoveries=draft.recoveries or default,
    )
    return ValidRule(draft, msgspec.structs.replace(rule, **{name: one for name, one in known.items() if one}))


def own_fields(metric: Metric) -> frozenset[str]:
    """Of the fields that only some metrics have, those of this one."""
    return _OF_METRICS[metric]


def _match_faults(draft: RuleDraft) -> list[FieldError]:
    return [
        FieldError(f"/match/{name}", "must be left out: a rule is about monitors, whatever else is wrong with them")
        for name in ("concerns", "severities")
        if getattr(draft.match, name)
    ]


def _foreign_faults(draft: RuleDraft) -> list[FieldError]:
    own = _OF_METRICS[draft.metric]
    return [
        FieldError(f"/{name}", f"must be left out: {draft.metric} has none")
        for name in _OWN
        if name not in own and getattr(draft, name) is not None
    ]


def _threshold(draft: RuleDraft, errors: list[FieldError]) -> tuple[Comparison, float]:
    measure = MEASURES[draft.metric]
    given = {one: getattr(draft, one.value) for one in Comparison if getattr(draft, one.value) is not None}
    sides = " or ".join(f"`{one}`" for one in measure.sides)
    errors += [
        FieldError(f"/{one}", f"must be left out: {draft.metric} has {sides}")
        for one in given
        if one not in measure.sides
    ]
    chosen = [one for one in measure.sides if one in given]
    if len(chosen) != 1:
        said = "is required: from where on it is broken" if not chosen else f"must not stand beside `{chosen[0]}`"
        errors.append(FieldError(f"/{measure.sides[0] if not chosen else chosen[1]}", said))
        return measure.sides[0], 0.0
    (side,) = chosen
    try:
        return side, measure.read(given[side])
    except ValueError as error:
        errors.append(FieldError(f"/{side}", str(error)))
        return side, 0.0


def _windows(draft: RuleDraft, errors: list[FieldError]) -> tuple[int, int]:
    """Both in ms, 0 where the metric has none."""
    if draft.metric not in _WINDOWS:
        return 0, 0
    least, most, default = _WINDOWS[draft.metric]
    window = default if draft.window is None else draft.window
    if not least <= window <= most:
        bounds = f"{in_words(least)} and {in_words(most)}"
        errors.append(FieldError("/window", f"must be between {bounds} for {draft.metric}, got {in_words(window)}"))
    if draft.metric != Metric.BURN_RATE:
        return _ms(window), 0
    short = max(MINUTE_S, window / SHORT_SHARE) if draft.short_window is None else draft.short_window
    if short >= window and least <= window:
        errors.append(FieldError("/short_window", f"must be shorter than the window ({in_words(window)})"))
    return _ms(window), _ms(short)


def _objective(draft: RuleDraft, errors: list[FieldError]) -> float | None:
    if draft.metric != Metric.BURN_RATE:
        return None
    if draft.objective is None:
        errors.append(FieldError("/objective", "is required: the availability that is promised, such as 0.999"))
        return None
    try:
        return read_objective(draft.objective)
    except ValueError as error:
        errors.append(FieldError("/objective", str(error)))
        return None


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _failed(errors: list[FieldError]) -> ValidationFailed:
    if len(errors) > 1:
        return ValidationFailed(f"The rule has {len(errors)} faults.", errors=errors)
    field = errors[0].pointer.lstrip("/").replace("/", ".")
    return ValidationFailed(f"{field or 'The rule'} {errors[0].message}", errors=errors)
