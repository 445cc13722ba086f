"""Monitors as they are handed to whoever checks them."""

from __future__ import annotations

import json

import msgspec
from structlog.testing import capture_logs

from tests.specs import spec
from tocsin.auth import configs
from tocsin.auth.secrets import SecretBox, new_secret_key
from tocsin.core.monitor import MonitorSpec
from tocsin.probes.http import HttpConfig
from tocsin.services.specs import opened

CLEAR = {"url": "http://a.example/", "username": "ann", "password": "geheim"}
BOX = SecretBox([new_secret_key()])


def sealed() -> MonitorSpec:
    return spec(7, config=msgspec.json.encode(configs.seal(HttpConfig.model_validate(CLEAR), BOX)))


def test_secrets_are_handed_on_in_clear() -> None:
    found = opened(sealed(), BOX)
    assert found is not None
    assert json.loads(found.config) == CLEAR


def test_a_monitor_without_secrets_is_handed_on_as_it_is() -> None:
    plain = spec(config=b'{"url": "http://a.example/"}')
    assert opened(plain, BOX) is plain


def test_a_monitor_whose_secrets_cannot_be_read_is_left_out_and_named() -> None:
    with capture_logs() as logs:
        assert opened(sealed(), SecretBox([new_secret_key()])) is None
    assert [(line["monitor_id"], line["log_level"]) for line in logs] == [(7, "error")]
    assert "geheim" not in str(logs)
