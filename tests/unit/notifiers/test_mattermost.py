"""The Mattermost channel, to a server that refuses what Mattermost refuses."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.announcements import ACKNOWLEDGE_URL, URL, message
from tests.servers.http import answer
from tests.servers.mattermost import PATH, Mattermost
from tests.servers.web_service import serving
from tests.unit.notifiers.conftest import Say
from tests.unit.notifiers.hostile import CALLS, HOSTILE, about_three_thousand, saying
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.notifier import DeliveryFailed, Receipt
from tocsin.notifiers.mattermost import MattermostConfig, MattermostNotifier

ADDRESS = f"https://chat.example.com{PATH}"
CONFIG = MattermostConfig.model_validate({"webhook_url": ADDRESS})


async def test_a_problem_arrives_with_its_links(say: Say) -> None:
    mattermost = Mattermost()
    async with serving(mattermost) as base:
        receipt = await say(MattermostNotifier, base, CONFIG, message(title="Down: my_web", body="**my\\_web**\n"))
    assert receipt == Receipt("ok", 200)
    links = f"[Open incident]({URL}) · [Acknowledge]({ACKNOWLEDGE_URL})"
    expected = {"title": "Down: my\\_web", "title_link": URL, "text": f"**my\\_web**\n\n{links}", "color": "#d32f2f"}
    assert mattermost.payload == {"attachments": [{"fallback": "Down: my\\_web", **expected}]}


async def test_a_recovery_is_green(say: Say) -> None:
    mattermost = Mattermost()
    async with serving(mattermost) as base:
        await say(MattermostNotifier, base, CONFIG, message(Purpose.RECOVERY))
    assert mattermost.payload["attachments"][0]["color"] == "#2e7d32"


async def test_channel_and_name_are_passed_on(say: Say) -> None:
    mattermost = Mattermost()
    given = {"channel": "town-square", "username": "Tocsin"}
    async with serving(mattermost) as base:
        await say(MattermostNotifier, base, MattermostConfig.model_validate({"webhook_url": ADDRESS, **given}))
    assert {name: mattermost.payload[name] for name in given} == given


async def test_a_channel_that_does_not_exist_is_a_failure_for_good(say: Say) -> None:
    config = MattermostConfig.model_validate({"webhook_url": ADDRESS, "channel": "nowhere"})
    async with serving(Mattermost()) as base:
        with pytest.raises(DeliveryFailed, match=r"It answered 404 Not Found: Couldn't find the channel$") as failed:
            await say(MattermostNotifier, base, config)
    assert failed.value.is_permanent


async def test_a_message_of_nothing_is_a_message(say: Say) -> None:
    mattermost = Mattermost()
    async with serving(mattermost) as base:
        await say(MattermostNotifier, base, CONFIG, message(title="", body="", url="", acknowledge_url=""))
    assert mattermost.payload["attachments"][0]["title"] == "Tocsin"


async def test_a_group_of_three_thousand_fits(say: Say) -> None:
    mattermost = Mattermost()
    async with serving(mattermost) as base:
        await say(MattermostNotifier, base, CONFIG, about_three_thousand())
    assert mattermost.payload["attachments"][0]["text"].endswith(f"[Acknowledge]({ACKNOWLEDGE_URL})")


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_words_are_just_words(say: Say, text: str) -> None:
    mattermost = Mattermost()
    async with serving(mattermost) as base:
        await say(MattermostNotifier, base, CONFIG, saying(text))
    assert len(mattermost.taken) == 1


async def test_a_title_calls_nobody(say: Say) -> None:
    mattermost = Mattermost()
    async with serving(mattermost) as base:
        await say(MattermostNotifier, base, CONFIG, message(title=CALLS))
    assert "@\u200bchannel @\u200ball" in mattermost.payload["attachments"][0]["title"]


async def test_a_server_that_has_no_time_is_asked_again(say: Say) -> None:
    mattermost = Mattermost()
    mattermost.answers.append(answer(b"limit exceeded", status="429 Too Many", headers={"Retry-After": "1"}))
    async with serving(mattermost) as base:
        with pytest.raises(DeliveryFailed) as failed:
            await say(MattermostNotifier, base, CONFIG)
    assert (failed.value.is_permanent, failed.value.retry_after) == (False, 1.0)


async def test_the_address_is_in_no_answer(say: Say) -> None:
    mattermost = Mattermost()
    mattermost.answers.append(answer(f"no page {PATH}".encode(), status="404 Not Found"))
    async with serving(mattermost) as base:
        with pytest.raises(DeliveryFailed) as failed:
            await say(MattermostNotifier, base, CONFIG)
    assert failed.value.answer == "It answered 404 Not Found: no page /hooks/•••"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"webhook_url": "https://chat.example.com/"}, "this is not the address of a webhook"),
        ({"webhook_url": "ftp://chat.example.com/hooks/x"}, "must begin with http:// or https://"),
        ({"channel": "Town Square"}, "should match pattern"),
        ({"username": "a\nb"}, "should match pattern"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        MattermostConfig.model_validate({"webhook_url": ADDRESS, **change})
