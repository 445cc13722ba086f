"""What makes a monitor, and what is said of one that is not."""

from __future__ import annotations

from typing import Any

import pytest

from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.core.monitor import QuorumRule
from tocsin.services.monitor_validation import ValidMonitor, validate

GOOD: dict[str, Any] = {"name": "shop", "kind": "http", "config": {"url": "https://shop.example.com/"}}


def valid(**fields: Any) -> ValidMonitor:
    return validate({**GOOD, **fields})


def faults(sent: object) -> list[FieldError]:
    with pytest.raises(ValidationFailed) as caught:
        validate(sent)
    return list(caught.value.errors)


def test_the_least_that_is_needed_gets_sensible_defaults() -> None:
    rules = valid().rules(())
    assert (rules.interval, rules.timeout, rules.retry_interval) == (60.0, 10.0, 5.0)
    assert (rules.failure_threshold, rules.recovery_threshold) == (2, 2)
    assert (rules.quorum, rules.regions) == (QuorumRule.MAJORITY, ("local",))


def test_default_durations_stay_within_a_short_interval() -> None:
    rules = valid(interval="2s").rules(())
    assert (rules.timeout, rules.retry_interval) == (2.0, 2.0)


def test_regions_that_are_left_out_are_the_servers_own() -> None:
    assert validate(GOOD, default_regions=("eu-west",)).rules(()).regions == ("eu-west",)


def test_the_target_is_what_the_kind_says() -> None:
    assert valid().target == "shop.example.com"


def test_tags_are_brought_into_one_form() -> None:
    assert valid(tags=[" Team : Ops ", "team:ops", "Blue"]).draft.sorted_tags == ("blue", "team:ops")


@pytest.mark.parametrize(
    ("fields", "pointer", "message"),
    [
        ({"interval": 0.2}, "/interval", "must be between 1s and 1d, got 200ms"),
        ({"interval": "2d"}, "/interval", "must be between 1s and 1d, got 2d"),
        ({"interval": "5s", "timeout": "6s"}, "/timeout", "must be at most the interval (5s), got 6s"),
        ({"interval": "5s", "retry_interval": 9}, "/retry_interval", "must be at most the interval (5s), got 9s"),
        ({"failure_threshold": 0}, "/failure_threshold", "must be at least 1"),
        ({"recovery_threshold": 21}, "/recovery_threshold", "must be at most 20"),
        ({"failure_threshold": True}, "/failure_threshold", "must be a whole number"),
        ({"quorum": 2}, "/quorum", "must be at most the number of regions (1), got 2"),
        ({"quorum": "most"}, "/quorum", "must be one of 'majority', 'any' or 'all'"),
        ({"regions": ["a", "b", "a"]}, "/regions", "must be unique; more than once: a"),
        ({"regions": []}, "/regions", "must not be empty"),
        ({"parents": ["shop"]}, "/parents", "must not name the monitor itself"),
        ({"parents": [0]}, "/parents/0", "must be at least 1"),
        ({"runbook_url": "ftp://x"}, "/runbook_url", "must be a web address beginning with http:// or https://"),
        ({"enabled": "yes"}, "/enabled", "must be true or false"),
        ({"name": "  "}, "/name", "must not be empty"),
        ({"name": "two\nlines"}, "/name", "must be one line without control characters"),
        ({"intervall": 5}, "/intervall", "is not a known field: did you mean 'interval'?"),
        ({"kind": "htpp"}, "/kind", "is not a known kind: did you mean 'http'? Known are heartbeat, http, manual, tcp"),
        ({"kind": "quux"}, "/kind", "is not a known kind: known are heartbeat, http, manual, tcp"),
        ({"config": {}}, "/config/url", "is required"),
        ({"config": []}, "/config", "must be an object with named fields"),
        ({"name": "nul\x00"}, "/name", "must not contain NUL characters or unpaired surrogates"),
    ],
)
def test_a_fault_is_pointed_at_with_what_would_be_right(fields: dict[str, Any], pointer: str, message: str) -> None:
    assert faults({**GOOD, **fields}) == [FieldError(pointer, message)]


def test_an_unknown_setting_of_a_kind_suggests_the_nearest() -> None:
    (fault,) = faults({**GOOD, "config": {"url": "https://a", "verfy": False}})
    assert fault == FieldError("/config/verfy", "is not a known field: did you mean 'verify'?")


def test_all_faults_are_told_at_once() -> None:
    pointers = {fault.pointer for fault in faults({"name": "", "kind": "http", "config": {"url": 1}, "interval": 0})}
    assert pointers == {"/name", "/config/url", "/interval"}


def test_what_is_no_object_is_said_to_be_none() -> None:
    assert faults([]) == [FieldError("", "must be an object with named fields")]


def test_a_fault_never_repeats_a_secret() -> None:
    sent = {**GOOD, "config": {"url": "https://a", "password": ["geheim"]}}
    assert "geheim" not in str(faults(sent))
