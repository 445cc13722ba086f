"""The opsgenie channel, against a server that keeps the rules of the Alert API."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.announcements import ACKNOWLEDGE_URL, URL, announcement, message, told
from tests.servers.http import answer
from tests.servers.opsgenie import KEY, Opsgenie, serve_opsgenie
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
from tocsin.notifiers.opsgenie import DEFAULT_URL, OpsgenieConfig, OpsgenieNotifier


def config(url: str, key: str = KEY, **changes: str) -> OpsgenieConfig:
    return OpsgenieConfig.model_validate({"api_key": key, "api_url": url} | changes)


async def say(service: Opsgenie, what: Message, **changes: str) -> Receipt:
    return await send(OpsgenieNotifier, config(service.url, **changes), what)


async def refusal(service: Opsgenie, *answers: bytes, key: str = KEY) -> DeliveryFailed:
    service.to_answer.extend(answers)
    return await failure(OpsgenieNotifier, config(service.url, key), message())


async def created(what: Message, **changes: str) -> dict[str, Any]:
    async with serve_opsgenie() as service:
        await say(service, what, **changes)
    return service.created[0]


async def test_a_problem_creates_an_alert_with_its_facts() -> None:
    alert = await created(message())
    assert (alert["message"], alert["priority"], alert["entity"]) == ("Down: web-1", "P1", "web-1.example.com")
    assert (alert["alias"], alert["tags"]) == ("group:7", ["env:prod", "team:shop"])
    assert alert["description"] == "web-1 is down since 12:00."
    assert (alert["details"]["url"], alert["details"]["acknowledge"]) == (URL, ACKNOWLEDGE_URL)
    assert alert["details"]["runbook"] == "https://wiki.example/web"


async def test_problem_acknowledgement_and_recovery_are_one_alert() -> None:
    async with serve_opsgenie() as service:
        states = []
        for purpose in (Purpose.PROBLEM, Purpose.REMINDER, Purpose.ACKNOWLEDGED, Purpose.RECOVERY):
            await say(service, message(purpose))
            states.append([alert["state"] for alert in service.alerts.values()])
    assert states == [["open"], ["open"], ["acknowledged"], ["closed"]]
    assert OpsgenieNotifier.follows_acknowledgement


async def test_who_acknowledged_is_noted() -> None:
    async with serve_opsgenie() as service:
        await say(service, message())
        by_ada = announcement(Purpose.ACKNOWLEDGED, acknowledged_by="key:deploys")
        await say(service, message(announcement=by_ada))
    assert service.alerts["group:7"]["note"] == "Acknowledged in Tocsin by the API key deploys."


async def test_what_gets_worse_gets_another_priority() -> None:
    async with serve_opsgenie() as service:
        await say(service, message(announcement=announcement(severity=Severity.WARNING)))
        before = service.alerts["group:7"]["priority"]
        await say(service, message(Purpose.WORSE))
    assert (before, service.alerts["group:7"]["priority"]) == ("P3", "P1")


@pytest.mark.parametrize(
    ("changes", "priority"),
    [
        ({"severity": Severity.WARNING}, "P4"),
        ({"severity": Severity.CRITICAL}, "P2"),
        ({"purpose": Purpose.NOTICE}, "P5"),
        ({"purpose": Purpose.TEST}, "P5"),
    ],
)
async def test_severities_have_the_priorities_that_were_chosen(changes: dict[str, Any], priority: str) -> None:
    what = message(announcement=announcement(**changes))
    alert = await created(what, critical_priority="P2", warning_priority="P4")
    assert alert["priority"] == priority


async def test_a_canary_proves_the_key_and_wakes_nobody() -> None:
    async with serve_opsgenie() as service:
        receipt = await say(service, message(Purpose.CANARY))
        wrong = await failure(OpsgenieNotifier, config(service.url, "some-other-key"), message(Purpose.CANARY))
    assert (receipt.status, wrong.status, service.alerts) == (202, 401, {})


async def test_a_thread_may_hold_anything() -> None:
    threads = ["a/b?c#d é%", "x" * 600]
    async with serve_opsgenie() as service:
        for thread in threads:
            await say(service, message(announcement=announcement(thread=thread)))
            await say(service, message(announcement=announcement(Purpose.RECOVERY, thread=thread)))
    assert [alert["state"] for alert in service.alerts.values()] == ["closed", "closed"]


async def test_of_three_thousand_the_number_is_told() -> None:
    alert = await created(message(announcement=of_three_thousand()))
    assert alert["details"]["incidents"] == "3000"


async def test_of_many_tags_the_first_are_told_once() -> None:
    incidents = tuple(told(number, tags=("env:prod", f"host:{number}")) for number in range(50))
    alert = await created(message(announcement=announcement(incidents=incidents)))
    assert (len(alert["tags"]), alert["tags"][:2]) == (20, ["env:prod", "host:0"])


async def test_hostile_texts_are_taken_as_texts() -> None:
    alert = await created(hostile())
    assert alert["message"].startswith("</b></title><script>alert(1)</script>")
    assert ("\n" in alert["message"], "\x1b" in alert["description"]) == (False, False)


async def test_a_wrong_key_is_final_and_not_shown() -> None:
    async with serve_opsgenie() as service:
        failed = await refusal(service, key="this-is-not-it")
    assert (failed.is_permanent, failed.status) == (True, 401)
    assert failed.answer == "It answered 401 Unauthorized: Could not authenticate"


async def test_what_is_wrong_is_told_field_by_field() -> None:
    body = b'{"message": "Request body is not processable.", "errors": {"message": "is too long"}, "took": 0.0}'
    async with serve_opsgenie() as service:
        failed = await refusal(service, answer(body, status="422 Unprocessable Entity"))
    assert failed.is_permanent
    assert failed.answer.endswith("Request body is not processable.; message: is too long")


async def test_when_it_is_too_much_it_says_how_long_to_wait() -> None:
    throttled = {"X-RateLimit-State": "THROTTLED", "X-RateLimit-Period-In-Sec": "60"}
    async with serve_opsgenie() as service:
        failed = await refusal(service, answer(b"{}", status="429 Too Many Requests", headers=throttled))
    assert (failed.is_permanent, failed.retry_after) == (False, 60)


@pytest.mark.parametrize(("status", "is_permanent"), [("400 Bad", True), ("404 Not Found", True), ("500 Oops", False)])
async def test_which_refusals_are_tried_again(status: str, is_permanent: bool) -> None:
    async with serve_opsgenie() as service:
        assert (await refusal(service, answer(b"", status=status))).is_permanent == is_permanent


@pytest.mark.parametrize("bad", BAD_ANSWERS)
async def test_an_answer_that_is_not_opsgenies_is_a_failure_for_now(bad: str) -> None:
    async with serve_opsgenie() as service:
        assert not (await refusal(service, BAD_ANSWERS[bad])).is_permanent


async def test_without_a_far_side_it_fails_for_now() -> None:
    await fails_for_now_without_a_far_side(OpsgenieNotifier, config)


async def test_the_key_is_not_sent_to_another_address_unasked() -> None:
    kept = OpsgenieNotifier.recipient({"api_key": KEY, "warning_priority": "P2"})
    assert kept == OpsgenieNotifier.recipient({"api_url": DEFAULT_URL})
    assert kept != OpsgenieNotifier.recipient({"api_url": "https://evil.example"})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"api_key": "x"}, "at least 8"),
        ({"api_key": f"{KEY}\r\nX-Evil: 1"}, "no spaces or line breaks"),
        ({"critical_priority": "P0"}, "'P1', 'P2'"),
        ({"api_url": "x"}, "must begin"),
    ],
)
def test_what_cannot_work_is_refused(changes: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        OpsgenieConfig.model_validate({"api_key": KEY} | changes)
