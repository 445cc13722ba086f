"""What an edit changes."""

from __future__ import annotations

from tocsin.auth.secrets import SecretBox, new_secret_key
from tocsin.core.result import Json
from tocsin.services import differences
from tocsin.services.differences import FieldChange
from tocsin.services.monitor_fields import to_stored
from tocsin.services.monitor_validation import ValidMonitor, validate

BOX = SecretBox([new_secret_key()])


def monitor(password: str = "geheim", **fields: Json) -> ValidMonitor:
    config: Json = {"url": "https://example.com/", "username": "u", "password": password}
    return validate({"name": "shop", "kind": "http", "config": config, **fields})


def changes(before: ValidMonitor, after: ValidMonitor) -> list[FieldChange]:
    old = differences.of_stored(to_stored(before, (), BOX, None), BOX, [])
    return differences.between(old, differences.of_valid(after, []))


def test_the_same_monitor_differs_in_nothing() -> None:
    assert changes(monitor(), monitor()) == []


def test_a_default_that_is_written_out_is_no_difference() -> None:
    assert changes(monitor(), monitor(interval="1m", timeout="10s", regions=["local"])) == []


def test_a_changed_field_shows_before_and_after() -> None:
    assert changes(monitor(), monitor(interval=30)) == [FieldChange("interval", 60.0, 30.0)]


def test_a_changed_secret_shows_as_changed_and_not_what_it_is() -> None:
    assert changes(monitor(), monitor("anders")) == [FieldChange("config.password", "********", "********")]


def test_the_order_of_tags_is_no_difference() -> None:
    assert changes(monitor(tags=["a", "b"]), monitor(tags=["b", "a"])) == []


def test_a_settings_of_the_kind_is_told_by_its_path() -> None:
    other: Json = {"url": "https://example.org/", "username": "u", "password": "geheim"}
    (change,) = changes(monitor(), validate({"name": "shop", "kind": "http", "config": other}))
    assert change == FieldChange("config.url", "https://example.com/", "https://example.org/")
