"""Bodies as they come: JSON under any name, forms, and texts that no database could keep."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from tocsin.core.result import Json
from tocsin.hooks.bodies import DEEPEST, FORM, Unreadable, parse


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", "", FORM, "application/vnd.x+json"])
def test_json_is_read_whatever_it_is_called(media_type: str) -> None:
    assert parse(b' {"a": 1} ', media_type) == {"a": 1}


def test_json_may_stand_in_a_form() -> None:
    body = urlencode({"other": "x", "payload": '{"a": "ü"}'}).encode()
    assert parse(body, FORM) == {"a": "ü"}


def test_a_mark_of_the_byte_order_is_passed_over() -> None:
    assert parse(b"\xef\xbb\xbf{}", "application/json") == {}


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": "x\\u0000y"}', {"a": "x\ufffdy"}),
        (b'{"a\\u0000": 1}', {"a\ufffd": 1}),
        (b'{"a": "\\ud83d"}', {"a": "\ufffd"}),
        (b'{"a": NaN}', {"a": None}),
        (b'{"a": "\xfc"}', {"a": "\ufffd"}),
    ],
)
def test_what_cannot_be_kept_is_replaced(body: bytes, value: Json) -> None:
    assert parse(body, "application/json") == value


@pytest.mark.parametrize(
    ("body", "media_type", "words"),
    [
        (b"", "application/json", "is empty"),
        (b"<alert/>", "text/xml", "is not JSON"),
        (b'{"a": ', "application/json", "is not JSON"),
        (b"a=1&b=2", FORM, "is a form without the field payload"),
        (b"&".join([b"a=1"] * 101), FORM, "is a form of more than 100 fields"),
        (b"[" * 70 + b"]" * 70, "application/json", "is nested more than"),
        (b"[" * 100_000, "application/json", "is nested more than"),
        (b'["\\ud800",' + b"[" * 70 + b"]" * 71, "application/json", "is nested more than"),
        (b"9" * 5000, "application/json", "is not JSON"),
    ],
)
def test_what_is_no_json_is_refused(body: bytes, media_type: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        parse(body, media_type)


def test_json_may_be_as_deep_as_is_allowed() -> None:
    body = b"[" * DEEPEST + b"]" * DEEPEST
    assert parse(body, "application/json") == json.loads(body)
