"""A rule's fields from a command line, over those that it has."""

from tocsin.cli.monitor_fields import Fields
from tocsin.cli.rule_options import over

SLOW: Fields = {"name": "Slow", "metric": "latency", "above": 800, "window": "5m", "confirmations": 2}


def test_what_is_given_goes_over_what_there_was() -> None:
    assert over(SLOW, {"window": "10m"}) == SLOW | {"window": "10m"}


def test_another_metric_takes_nothing_of_the_one_before() -> None:
    given: Fields = {"metric": "availability", "below": "99.9%"}
    assert over(SLOW, given) == {"name": "Slow", "metric": "availability", "below": "99.9%"}


def test_the_same_metric_changes_nothing_else() -> None:
    assert over(SLOW, {"metric": "latency"}) == SLOW


def test_one_side_takes_the_place_of_the_other() -> None:
    before: Fields = {"metric": "heartbeat_duration", "above": 7200}
    assert over(before, {"below": "5s"}) == {"metric": "heartbeat_duration", "below": "5s"}
