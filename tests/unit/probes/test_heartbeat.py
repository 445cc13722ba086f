"""What is said of a heartbeat's configuration that does not fit, and where."""

from __future__ import annotations

from typing import Any

import pytest

from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.probes.heartbeat import HeartbeatConfig
from tocsin.services.monitor_validation import parse_config

NIGHTLY = {"cron": "0 3 * * *", "timezone": "Europe/Berlin"}


def faults(**config: Any) -> list[FieldError]:
    with pytest.raises(ValidationFailed) as caught:
        parse_config("heartbeat", config)
    return list(caught.value.errors)


@pytest.mark.parametrize(
    ("config", "pointer", "message"),
    [
        ({"cron": "0 25 * * *"}, "/config/cron", "must have as hour 0 to 23,"),
        ({"cron": "0 3 * *"}, "/config/cron", "must have five fields"),
        ({"on_calendar": "Mon 25:00"}, "/config/on_calendar", "must have as hour"),
        ({**NIGHTLY, "timezone": "Europe/Berln"}, "/config/timezone", "must name a time zone"),
        ({"period": "1h", "timezone": "Mars"}, "/config/timezone", "must name a time zone"),
        ({"period": "1h", "grace": "soon"}, "/config/grace", "must be a number of seconds, or text"),
        ({"period": "1h", "min_duration": "10m", "max_duration": "5m"}, "/config/min_duration", "must be at most"),
        ({}, "/config", "must set exactly one of period, cron and on_calendar"),
        ({**NIGHTLY, "period": "1h"}, "/config", "must set exactly one of period, cron and on_calendar, got period"),
    ],
)
def test_a_fault_is_pointed_at_where_it_stands(config: dict[str, Any], pointer: str, message: str) -> None:
    (fault,) = faults(**config)
    assert fault.pointer == pointer
    assert fault.message.startswith(message)


def test_an_expression_is_read_in_its_time_zone() -> None:
    assert HeartbeatConfig.model_validate(NIGHTLY).timezone == "Europe/Berlin"
