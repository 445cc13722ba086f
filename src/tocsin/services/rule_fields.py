"""A stored rule as somebody would write it: ids for names, seconds for durations, null where its metric has none."""

from __future__ import annotations

from tocsin.auth.configs import JsonObject
from tocsin.core.alerting.rule import Comparison
from tocsin.services import match_draft
from tocsin.services.rule_validation import own_fields
from tocsin.storage.rules import RuleFields


def as_written(fields: RuleFields) -> JsonObject:
    rule = fields.rule
    own = own_fields(rule.metric)
    written: JsonObject = {
        "window": rule.window / 1000,
        "short_window": rule.short_window / 1000,
        "percentile": rule.percentile,
        "objective": rule.objective,
        "least_results": rule.least_results,
    }
    return {
        "name": fields.name,
        "enabled": fields.enabled,
        "match": match_draft.as_written(rule.match),
        "metric": rule.metric.value,
        "above": rule.threshold if rule.comparison == Comparison.ABOVE else None,
        "below": rule.threshold if rule.comparison == Comparison.BELOW else None,
        **{name: value if name in own else None for name, value in written.items()},
        "severity": rule.severity.value,
        "confirmations": rule.confirmations,
        "recoveries": rule.recoveries,
    }
