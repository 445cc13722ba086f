"""What answers mean: taken, refused for now with a pause, refused for good; and what is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.servers.http import Request, recording, serve_http
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.notifier import DeliveryFailed, Receipt
from tocsin.core.plugins import Deadline
from tocsin.net.web_client import Answer, WebClient
from tocsin.net.web_delivery import (
    LONGEST_PAUSE,
    MOST_TOLD,
    basic,
    bounded_pause,
    json_text,
    one_line,
    pause_of,
    post_json,
    require_success,
    url_secrets,
)

HOOK = "https://hooks.example.com/services/T0123ABCD/B0456EFGH/aVeryLongAndSecretToken?sig=4f5c6d7e8"


def answered(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, headers or {}, body)


def failure_of(answer: Answer, *secrets: str) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failed:
        require_success(answer, secrets=secrets)
    return failed.value


async def test_json_is_posted_as_utf_8() -> None:
    seen: list[Request] = []
    client = WebClient(NetworkPolicy())
    async with serve_http(recording(seen)) as base:
        await post_json(client, f"{base}/in", {"a": "🔥\ud800"}, Deadline.after(5), headers=(basic("ada", "pä"),))
    await client.aclose()
    assert (seen[0].method, seen[0].path, seen[0].body) == ("POST", "/in", '{"a":"🔥?"}'.encode())
    assert seen[0].headers["content-type"] == "application/json"
    assert seen[0].headers["authorization"] == "Basic YWRhOnDDpA=="


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_success_is_a_receipt(status: int) -> None:
    assert require_success(answered(status, b"ok")) == Receipt("ok", status)


@pytest.mark.parametrize("status", [301, 302, 400, 401, 403, 404, 405, 410, 413, 422])
def test_a_refusal_is_for_good(status: int) -> None:
    failed = failure_of(answered(status, b"", {"retry-after": "5"}))
    assert (failed.is_permanent, failed.status, failed.retry_after) == (True, status, None)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
def test_a_plea_for_patience_is_for_now(status: int) -> None:
    failed = failure_of(answered(status, b"", {"retry-after": "5"}))
    assert (failed.is_permanent, failed.status, failed.retry_after) == (False, status, 5.0)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("1.5", 1.5),
        ("86400", LONGEST_PAUSE),
        ("999999999999999999", None),
        ("-5", None),
        ("٣", None),
        ("soon", None),
        ("", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 99999999 07:28:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", LONGEST_PAUSE),
        ("Mon, 1 Jan 0001 00:00:00 +2359", 0.0),
        ("Mon, 1 Jan 2024 00:00:00 +99999999999999999999", None),
    ],
)
def test_a_pause_is_read_and_bounded(text: str, seconds: float | None) -> None:
    assert pause_of(text) == seconds


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [(1500, 1.5), (0, 0.0), (10**400, LONGEST_PAUSE), (float("inf"), LONGEST_PAUSE), (float("nan"), None), (-1, None)],
)
def test_a_pause_in_json_is_bounded(asked: float, seconds: float | None) -> None:
    assert bounded_pause(asked, 1000) == seconds


def test_what_is_no_number_is_no_pause() -> None:
    assert (bounded_pause("5"), bounded_pause(None), bounded_pause([5])) == (None, None, None)


def test_a_pause_may_be_a_date() -> None:
    in_ten_minutes = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)
    pause = pause_of(in_ten_minutes)
    assert pause is not None
    assert 500 < pause <= 600


def test_the_answer_is_told_in_one_printable_line() -> None:
    failed = failure_of(answered(400, b"no\r\n\tteam\x00\x1b[31m \xe2\x80\xae here \xff" + b"x" * 5000))
    assert failed.answer.startswith("It answered 400 Bad Request: no team\ufffd [31m here \ufffdxxx")
    assert failed.answer.isprintable()
    assert len(failed.answer) <= MOST_TOLD + 40


def test_secrets_that_come_back_are_masked() -> None:
    told = failure_of(answered(404, f"no hook at {HOOK}".encode()), *url_secrets(HOOK)).answer
    assert told == "It answered 404 Not Found: no hook at https://hooks.example.com/services/•••/•••/•••?sig=•••"


def test_a_secret_cut_in_two_by_the_limit_is_masked() -> None:
    told = one_line("x" * (MOST_TOLD - 12) + " aVeryLongAndSecretToken", ["aVeryLongAndSecretToken"])
    assert told.endswith("xx •••")


def test_a_redirect_says_where_it_leads() -> None:
    failed = failure_of(answered(301, b"moved", {"location": "https://new.example/in"}))
    assert failed.answer == (
        "It answered 301 Moved Permanently: redirects are not followed: set the address that it leads to, "
        "https://new.example/in"
    )


def test_a_status_without_a_name_is_told_by_its_number() -> None:
    assert failure_of(answered(599)).answer == "It answered 599."


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"message": "invalid token", "error": "x"}', "invalid token"),
        (b'{"message": 5, "error": "no such topic"}', "no such topic"),
        (b'{"other": 1}', '{"other": 1}'),
        (b"[" * 60_000, "[[["),
        (b"<html>", "<html>"),
    ],
)
def test_words_are_taken_out_of_json(body: bytes, words: str) -> None:
    assert json_text("message", "error")(answered(400, body)).startswith(words)


def test_an_addresss_words_are_no_secrets_of_it() -> None:
    assert url_secrets("https://discord.com/api/webhooks/123456789012345678/abc_def-9") == [
        "123456789012345678",
        "abc_def-9",
    ]
