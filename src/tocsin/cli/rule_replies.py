"""The parts of the API's answers on rules that commands show. Fields that are not here are passed over."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tocsin.cli.replies import JsonObject


class Rule(msgspec.Struct):
    """What is too much, or too little, of which monitors. None where the metric has no such field."""

    id: int
    name: str
    enabled: bool
    match: JsonObject
    metric: str
    severity: str
    confirmations: int
    recoveries: int
    above: float | None = None
    below: float | None = None
    window: float | None = None
    short_window: float | None = None
    percentile: float | None = None
    objective: float | None = None
    least_results: int | None = None


class RuleValue(msgspec.Struct):
    """What a rule sees of one monitor; of a stored one with what it has concluded."""

    monitor_id: int
    monitor_name: str
    is_beyond: bool
    value: float | None = None
    summary: str = ""
    is_broken: bool = False
    since: datetime | None = None
    incident_id: int | None = None


class RuleTrial(msgspec.Struct):
    """What a rule would see now."""

    looked_at: int
    beyond: int
    untold: int
    items: list[RuleValue]
