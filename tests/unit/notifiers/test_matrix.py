"""The matrix channel, against a server that keeps the rules of the client-server API."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.announcements import message
from tests.servers.http import answer
from tests.servers.matrix import ROOM, TOKEN, Homeserver, refused, serve_matrix
from tests.unit.notifiers.sending import (
    BAD_ANSWERS,
    HOSTILE,
    fails_for_now_without_a_far_side,
    failure,
    hostile,
    of_three_thousand,
    send,
)
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.notifier import DeliveryFailed, Message, Receipt
from tocsin.notifiers.matrix import MatrixConfig, MatrixNotifier


def config(url: str, **changes: Any) -> MatrixConfig:
    return MatrixConfig.model_validate({"homeserver": url, "access_token": TOKEN, "room_id": ROOM} | changes)


async def say(service: Homeserver, what: Message) -> Receipt:
    return await send(MatrixNotifier, config(service.url), what)


async def refusal(service: Homeserver, *answers: bytes, **changes: Any) -> DeliveryFailed:
    service.to_answer.extend(answers)
    return await failure(MatrixNotifier, config(service.url, **changes), message())


async def shown(what: Message) -> dict[str, Any]:
    async with serve_matrix() as service:
        await say(service, what)
    return next(iter(service.events.values()))


async def test_a_problem_arrives_in_plain_and_in_html() -> None:
    event = await shown(message())
    assert (event["msgtype"], event["format"]) == ("m.text", "org.matrix.custom.html")
    assert event["body"] == "Down: web-1\n\nweb-1 is down since 12:00."
    assert event["formatted_body"] == "<strong>Down: web-1</strong><br><br>web-1 is down since 12:00."


async def test_nobody_is_called() -> None:
    event = await shown(message(title="Down: @room", body="@room @ada:example.org"))
    assert event["m.mentions"] == {}


async def test_the_receipt_names_the_event() -> None:
    async with serve_matrix() as service:
        assert await say(service, message()) == Receipt("event $YUwRidLecu1:example.com", 200)


async def test_what_is_sent_again_is_shown_once() -> None:
    async with serve_matrix() as service:
        for purpose in (Purpose.PROBLEM, Purpose.PROBLEM, Purpose.RECOVERY):
            await say(service, message(purpose))
    assert (len(service.seen), len(service.events)) == (3, 2)


async def test_a_key_may_hold_anything() -> None:
    event = await shown(message(dedup_key="a/b?c#d é \ud800"))
    assert event["body"].startswith("Down: web-1")


async def test_a_group_of_three_thousand_is_one_event() -> None:
    event = await shown(message(announcement=of_three_thousand(), body='web is <down> & "out"\n' * 3000))
    assert event["body"].endswith("…")


async def test_hostile_texts_are_shown_as_they_are() -> None:
    event = await shown(message(title=HOSTILE, body=HOSTILE))
    assert "<strong>&lt;/b&gt;&lt;/title&gt;&lt;script&gt;alert(1)" in event["formatted_body"]
    assert event["formatted_body"].count("<") == 2 + event["formatted_body"].count("<br>")
    await shown(hostile())


@pytest.mark.parametrize("mark", ["&", "<", '"', "\\", "\x01", "日", "🔥"])
async def test_no_text_is_too_large_whatever_becomes_of_its_marks(mark: str) -> None:
    await shown(message(title=mark * 10_000, body=mark * 10_000))


async def test_a_token_that_is_not_known_is_final_and_not_shown() -> None:
    async with serve_matrix() as service:
        failed = await refusal(service, access_token="syt_wrong_wrong")
    assert (failed.is_permanent, failed.status) == (True, 401)
    assert failed.answer == "It answered 401 Unauthorized: M_UNKNOWN_TOKEN Unrecognised access token"


async def test_a_room_that_it_is_not_in_is_final() -> None:
    async with serve_matrix() as service:
        failed = await refusal(service, room_id="!other:example.org")
    assert failed.is_permanent
    assert failed.answer == "It answered 403 Forbidden: M_FORBIDDEN User is not in the room"


@pytest.mark.parametrize(
    ("limited", "waits"),
    [
        (refused("429 Too Many", "M_LIMIT_EXCEEDED", "Too Many Requests", retry_after_ms=2500), 2.5),
        (refused("429 Too Many", "M_LIMIT_EXCEEDED", "Too Many Requests", retry_after_ms=10**12), 3600),
        (answer(b"{}", status="429 Too Many", headers={"Retry-After": "7"}), 7),
        (refused("429 Too Many", "M_LIMIT_EXCEEDED", "Too Many Requests", retry_after_ms="soon"), None),
    ],
)
async def test_it_waits_for_as_long_as_the_homeserver_asks(limited: bytes, waits: float | None) -> None:
    async with serve_matrix() as service:
        failed = await refusal(service, limited)
    assert (failed.is_permanent, failed.retry_after) == (False, waits)


@pytest.mark.parametrize(("status", "is_permanent"), [("400 Bad", True), ("404 Not Found", True), ("500 Oops", False)])
async def test_which_refusals_are_tried_again(status: str, is_permanent: bool) -> None:
    async with serve_matrix() as service:
        assert (await refusal(service, answer(b"", status=status))).is_permanent == is_permanent


@pytest.mark.parametrize("bad", BAD_ANSWERS)
async def test_an_answer_that_is_no_homeservers_is_a_failure_for_now(bad: str) -> None:
    async with serve_matrix() as service:
        assert not (await refusal(service, BAD_ANSWERS[bad])).is_permanent


async def test_without_a_far_side_it_fails_for_now() -> None:
    await fails_for_now_without_a_far_side(MatrixNotifier, config)


async def test_the_token_is_not_sent_to_another_homeserver_unasked() -> None:
    kept = MatrixNotifier.recipient({"homeserver": "https://a.example", "room_id": "!a:b"})
    assert kept == MatrixNotifier.recipient({"homeserver": "https://a.example", "room_id": "!c:d"})
    assert kept != MatrixNotifier.recipient({"homeserver": "https://evil.example", "room_id": "!a:b"})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"room_id": "#alias:example.org"}, "should match pattern"),
        ({"room_id": "!a/../b"}, "should match pattern"),
        ({"access_token": ""}, "at least 1"),
        ({"access_token": "syt_x\r\nX-Evil: 1"}, "no spaces or line breaks"),
        ({"homeserver": "matrix.example.org"}, "must begin with http"),
    ],
)
def test_what_cannot_work_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        config("https://matrix.example.org", **changes)
