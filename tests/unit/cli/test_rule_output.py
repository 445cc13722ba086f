"""What a rule measures, as a person reads it."""

import pytest

from tocsin.cli.rule_output import measured


@pytest.mark.parametrize(
    ("metric", "value", "shown"),
    [
        ("latency", 12.42, "12.4 ms"),
        ("error_ratio", 0.05, "5 %"),
        ("availability", 0.999999, "99.9999 %"),
        ("burn_rate", 14.4, "14.4"),
        ("certificate_days", 13.51, "13.51 days"),
        ("heartbeat_duration", 5400.0, "1h30m"),
    ],
)
def test_a_value_has_its_unit(metric: str, value: float, shown: str) -> None:
    assert measured(metric, value) == shown
