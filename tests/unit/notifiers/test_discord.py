"""The Discord channel, to a server that refuses what Discord refuses."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from tests.announcements import ACKNOWLEDGE_URL, URL, message
from tests.servers.discord import PATH, Discord
from tests.servers.http import answer
from tests.servers.web_service import serving
from tests.unit.notifiers.conftest import Say
from tests.unit.notifiers.hostile import HOSTILE, about_three_thousand, saying
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.notifier import DeliveryFailed
from tocsin.net.web_delivery import LONGEST_PAUSE
from tocsin.notifiers.discord import DiscordConfig, DiscordNotifier

CONFIG = DiscordConfig.model_validate({"webhook_url": f"https://discord.com{PATH}"})


async def test_a_problem_arrives_with_its_links(say: Say) -> None:
    discord = Discord()
    async with serving(discord) as base:
        receipt = await say(DiscordNotifier, base, CONFIG, message(body="**web-1** is down.\n"))
    assert (receipt.status, json.loads(receipt.answer)["channel_id"]) == (200, "2")
    (embed,) = discord.payload["embeds"]
    assert discord.payload["content"] == "Down: web-1"
    assert embed["description"] == f"**web-1** is down.\n\n[Open incident]({URL}) · [Acknowledge]({ACKNOWLEDGE_URL})"
    assert (embed["color"], embed["timestamp"]) == (0xD32F2F, "2026-11-21T22:30:00.000Z")


async def test_a_recovery_is_green(say: Say) -> None:
    discord = Discord()
    async with serving(discord) as base:
        await say(DiscordNotifier, base, CONFIG, message(Purpose.RECOVERY))
    assert discord.payload["embeds"][0]["color"] == 0x2E7D32


async def test_it_may_go_into_a_thread(say: Say) -> None:
    discord = Discord()
    config = DiscordConfig.model_validate({"webhook_url": f"https://discord.com{PATH}/", "thread_id": "4711"})
    async with serving(discord) as base:
        receipt = await say(DiscordNotifier, base, config)
    assert json.loads(receipt.answer)["channel_id"] == "4711"


async def test_a_message_of_nothing_is_a_message(say: Say) -> None:
    discord = Discord()
    async with serving(discord) as base:
        await say(DiscordNotifier, base, CONFIG, message(title="", body="", url="", acknowledge_url=""))
    assert (discord.payload["content"], discord.payload["embeds"]) == ("Tocsin", [])


async def test_a_group_of_three_thousand_fits(say: Say) -> None:
    discord = Discord()
    async with serving(discord) as base:
        await say(DiscordNotifier, base, CONFIG, about_three_thousand())
    (embed,) = discord.payload["embeds"]
    assert embed["description"].startswith("web-0 is down")
    assert embed["description"].endswith(f"[Acknowledge]({ACKNOWLEDGE_URL})")


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_words_are_just_words(say: Say, text: str) -> None:
    discord = Discord()
    async with serving(discord) as base:
        await say(DiscordNotifier, base, CONFIG, saying(text))
    assert len(discord.taken) == 1


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ('{"message": "You are being rate limited.", "retry_after": 64.57, "global": false}', 64.57),
        ('{"retry_after": 1e300}', LONGEST_PAUSE),
        ('{"retry_after": NaN}', 65.0),
        ('{"retry_after": -1}', 65.0),
        ('{"retry_after": "soon"}', 65.0),
        ("error code: 1015", 65.0),
    ],
)
async def test_discord_is_asked_again_when_it_says(say: Say, said: str, seconds: float) -> None:
    discord = Discord()
    discord.answers.append(answer(said.encode(), status="429 Too Many Requests", headers={"Retry-After": "65"}))
    async with serving(discord) as base:
        with pytest.raises(DeliveryFailed) as failed:
            await say(DiscordNotifier, base, CONFIG)
    assert (failed.value.is_permanent, failed.value.retry_after) == (False, seconds)


async def test_an_unknown_webhook_is_a_failure_for_good(say: Say) -> None:
    config = DiscordConfig.model_validate({"webhook_url": f"https://discord.com{PATH}x"})
    async with serving(Discord()) as base:
        with pytest.raises(DeliveryFailed, match=r'404 Not Found: \{"message": "Unknown Webhook"') as failed:
            await say(DiscordNotifier, base, config)
    assert failed.value.is_permanent


async def test_the_address_is_in_no_answer(say: Say) -> None:
    discord = Discord()
    discord.answers.append(answer(f"invalid token at {PATH}".encode(), status="401 Unauthorized"))
    async with serving(discord) as base:
        with pytest.raises(DeliveryFailed) as failed:
            await say(DiscordNotifier, base, CONFIG)
    assert failed.value.answer == "It answered 401 Unauthorized: invalid token at /api/webhooks/•••/•••"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"webhook_url": f"http://discord.com{PATH}"}, "must begin with https://"),
        ({"webhook_url": f"https://discord.com{PATH}/slack"}, "this is not the address of a webhook"),
        ({"webhook_url": "https://discord.com/channels/1/2"}, "this is not the address of a webhook"),
        ({"webhook_url": f"https://discord.com{PATH}", "thread_id": "my thread"}, "should match pattern"),
        ({"webhook_url": f"https://discord.com{PATH}", "thread_id": "1&wait=false"}, "should match pattern"),
    ],
)
def test_what_is_no_webhook_is_refused(change: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words) as refused:
        DiscordConfig.model_validate(change)
    assert "aBcDeFgH" not in str(refused.value)
