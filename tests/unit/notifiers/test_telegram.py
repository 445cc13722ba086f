"""The telegram channel, against a server that keeps the rules of the Bot API."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.announcements import ACKNOWLEDGE_URL, URL, announcement, message
from tests.servers.http import answer
from tests.servers.telegram import CHAT, TOKEN, TOPIC, Telegram, refused, serve_telegram
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
from tocsin.core.alerting.concern import Severity
from tocsin.core.notifier import DeliveryFailed, Message, Receipt
from tocsin.notifiers.telegram import DEFAULT_URL, TelegramConfig, TelegramNotifier

WARNING = message(announcement=announcement(severity=Severity.WARNING))


def config(url: str, **changes: Any) -> TelegramConfig:
    return TelegramConfig.model_validate({"bot_token": TOKEN, "chat_id": CHAT, "api_url": url} | changes)


async def say(service: Telegram, what: Message, **changes: Any) -> Receipt:
    return await send(TelegramNotifier, config(service.url, **changes), what)


async def refusal(service: Telegram, *answers: bytes, **changes: Any) -> DeliveryFailed:
    service.to_answer.extend(answers)
    return await failure(TelegramNotifier, config(service.url, **changes), message())


async def sent(what: Message, **changes: Any) -> dict[str, Any]:
    async with serve_telegram() as service:
        await say(service, what, **changes)
    return service.sent[0]


async def test_a_problem_arrives_with_its_title_in_bold() -> None:
    async with serve_telegram() as service:
        receipt = await say(service, message())
    assert service.sent[0]["text"] == "<b>Down: web-1</b>\n\nweb-1 is down since 12:00."
    assert (receipt.answer, receipt.status) == ("message 1", 200)


@pytest.mark.parametrize("purpose", [Purpose.RECOVERY, Purpose.REMINDER, Purpose.NOTICE, Purpose.TEST])
async def test_everything_else_arrives_in_the_same_way(purpose: Purpose) -> None:
    assert (await sent(message(purpose, title="All well")))["text"].startswith("<b>All well</b>")


async def test_it_goes_to_the_topic_that_was_set() -> None:
    assert (await sent(message(), message_thread_id=TOPIC))["message_thread_id"] == TOPIC


@pytest.mark.parametrize(
    ("what", "is_set", "is_silent"), [(WARNING, True, True), (WARNING, False, False), (message(), True, False)]
)
async def test_warnings_may_be_silent(what: Message, is_set: bool, is_silent: bool) -> None:
    assert ("disable_notification" in await sent(what, silent_warnings=is_set)) == is_silent


async def test_buttons_open_and_acknowledge_the_incident() -> None:
    buttons = (await sent(message()))["reply_markup"]["inline_keyboard"][0]
    assert [button["url"] for button in buttons] == [URL, ACKNOWLEDGE_URL]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://localhost:8000/",
        "http://tocsin/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "https://box.lan/",
        "tg://x.y",
    ],
)
async def test_no_button_leads_to_where_telegram_would_not_go(url: str) -> None:
    assert "reply_markup" not in await sent(message(url=url, acknowledge_url=url))


async def test_no_preview_is_made_of_links() -> None:
    assert (await sent(message()))["link_preview_options"] == {"is_disabled": True}


async def test_a_group_of_three_thousand_is_one_message() -> None:
    async with serve_telegram() as service:
        await say(service, message(announcement=of_three_thousand(), body="web is <down> & out\n" * 3000))
    assert service.shown[0].endswith("…")


async def test_emojis_count_as_telegram_counts_them() -> None:
    async with serve_telegram() as service:
        await say(service, message(title="🔥" * 5000, body="🔥" * 5000))
    assert len(service.shown[0]) > 1900


async def test_hostile_texts_are_shown_as_they_are() -> None:
    async with serve_telegram() as service:
        await say(service, message(title=HOSTILE, body=HOSTILE))
        await say(service, hostile())
    assert "</b></title><script>alert(1)</script> & \" ' **bold**" in service.shown[0]


async def test_a_token_that_is_not_known_is_final_and_not_shown() -> None:
    async with serve_telegram() as service:
        failed = await refusal(service, bot_token="123456789:AAWrongWrongWrongWrong")
    assert (failed.is_permanent, failed.status) == (True, 401)
    assert failed.answer == "It answered 401 Unauthorized: Unauthorized"


async def test_a_chat_that_does_not_exist_is_final() -> None:
    async with serve_telegram() as service:
        failed = await refusal(service, chat_id="@nobody_here")
    assert (failed.is_permanent, failed.answer) == (True, "It answered 400 Bad Request: Bad Request: chat not found")


async def test_a_group_that_has_moved_is_named() -> None:
    moved = refused("400 Bad Request", "Bad Request: group chat was upgraded", migrate_to_chat_id=-1009876543210)
    async with serve_telegram() as service:
        failed = await refusal(service, moved)
    assert failed.answer.endswith("group chat was upgraded: set the chat to -1009876543210")


@pytest.mark.parametrize(("asked", "waits"), [({"retry_after": 35}, 35), ({"retry_after": 10**9}, 3600), ({}, None)])
async def test_it_waits_for_as_long_as_telegram_asks(asked: dict[str, int], waits: float | None) -> None:
    async with serve_telegram() as service:
        failed = await refusal(service, refused("429 Too Many Requests", "Too Many Requests: retry", **asked))
    assert (failed.is_permanent, failed.retry_after) == (False, waits)


@pytest.mark.parametrize(
    ("status", "is_permanent"), [("403 Forbidden", True), ("404 Not Found", True), ("502 Bad Gateway", False)]
)
async def test_which_refusals_are_tried_again(status: str, is_permanent: bool) -> None:
    async with serve_telegram() as service:
        assert (await refusal(service, refused(status, "no"))).is_permanent == is_permanent


@pytest.mark.parametrize("bad", BAD_ANSWERS)
async def test_an_answer_that_is_not_telegrams_is_a_failure_for_now(bad: str) -> None:
    async with serve_telegram() as service:
        assert not (await refusal(service, BAD_ANSWERS[bad])).is_permanent


async def test_what_a_proxy_repeats_of_the_address_does_not_show_the_token() -> None:
    body = f"no way to /bot{TOKEN}/sendMessage".encode()
    async with serve_telegram() as service:
        failed = await refusal(service, answer(body, status="404 Not Found"))
    assert ("AAExample" in failed.answer, "no way to /bot" in failed.answer) == (False, True)


async def test_without_a_far_side_it_fails_for_now() -> None:
    await fails_for_now_without_a_far_side(TelegramNotifier, config)


async def test_the_token_is_not_sent_to_another_address_unasked() -> None:
    kept = TelegramNotifier.recipient({"bot_token": TOKEN, "chat_id": "1"})
    assert kept == TelegramNotifier.recipient({"api_url": DEFAULT_URL, "chat_id": "2"})
    assert kept != TelegramNotifier.recipient({"api_url": "https://evil.example"})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"bot_token": "AAExample"}, "must be a bot's token"),
        ({"bot_token": f"{TOKEN}/../x"}, "must be a bot's token"),
        ({"chat_id": "name"}, "should match pattern"),
        ({"chat_id": "https://t.me/name"}, "should match pattern"),
        ({"message_thread_id": 0}, "greater than or equal to 1"),
    ],
)
def test_what_cannot_work_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        config(DEFAULT_URL, **changes)
