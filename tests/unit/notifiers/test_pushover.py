"""The pushover channel, against a server that keeps the rules of the Message API."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.announcements import NOW, URL, announcement, message
from tests.servers.http import answer
from tests.servers.pushover import TOKEN, USER, Pushover, serve_pushover
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
from tocsin.notifiers.pushover import DEFAULT_URL, PushoverConfig, PushoverNotifier

WARNING = announcement(severity=Severity.WARNING)


def config(url: str, **changes: Any) -> PushoverConfig:
    return PushoverConfig.model_validate({"token": TOKEN, "user_key": USER, "api_url": url} | changes)


async def say(service: Pushover, what: Message, **changes: Any) -> Receipt:
    return await send(PushoverNotifier, config(service.url, **changes), what)


async def refusal(service: Pushover, *answers: bytes, **changes: Any) -> DeliveryFailed:
    service.to_answer.extend(answers)
    return await failure(PushoverNotifier, config(service.url, **changes), message())


async def pushed(what: Message, **changes: Any) -> dict[str, str]:
    async with serve_pushover() as service:
        await say(service, what, **changes)
    return service.messages[0]


async def test_a_problem_is_pushed_with_its_link_and_time() -> None:
    form = await pushed(message())
    assert (form["title"], form["message"]) == ("Down: web-1", "web-1 is down since 12:00.")
    assert (form["url"], form["timestamp"]) == (URL, str(NOW // 1000))
    assert {"device", "sound", "retry", "tags"} & set(form) == set()


async def test_device_and_sound_are_passed_on() -> None:
    form = await pushed(message(), device="nexus5", sound="siren")
    assert (form["device"], form["sound"]) == ("nexus5", "siren")


@pytest.mark.parametrize(
    ("what", "priority"),
    [
        (message(), "1"),
        (message(announcement=WARNING), "-1"),
        (message(Purpose.RECOVERY), "-1"),
        (message(Purpose.NOTICE), "-1"),
        (message(Purpose.TEST), "-1"),
        (message(Purpose.WORSE), "1"),
    ],
)
async def test_only_what_is_critical_is_urgent(what: Message, priority: str) -> None:
    assert (await pushed(what, priority=-1))["priority"] == priority


async def test_an_emergency_rings_as_often_and_as_long_as_was_chosen() -> None:
    form = await pushed(message(), critical_priority=2, retry=45, expire=600)
    assert (form["priority"], form["retry"], form["expire"]) == ("2", "45", "600")


@pytest.mark.parametrize(("purpose", "said"), [(Purpose.ACKNOWLEDGED, 1), (Purpose.RECOVERY, 2)])
async def test_the_ringing_stops_when_it_is_acknowledged_or_over(purpose: Purpose, said: int) -> None:
    async with serve_pushover() as service:
        await say(service, message(), critical_priority=2)
        rang = len(service.ringing)
        await say(service, message(purpose), critical_priority=2)
    assert (rang, service.ringing, len(service.messages)) == (1, set(), said)


async def test_an_acknowledgement_of_what_does_not_ring_is_not_told() -> None:
    async with serve_pushover() as service:
        receipt = await say(service, message(Purpose.ACKNOWLEDGED))
    assert (service.seen, receipt.status) == ([], None)


async def test_a_group_of_three_thousand_is_one_message() -> None:
    form = await pushed(message(announcement=of_three_thousand(), body="web is down\n" * 3000))
    assert (len(form["message"]), form["message"][-1]) == (1024, "…")


async def test_hostile_texts_are_taken_as_texts() -> None:
    form = await pushed(hostile())
    assert form["title"].startswith("</b></title><script>alert(1)</script>")
    assert ("html" in form, len(form["title"])) == (False, 250)


@pytest.mark.parametrize("body", ["", " \n"])
async def test_a_message_is_never_blank(body: str) -> None:
    assert (await pushed(message(body=body)))["message"] == "Down: web-1"


async def test_a_link_that_is_too_long_is_left_out() -> None:
    assert "url" not in await pushed(message(url="https://tocsin.example/" + "x" * 600))


async def test_a_wrong_key_is_final_and_not_shown() -> None:
    wrong = "x" * 30
    async with serve_pushover() as service:
        failed = await refusal(service, token=wrong)
    assert (failed.is_permanent, failed.status) == (True, 400)
    assert failed.answer == "It answered 400 Bad Request: application token is invalid"


@pytest.mark.parametrize(("remaining", "is_permanent"), [("0", True), ("12", False)])
async def test_a_quota_that_is_used_up_is_final_and_haste_is_not(remaining: str, is_permanent: bool) -> None:
    body = b'{"errors": ["application is over its monthly limit"], "status": 0}'
    async with serve_pushover() as service:
        headers = {"X-Limit-App-Remaining": remaining}
        failed = await refusal(service, answer(body, status="429 Too Many Requests", headers=headers))
    assert failed.is_permanent == is_permanent
    assert failed.answer.endswith("application is over its monthly limit")


@pytest.mark.parametrize(("status", "is_permanent"), [("401 No", True), ("404 Not Found", True), ("500 Oops", False)])
async def test_which_refusals_are_tried_again(status: str, is_permanent: bool) -> None:
    async with serve_pushover() as service:
        assert (await refusal(service, answer(b"", status=status))).is_permanent == is_permanent


@pytest.mark.parametrize("bad", BAD_ANSWERS)
async def test_an_answer_that_is_not_pushovers_is_a_failure_for_now(bad: str) -> None:
    async with serve_pushover() as service:
        assert not (await refusal(service, BAD_ANSWERS[bad])).is_permanent


async def test_without_a_far_side_it_fails_for_now() -> None:
    await fails_for_now_without_a_far_side(PushoverNotifier, config)


async def test_the_keys_are_not_sent_to_another_address_unasked() -> None:
    kept = PushoverNotifier.recipient({"token": TOKEN, "sound": "siren"})
    assert kept == PushoverNotifier.recipient({"api_url": DEFAULT_URL})
    assert kept != PushoverNotifier.recipient({"api_url": "https://evil.example"})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"token": "short"}, "at least 30"),
        ({"user_key": "!" * 30}, "must be 30 letters and digits"),
        ({"critical_priority": 3}, "-2, -1, 0, 1 or 2"),
        ({"priority": 2}, "-2, -1, 0 or 1"),
        ({"retry": 10}, "greater than or equal to 30"),
        ({"expire": 20_000}, "less than or equal to 10800"),
        ({"retry": 600, "expire": 60}, "expire must not be less than retry"),
        ({"sound": "../siren"}, "should match pattern"),
    ],
)
def test_what_cannot_work_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        config(DEFAULT_URL, **changes)
