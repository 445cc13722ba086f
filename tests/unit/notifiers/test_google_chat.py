"""The Google Chat channel, to a server that refuses what Google refuses."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from tests.announcements import ACKNOWLEDGE_URL, URL, message
from tests.servers.google_chat import KEY, PATH, QUERY, GoogleChat
from tests.servers.http import answer
from tests.servers.web_service import serving
from tests.unit.notifiers.conftest import Say
from tests.unit.notifiers.hostile import HOSTILE, MARKS, about_three_thousand, saying
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.notifier import DeliveryFailed
from tocsin.notifiers.google_chat import GoogleChatConfig, GoogleChatNotifier

ADDRESS = f"https://chat.googleapis.com{PATH}{QUERY}"
CONFIG = GoogleChatConfig.model_validate({"webhook_url": ADDRESS})


async def test_a_problem_arrives_with_its_links(say: Say) -> None:
    chat = GoogleChat()
    async with serving(chat) as base:
        receipt = await say(GoogleChatNotifier, base, CONFIG, message(body=f"web-1 is down.\nDetails: {URL}"))
    assert receipt.status == 200
    links = f"<{URL}|Open incident>   <{ACKNOWLEDGE_URL}|Acknowledge>"
    assert chat.payload["text"] == f"Down: web-1\n\nweb-1 is down.\n\n{links}"


async def test_problem_and_recovery_stand_in_one_thread(say: Say) -> None:
    chat = GoogleChat()
    async with serving(chat) as base:
        await say(GoogleChatNotifier, base, CONFIG, message())
        await say(GoogleChatNotifier, base, CONFIG, message(Purpose.RECOVERY))
    assert [payload["thread"] for payload in chat.taken] == [{"threadKey": "group:7"}] * 2


async def test_a_message_of_nothing_is_a_message(say: Say) -> None:
    chat = GoogleChat()
    async with serving(chat) as base:
        await say(GoogleChatNotifier, base, CONFIG, message(title="", body="", url="", acknowledge_url=""))
    assert chat.payload["text"] == "Tocsin"


async def test_a_group_of_three_thousand_fits(say: Say) -> None:
    chat = GoogleChat()
    async with serving(chat) as base:
        await say(GoogleChatNotifier, base, CONFIG, about_three_thousand())
    assert chat.payload["text"].endswith("|Acknowledge>")


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_words_are_just_words(say: Say, text: str) -> None:
    chat = GoogleChat()
    async with serving(chat) as base:
        await say(GoogleChatNotifier, base, CONFIG, saying(text))
    assert len(chat.taken) == 1


async def test_a_link_shows_where_it_leads(say: Say) -> None:
    chat = GoogleChat()
    async with serving(chat) as base:
        await say(GoogleChatNotifier, base, CONFIG, saying(MARKS))
    assert "<\u200bhttps://evil.example|safe.example>" in chat.payload["text"]


async def test_a_used_up_quota_is_a_failure_for_now(say: Say) -> None:
    chat = GoogleChat()
    said = {"error": {"code": 429, "message": "Resource has been exhausted (e.g. check quota)."}}
    chat.answers.append(answer(json.dumps(said).encode(), status="429 Too Many Requests"))
    async with serving(chat) as base:
        with pytest.raises(DeliveryFailed, match="Resource has been exhausted") as failed:
            await say(GoogleChatNotifier, base, CONFIG)
    assert not failed.value.is_permanent


async def test_the_address_is_in_no_answer(say: Say) -> None:
    chat = GoogleChat()
    chat.answers.append(answer(f"no {PATH}{QUERY}".encode(), status="404 Not Found"))
    async with serving(chat) as base:
        with pytest.raises(DeliveryFailed) as failed:
            await say(GoogleChatNotifier, base, CONFIG)
    assert failed.value.answer == "It answered 404 Not Found: no /v1/spaces/•••/messages?key=•••&token=•••"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (f"http://chat.googleapis.com{PATH}{QUERY}", "must begin with https://"),
        (f"https://chat.googleapis.com{PATH}?key={KEY}", "only the beginning of the address"),
        ("https://chat.google.com/room/AAAAxY12zA0", "this is not the address of a webhook"),
    ],
)
def test_what_is_no_webhook_is_refused(address: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words) as refused:
        GoogleChatConfig.model_validate({"webhook_url": address})
    assert KEY not in str(refused.value)
