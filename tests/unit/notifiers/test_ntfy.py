"""The ntfy channel, to a server that refuses what ntfy refuses."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.announcements import ACKNOWLEDGE_URL, URL, announcement, message
from tests.servers.http import answer
from tests.servers.ntfy import TOPIC, Ntfy
from tests.servers.web_service import serving
from tests.unit.notifiers.conftest import Say
from tests.unit.notifiers.hostile import HOSTILE, about_three_thousand, saying
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.concern import Severity
from tocsin.core.notifier import DeliveryFailed, Message
from tocsin.notifiers.ntfy import NtfyConfig, NtfyNotifier

BASIC = "Basic YWRhOmEgbG9uZyBzZWNyZXQ="


def config(**changes: Any) -> NtfyConfig:
    return NtfyConfig.model_validate({"topic": TOPIC, **changes})


async def test_a_problem_arrives_with_its_buttons(say: Say) -> None:
    ntfy = Ntfy()
    async with serving(ntfy) as base:
        receipt = await say(NtfyNotifier, base, config())
    assert receipt.status == 200
    assert TOPIC not in receipt.answer
    assert ntfy.payload == {
        "topic": TOPIC,
        "title": "Down: web-1",
        "message": "web-1 is down since 12:00.",
        "priority": 5,
        "tags": ["rotating_light"],
        "click": URL,
        "actions": [
            {"action": "view", "label": "Open incident", "url": URL},
            {"action": "view", "label": "Acknowledge", "url": ACKNOWLEDGE_URL},
        ],
    }


@pytest.mark.parametrize(
    ("what", "priority", "tag"),
    [
        (message(announcement=announcement(severity=Severity.WARNING)), 4, "warning"),
        (message(Purpose.RECOVERY), 3, "white_check_mark"),
        (message(Purpose.NOTICE), 3, "bell"),
    ],
)
async def test_what_is_less_bad_is_less_loud(say: Say, what: Message, priority: int, tag: str) -> None:
    ntfy = Ntfy()
    async with serving(ntfy) as base:
        await say(NtfyNotifier, base, config(), what)
    assert (ntfy.payload["priority"], ntfy.payload["tags"]) == (priority, [tag])


@pytest.mark.parametrize(
    ("changes", "authorization"),
    [({"token": "tk_secret"}, "Bearer tk_secret"), ({"username": "ada", "password": "a long secret"}, BASIC)],
)
async def test_it_says_who_it_is(say: Say, changes: dict[str, str], authorization: str) -> None:
    ntfy = Ntfy(authorization)
    async with serving(ntfy) as base:
        await say(NtfyNotifier, base, config(**changes))
    assert len(ntfy.taken) == 1


async def test_a_stranger_fails_for_good(say: Say) -> None:
    async with serving(Ntfy(BASIC)) as base:
        with pytest.raises(DeliveryFailed, match=r"^It answered 403 Forbidden: forbidden$") as failed:
            await say(NtfyNotifier, base, config())
    assert failed.value.is_permanent


async def test_credentials_are_in_no_answer(say: Say) -> None:
    ntfy = Ntfy()
    ntfy.answers.append(answer(f"{BASIC} may not write to {TOPIC}: a long secret".encode(), status="401 Unauthorized"))
    async with serving(ntfy) as base:
        with pytest.raises(DeliveryFailed) as failed:
            await say(NtfyNotifier, base, config(username="ada", password="a long secret"))
    assert failed.value.answer == "It answered 401 Unauthorized: ••• may not write to •••: •••"


async def test_a_used_up_quota_is_a_failure_for_now(say: Say) -> None:
    ntfy = Ntfy()
    said = b'{"code": 42908, "http": 429, "error": "limit reached: daily message quota reached"}'
    ntfy.answers.append(answer(said, status="429 Too Many Requests"))
    async with serving(ntfy) as base:
        with pytest.raises(DeliveryFailed, match="daily message quota reached") as failed:
            await say(NtfyNotifier, base, config())
    assert (failed.value.is_permanent, failed.value.retry_after) == (False, None)


async def test_a_message_of_nothing_is_a_message(say: Say) -> None:
    ntfy = Ntfy()
    async with serving(ntfy) as base:
        await say(NtfyNotifier, base, config(), message(title="", body="", url="", acknowledge_url=""))
    assert (ntfy.payload["message"], ntfy.payload["actions"]) == ("Tocsin", [])


async def test_a_group_of_three_thousand_fits(say: Say) -> None:
    ntfy = Ntfy()
    async with serving(ntfy) as base:
        await say(NtfyNotifier, base, config(), about_three_thousand())
    assert ntfy.payload["message"].endswith("…")


async def test_long_links_leave_room_for_words(say: Say) -> None:
    ntfy, long = Ntfy(), f"{URL}/{'x' * 900}"
    async with serving(ntfy) as base:
        await say(NtfyNotifier, base, config(), message(body='"' * 5000, url=long, acknowledge_url=f"{long}?"))
    assert ntfy.payload["click"] == long
    assert 1000 < len(ntfy.payload["message"]) < 3000


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_words_are_just_words(say: Say, text: str) -> None:
    ntfy = Ntfy()
    async with serving(ntfy) as base:
        await say(NtfyNotifier, base, config(), saying(text))
    assert len(ntfy.taken) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"topic": "https://ntfy.sh/secret-topic"}, "without the server's address"),
        ({"topic": "two words"}, "up to 64 letters, digits, _ and -"),
        ({"server": "ntfy.sh"}, "must begin with http:// or https://"),
        ({"token": "tk_secret\r\nX: y"}, "contains a line break"),
        ({"token": "tk_secret", "username": "ada", "password": "x"}, "exclude one another"),
        ({"username": "ada"}, "belong together"),
        ({"password": "secret"}, "belong together"),
        ({"username": "a:b", "password": "x"}, "should match pattern"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words) as refused:
        config(**changes)
    assert "secret" not in str(refused.value)


def test_another_server_is_another_recipient() -> None:
    ours = {"topic": TOPIC, "server": "https://ntfy.example"}
    assert NtfyNotifier.recipient({"topic": TOPIC}) == NtfyNotifier.recipient({"server": "https://ntfy.sh"})
    assert NtfyNotifier.recipient(ours) != NtfyNotifier.recipient({"topic": TOPIC})
    assert NtfyNotifier.recipient(ours) != NtfyNotifier.recipient({**ours, "verify": False})
