"""The pagerduty channel, against a server that keeps the rules of the Events API v2."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.announcements import ACKNOWLEDGE_URL, URL, announcement, message
from tests.servers.http import answer
from tests.servers.pagerduty import KEY, PagerDuty, serve_pagerduty
from tests.unit.notifiers.sending import (
    BAD_ANSWERS,
    fails_for_now_without_a_far_side,
    failure,
    hostile,
    of_three_thousand,
    send,
)
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.concern import Severity
from tocsin.core.notifier import DeliveryFailed, Message, Receipt
from tocsin.notifiers.pagerduty import DEFAULT_URL, PagerDutyConfig, PagerDutyNotifier


def config(url: str, key: str = KEY) -> PagerDutyConfig:
    return PagerDutyConfig.model_validate({"integration_key": key, "api_url": url})


async def say(service: PagerDuty, what: Message) -> Receipt:
    return await send(PagerDutyNotifier, config(service.url), what)


async def refusal(service: PagerDuty, *answers: bytes) -> DeliveryFailed:
    service.to_answer.extend(answers)
    return await failure(PagerDutyNotifier, config(service.url), message())


async def triggered(what: Message) -> dict[str, Any]:
    async with serve_pagerduty() as service:
        await say(service, what)
    return service.events[0]


async def test_a_problem_triggers_an_alert_with_its_facts() -> None:
    event = await triggered(message())
    payload = event["payload"]
    assert (payload["summary"], payload["severity"]) == ("Down: web-1", "critical")
    assert (payload["source"], payload["component"], payload["class"]) == ("web-1.example.com", "web-1", "down")
    assert payload["timestamp"] == "2026-11-21T22:26:40.000+00:00"
    assert payload["custom_details"]["incidents"][0]["tags"] == "env:prod, team:shop"
    assert payload["custom_details"]["message"] == "web-1 is down since 12:00."


async def test_it_links_to_the_incident_its_acknowledgement_and_the_runbook() -> None:
    event = await triggered(message())
    assert event["client_url"] == URL
    assert [link["href"] for link in event["links"]] == [URL, ACKNOWLEDGE_URL, "https://wiki.example/web"]


async def test_without_a_public_address_there_are_no_links_to_it() -> None:
    event = await triggered(message(url="", acknowledge_url=""))
    assert ("client_url" in event, [link["text"] for link in event["links"]]) == (False, ["Runbook of web-1"])


async def test_problem_acknowledgement_and_recovery_are_one_alert() -> None:
    async with serve_pagerduty() as service:
        seen = []
        for purpose in (Purpose.PROBLEM, Purpose.REMINDER, Purpose.ACKNOWLEDGED, Purpose.RECOVERY):
            await say(service, message(purpose))
            seen.append(dict(service.alerts))
    assert seen == [{"group:7": state} for state in ("triggered", "triggered", "acknowledged", "resolved")]
    assert PagerDutyNotifier.follows_acknowledgement


@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        ({"severity": Severity.WARNING}, "warning"),
        ({"severity": Severity.CRITICAL}, "critical"),
        ({"purpose": Purpose.NOTICE}, "info"),
        ({"purpose": Purpose.TEST}, "info"),
    ],
)
async def test_severities_are_told_in_theirs(changes: dict[str, Any], severity: str) -> None:
    event = await triggered(message(announcement=announcement(**changes)))
    assert event["payload"]["severity"] == severity


async def test_a_canary_wakes_nobody() -> None:
    async with serve_pagerduty() as service:
        receipt = await say(service, message(Purpose.CANARY))
    assert (receipt.status, service.alerts) == (202, {})


async def test_a_group_of_three_thousand_lists_fifty_and_says_how_many_there_are() -> None:
    event = await triggered(message(announcement=of_three_thousand()))
    details = event["payload"]["custom_details"]
    assert (len(details["incidents"]), details["incidents_in_total"], len(event["links"])) == (50, 3000, 3)


async def test_hostile_texts_are_taken_as_texts() -> None:
    event = await triggered(hostile())
    assert event["payload"]["summary"].startswith("</b></title><script>alert(1)</script>")
    assert "\n" not in event["payload"]["summary"]


async def test_long_threads_do_not_become_one_by_being_cut() -> None:
    async with serve_pagerduty() as service:
        for end in ("a", "b"):
            await say(service, message(announcement=announcement(thread="x" * 300 + end)))
    assert len(service.alerts) == 2


async def test_what_is_wrong_with_the_key_is_told_without_the_key() -> None:
    async with serve_pagerduty() as service:
        refused = answer(f'{{"message": "Event object is invalid", "errors": ["{KEY}"]}}'.encode(), status="400 Bad")
        failed = await refusal(service, refused)
    assert (failed.is_permanent, failed.status) == (True, 400)
    assert failed.answer == "It answered 400 Bad Request: Event object is invalid; •••"


@pytest.mark.parametrize(
    ("status", "is_permanent"),
    [("401 Unauthorized", True), ("404 Not Found", True), ("429 Too Many Requests", False), ("500 Oops", False)],
)
async def test_which_refusals_are_tried_again(status: str, is_permanent: bool) -> None:
    async with serve_pagerduty() as service:
        failed = await refusal(service, answer(b"", status=status, headers={"Retry-After": "17"}))
    assert (failed.is_permanent, failed.retry_after) == (is_permanent, None if is_permanent else 17)


@pytest.mark.parametrize("bad", BAD_ANSWERS)
async def test_an_answer_that_is_not_pagerdutys_is_a_failure_for_now(bad: str) -> None:
    async with serve_pagerduty() as service:
        assert not (await refusal(service, BAD_ANSWERS[bad])).is_permanent


async def test_without_a_far_side_it_fails_for_now() -> None:
    await fails_for_now_without_a_far_side(PagerDutyNotifier, config)


async def test_the_key_is_not_sent_to_another_address_unasked() -> None:
    kept = PagerDutyNotifier.recipient({"integration_key": KEY})
    assert kept == PagerDutyNotifier.recipient({"api_url": DEFAULT_URL})
    assert kept != PagerDutyNotifier.recipient({"api_url": "https://evil.example"})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"integration_key": "short"}, "at least 32"),
        ({"api_url": "ftp://events.pagerduty.com"}, "must begin with http:// or https://"),
        ({"api_url": "https://events.pagerduty.com?x=1"}, "without \\? and #"),
        ({"api_url": "https://user:pass@events.pagerduty.com"}, "must not contain credentials"),
    ],
)
def test_what_cannot_work_is_refused(changes: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        PagerDutyConfig.model_validate({"integration_key": KEY} | changes)
