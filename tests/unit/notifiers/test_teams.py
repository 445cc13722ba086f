"""The Teams channel, to a workflow that refuses what Teams refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from tests.announcements import ACKNOWLEDGE_URL, URL, message
from tests.servers.http import answer
from tests.servers.teams import PATH, Teams, runs
from tests.servers.web_service import serving
from tests.unit.notifiers.conftest import Say
from tests.unit.notifiers.hostile import HOSTILE, about_three_thousand, saying
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.notifier import DeliveryFailed, Receipt
from tocsin.notifiers.teams import TeamsConfig, TeamsNotifier

ADDRESS = f"https://default0123.45.environment.api.powerplatform.com:443{PATH}"
CONFIG = TeamsConfig.model_validate({"webhook_url": ADDRESS})


def card(payload: Any) -> Any:
    return payload["attachments"][0]["content"]


def texts(payload: Any) -> list[str]:
    return [run["text"] for run in runs(card(payload))]


async def test_a_problem_arrives_with_its_buttons(say: Say) -> None:
    teams = Teams()
    async with serving(teams) as base:
        receipt = await say(TeamsNotifier, base, CONFIG, message(body="web-1 is down.\n\n  - *really*\n"))
    assert receipt == Receipt("", 202)
    assert texts(teams.payload) == ["Down: web-1", "web-1 is down.", "- *really*"]
    buttons = [(action["title"], action["url"]) for action in card(teams.payload)["actions"]]
    assert buttons == [("Open incident", URL), ("Acknowledge", ACKNOWLEDGE_URL)]


async def test_an_empty_line_is_a_gap(say: Say) -> None:
    teams = Teams()
    async with serving(teams) as base:
        await say(TeamsNotifier, base, CONFIG, message(body="one\n\ntwo\nthree"))
    assert [block.get("spacing") for block in card(teams.payload)["body"]] == [None, "None", "Medium", "None"]


@pytest.mark.parametrize(("purpose", "style"), [(Purpose.PROBLEM, "attention"), (Purpose.RECOVERY, "good")])
async def test_the_title_has_the_colour_of_the_tone(say: Say, purpose: Purpose, style: str) -> None:
    teams = Teams()
    async with serving(teams) as base:
        await say(TeamsNotifier, base, CONFIG, message(purpose))
    assert card(teams.payload)["body"][0]["style"] == style


async def test_a_message_of_nothing_is_a_message(say: Say) -> None:
    teams = Teams()
    async with serving(teams) as base:
        await say(TeamsNotifier, base, CONFIG, message(title="", body="", url="", acknowledge_url=""))
    assert (texts(teams.payload), card(teams.payload)["actions"]) == (["Tocsin"], [])


async def test_a_group_of_three_thousand_fits(say: Say) -> None:
    teams = Teams()
    async with serving(teams) as base:
        await say(TeamsNotifier, base, CONFIG, about_three_thousand())
    assert (texts(teams.payload)[1][:13], texts(teams.payload)[-1]) == ("web-0 is down", "…")


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_words_are_just_words(say: Say, text: str) -> None:
    teams = Teams()
    async with serving(teams) as base:
        await say(TeamsNotifier, base, CONFIG, saying(text))
    assert len(teams.taken) == 1


@pytest.mark.parametrize(
    ("status", "code"), [("404 Not Found", "WorkflowNotFound"), ("400 Bad Request", "WorkflowTriggerIsNotEnabled")]
)
async def test_a_workflow_that_is_off_is_a_failure_for_good(say: Say, status: str, code: str) -> None:
    teams = Teams()
    said = {"error": {"code": code, "message": f"no workflow at {PATH}"}}
    teams.answers.append(answer(json.dumps(said).encode(), status=status))
    async with serving(teams) as base:
        with pytest.raises(DeliveryFailed) as failed:
            await say(TeamsNotifier, base, CONFIG)
    assert failed.value.is_permanent
    assert failed.value.answer.startswith(f"It answered {status}: {code}: no workflow at /powerautomate/")
    assert "Secret" not in failed.value.answer


async def test_teams_is_asked_again_when_it_says(say: Say) -> None:
    teams = Teams()
    teams.answers.append(answer(b'{"error": 1}', status="429 Too Many Requests", headers={"Retry-After": "12"}))
    async with serving(teams) as base:
        with pytest.raises(DeliveryFailed, match=r'Too Many Requests: \{"error": 1\}$') as failed:
            await say(TeamsNotifier, base, CONFIG)
    assert (failed.value.is_permanent, failed.value.retry_after) == (False, 12.0)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://example.webhook.office.com/webhookb2/a@b/IncomingWebhook/c/d", "a connector, which Teams no longer"),
        ("https://outlook.office.com/webhook/a@b/IncomingWebhook/c/d", "a connector, which Teams no longer has"),
        (ADDRESS.partition("&sig=")[0], "only the beginning of the address"),
        (ADDRESS.replace("https:", "http:"), "must begin with https://"),
        ("https://teams.microsoft.com/l/channel/19%3aabc", "this is not the address of a webhook"),
    ],
)
def test_what_is_no_workflow_is_refused(address: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words) as refused:
        TeamsConfig.model_validate({"webhook_url": address})
    assert "Secret" not in str(refused.value)
