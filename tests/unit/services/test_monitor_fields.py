"""Merge patches (RFC 7396), and what they do to a stored monitor."""

from __future__ import annotations

import msgspec
import pytest

from tocsin.auth.secrets import SecretBox, new_secret_key
from tocsin.core.result import Json
from tocsin.services.monitor_fields import as_written, clear_config, merged, to_stored, with_kept_secrets, with_patch
from tocsin.services.monitor_validation import validate
from tocsin.storage.monitors import MonitorFields

BOX = SecretBox([new_secret_key()])
CONFIG = {"url": "https://example.com/", "username": "u", "password": "geheim"}


def stored(**fields: Json) -> MonitorFields:
    return to_stored(validate({"name": "shop", "kind": "http", "config": CONFIG, **fields}), (), BOX, None)


@pytest.mark.parametrize(
    ("target", "patch", "expected"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": "foo"}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ],
)
def test_patches_merge_as_the_rfc_says(target: Json, patch: Json, expected: Json) -> None:
    assert merged(target, patch) == expected


def test_a_stored_secret_is_sealed() -> None:
    assert b"geheim" not in stored().config


def test_a_monitor_is_written_with_its_secrets_masked() -> None:
    config = as_written(stored())["config"]
    assert config == {**CONFIG, "password": "********"}


def test_a_patched_interval_takes_derived_durations_along() -> None:
    patched = with_patch(stored(), {"interval": "2s"})
    assert validate(patched).rules(()).timeout == 2.0


def test_a_patched_interval_leaves_given_durations_alone() -> None:
    patched = with_patch(stored(timeout=20), {"interval": "5m"})
    assert validate(patched).rules(()).timeout == 20.0


def test_a_patch_to_another_kind_begins_with_fresh_settings() -> None:
    patched = with_patch(stored(), {"kind": "tcp", "config": {"host": "a", "port": 1}})
    assert validate(patched).target.startswith("a")


def test_what_is_written_and_sent_back_keeps_the_secret() -> None:
    sent = with_kept_secrets(as_written(stored()), stored(), BOX)
    assert validate(sent).config.model_dump()["password"].get_secret_value() == "geheim"


@pytest.mark.parametrize(
    "change",
    [
        {"url": "https://collector.example/"},
        {"url": "http://example.com/"},
        {"url": "https://example.com:8443/"},
        {"proxy": "http://collector.example:3128"},
        {"resolve": {"example.com": "192.0.2.1"}},
        {"verify": False},
        {"ca": "another"},
    ],
)
def test_a_kept_secret_is_not_sent_anywhere_else(change: dict[str, Json]) -> None:
    sent = as_written(stored())
    sent["config"] = {**CONFIG, "password": "********", **change}
    assert with_kept_secrets(sent, stored(), BOX) == sent


def test_a_kept_secret_goes_with_another_path_of_the_same_site() -> None:
    sent = as_written(stored())
    sent["config"] = {**CONFIG, "password": "********", "url": f"{CONFIG['url']}other", "verify": True}
    kept = with_kept_secrets(sent, stored(), BOX)
    assert validate(kept).config.model_dump()["password"].get_secret_value() == "geheim"


def test_the_secrets_of_another_kind_are_not_handed_on() -> None:
    sent = {"name": "x", "kind": "tcp", "config": {"password": "********"}}
    assert with_kept_secrets(sent, stored(), BOX) == sent


def test_the_clear_configuration_is_what_was_given() -> None:
    assert clear_config(stored(), BOX) == CONFIG


def test_a_stored_monitor_is_written_as_it_was_given() -> None:
    fields = stored(tags=["b", "a"], quorum="any", description="d")
    again = to_stored(validate({**as_written(fields), "config": CONFIG}), (), BOX, None)
    assert msgspec.structs.replace(again, config=b"") == msgspec.structs.replace(fields, config=b"")
