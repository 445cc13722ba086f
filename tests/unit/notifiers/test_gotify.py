"""The Gotify channel, to a server that refuses what Gotify refuses."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.announcements import ACKNOWLEDGE_URL, URL, announcement, message
from tests.servers.gotify import TOKEN, Gotify
from tests.servers.http import answer
from tests.servers.web_service import serving
from tests.unit.notifiers.conftest import Say
from tests.unit.notifiers.hostile import HOSTILE, about_three_thousand, saying
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.concern import Severity
from tocsin.core.notifier import DeliveryFailed, Message
from tocsin.notifiers.gotify import GotifyConfig, GotifyNotifier


def config(**changes: Any) -> GotifyConfig:
    return GotifyConfig.model_validate({"server": "https://gotify.example.com/push/", "token": TOKEN, **changes})


async def test_a_problem_arrives_and_leads_to_the_incident(say: Say) -> None:
    gotify = Gotify()
    async with serving(gotify) as base:
        receipt = await say(GotifyNotifier, base, config(), message(body="**web-1** is down.\n"))
    assert receipt.status == 200
    assert gotify.payload == {
        "title": "Down: web-1",
        "message": f"**web-1** is down.\n\n[Open incident]({URL}) · [Acknowledge]({ACKNOWLEDGE_URL})",
        "priority": 8,
        "extras": {
            "client::display": {"contentType": "text/markdown"},
            "client::notification": {"click": {"url": URL}},
        },
    }


@pytest.mark.parametrize(
    ("what", "priority"),
    [(message(announcement=announcement(severity=Severity.WARNING)), 5), (message(Purpose.RECOVERY), 4)],
)
async def test_what_is_less_bad_is_less_loud(say: Say, what: Message, priority: int) -> None:
    gotify = Gotify()
    async with serving(gotify) as base:
        await say(GotifyNotifier, base, config(), what)
    assert gotify.payload["priority"] == priority


async def test_a_wrong_token_is_a_failure_for_good(say: Say) -> None:
    async with serving(Gotify()) as base:
        with pytest.raises(
            DeliveryFailed, match="401 Unauthorized: you need to provide a valid access token"
        ) as failed:
            await say(GotifyNotifier, base, config(token="Another"))
    assert failed.value.is_permanent


async def test_the_token_is_in_no_answer(say: Say) -> None:
    gotify = Gotify()
    gotify.answers.append(answer(f"{TOKEN} is unknown".encode(), status="403 Forbidden"))
    async with serving(gotify) as base:
        with pytest.raises(DeliveryFailed, match=r"^It answered 403 Forbidden: ••• is unknown$"):
            await say(GotifyNotifier, base, config())


async def test_a_message_of_nothing_is_a_message(say: Say) -> None:
    gotify = Gotify()
    async with serving(gotify) as base:
        await say(GotifyNotifier, base, config(), message(title="", body="", url="", acknowledge_url=""))
    assert (gotify.payload["title"], gotify.payload["message"]) == ("Tocsin", "Tocsin")


async def test_a_group_of_three_thousand_fits(say: Say) -> None:
    gotify = Gotify()
    async with serving(gotify) as base:
        await say(GotifyNotifier, base, config(), about_three_thousand())
    assert gotify.payload["message"].endswith(f"[Acknowledge]({ACKNOWLEDGE_URL})")
    assert len(gotify.payload["message"]) < 17_000


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_words_are_just_words(say: Say, text: str) -> None:
    gotify = Gotify()
    async with serving(gotify) as base:
        await say(GotifyNotifier, base, config(), saying(text))
    assert len(gotify.taken) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"server": "gotify.example.com"}, "must begin with http:// or https://"),
        ({"server": "https://gotify.example.com/#/messages"}, "without . and #"),
        ({"token": "C1secret"}, "this is a client's token"),
        ({"token": "Asecret\r\nX: y"}, "a token is one word"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words) as refused:
        config(**changes)
    assert "secret" not in str(refused.value)
