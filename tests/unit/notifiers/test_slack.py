"""The Slack channel, to a server that refuses what Slack refuses."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.announcements import ACKNOWLEDGE_URL, URL, message
from tests.servers.http import answer
from tests.servers.slack import PATH, Slack
from tests.servers.web_service import serving
from tests.unit.notifiers.conftest import Say
from tests.unit.notifiers.hostile import HOSTILE, MARKS, about_three_thousand, saying
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.notifier import DeliveryFailed, Receipt
from tocsin.net.tone import COLOURS, Tone
from tocsin.notifiers.slack import SlackConfig, SlackNotifier

CONFIG = SlackConfig.model_validate({"webhook_url": f"https://hooks.slack.com{PATH}"})


def texts(payload: Any) -> list[str]:
    return [block["text"]["text"] for block in payload["attachments"][0]["blocks"]]


async def test_a_problem_arrives_with_its_links(say: Say) -> None:
    slack = Slack()
    async with serving(slack) as base:
        receipt = await say(
            SlackNotifier, base, CONFIG, message(body="web-1 is down.\nSee https://wiki.example/a?b&c.")
        )
    assert receipt == Receipt("ok", 200)
    assert slack.payload["text"] == "Down: web-1"
    body, links = texts(slack.payload)
    assert body == "web-1 is down.\nSee <https://wiki.example/a?b&amp;c>."
    assert links == f"<{URL}|Open incident>   <{ACKNOWLEDGE_URL}|Acknowledge>"


async def test_the_bar_has_the_colour_of_the_tone(say: Say) -> None:
    slack = Slack()
    async with serving(slack) as base:
        for purpose in (Purpose.PROBLEM, Purpose.RECOVERY, Purpose.TEST):
            await say(SlackNotifier, base, CONFIG, message(purpose))
    bars = [payload["attachments"][0]["color"] for payload in slack.taken]
    assert bars == [COLOURS[tone] for tone in (Tone.ALARM, Tone.WELL, Tone.NEWS)]


async def test_a_recovery_is_acknowledged_by_nobody(say: Say) -> None:
    slack = Slack()
    async with serving(slack) as base:
        await say(SlackNotifier, base, CONFIG, message(Purpose.RECOVERY))
    assert texts(slack.payload)[-1] == f"<{URL}|Open incident>"


async def test_a_message_of_nothing_but_a_title_is_taken(say: Say) -> None:
    slack = Slack()
    async with serving(slack) as base:
        await say(SlackNotifier, base, CONFIG, message(body="", url="", acknowledge_url=""))
    assert slack.payload["attachments"] == []


async def test_a_group_of_three_thousand_fits(say: Say) -> None:
    slack = Slack()
    async with serving(slack) as base:
        await say(SlackNotifier, base, CONFIG, about_three_thousand())
    assert texts(slack.payload)[0].startswith("web-0 is down")
    assert texts(slack.payload)[0].endswith("…")


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_words_are_just_words(say: Say, text: str) -> None:
    slack = Slack()
    async with serving(slack) as base:
        await say(SlackNotifier, base, CONFIG, saying(text))
    assert len(slack.taken) == 1


async def test_a_link_shows_where_it_leads(say: Say) -> None:
    slack = Slack()
    async with serving(slack) as base:
        await say(SlackNotifier, base, CONFIG, saying(MARKS))
    assert "&lt;<https://evil.example>|safe.example&gt;" in texts(slack.payload)[0]


@pytest.mark.parametrize("status", ["400 Bad Request", "403 Forbidden", "404 Not Found", "410 Gone"])
async def test_what_slack_refuses_is_a_failure_for_good(say: Say, status: str) -> None:
    slack = Slack()
    slack.answers.append(answer(b"channel_is_archived", status=status))
    async with serving(slack) as base:
        with pytest.raises(DeliveryFailed, match=f"It answered {status}: channel_is_archived") as failed:
            await say(SlackNotifier, base, CONFIG)
    assert failed.value.is_permanent


async def test_slack_is_asked_again_when_it_says(say: Say) -> None:
    slack = Slack()
    slack.answers.append(answer(b"rate_limited", status="429 Too Many Requests", headers={"Retry-After": "30"}))
    async with serving(slack) as base:
        with pytest.raises(DeliveryFailed) as failed:
            await say(SlackNotifier, base, CONFIG)
    assert (failed.value.is_permanent, failed.value.retry_after) == (False, 30.0)


async def test_the_address_is_in_no_answer(say: Say) -> None:
    slack = Slack()
    slack.answers.append(answer(f"no service at {PATH}".encode(), status="404 Not Found"))
    async with serving(slack) as base:
        with pytest.raises(DeliveryFailed) as failed:
            await say(SlackNotifier, base, CONFIG)
    assert failed.value.answer == "It answered 404 Not Found: no service at /services/•••/•••/•••"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "at least 1 "),
        ("#alerts", "must begin with http:// or https://"),
        (f"http://hooks.slack.com{PATH}", "must begin with https://"),
        ("https://hooks.slack.com/triggers/T0/1/x", "this is not the address of a webhook, which looks like"),
        ("https://example.slack.com/archives/C0", "this is not the address of a webhook"),
        (f"https://ada:pw@hooks.slack.com{PATH}", "must not contain credentials"),
        ("https://hooks.slack.com/" + "x" * 3000, "at most 2048 "),
    ],
)
def test_what_is_no_webhook_is_refused(address: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words) as refused:
        SlackConfig.model_validate({"webhook_url": address})
    assert "XXXX" not in str(refused.value)
