"""The twilio channel, against a server that keeps the rules of the Messages API."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.announcements import URL, announcement, message, told
from tests.servers.http import answer
from tests.servers.twilio import ACCOUNT, KEY, KEY_SECRET, SERVICE, TOKEN, Twilio, refused, serve_twilio
from tests.unit.notifiers.sending import (
    BAD_ANSWERS,
    fails_for_now_without_a_far_side,
    failure,
    hostile,
    of_three_thousand,
    ready,
    send,
)
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.notifier import DeliveryFailed, Message, Receipt
from tocsin.core.plugins import Deadline
from tocsin.notifiers.twilio import _GSM, DEFAULT_URL, LONGEST_TEXT, TwilioConfig, TwilioNotifier, gsm, sms

ADA, BOB, EVE = "+4915112345678", "+441632960000", "+15005550009"


def config(url: str, *to: str, **changes: Any) -> TwilioConfig:
    fields = {"account_sid": ACCOUNT, "auth_token": TOKEN, "sender": "+15005550006", "to": to or (ADA,), "api_url": url}
    return TwilioConfig.model_validate(fields | changes)


async def say(service: Twilio, what: Message, *to: str, **changes: Any) -> Receipt:
    return await send(TwilioNotifier, config(service.url, *to, **changes), what)


async def refusal(service: Twilio, *answers: bytes, **changes: Any) -> DeliveryFailed:
    service.to_answer.extend(answers)
    return await failure(TwilioNotifier, config(service.url, **changes), message())


async def test_a_problem_arrives_in_one_short_text() -> None:
    async with serve_twilio() as service:
        receipt = await say(service, message())
    assert service.sent[0]["Body"] == f"Down: web-1. Down in 2 of 2 regions: the connection was refused. {URL}"
    assert receipt == Receipt("message SM00000000000000000000000000000001", 201)


async def test_recoveries_and_notices_have_their_words() -> None:
    assert sms(message(Purpose.RECOVERY, title="Up: web-1")).startswith("Up: web-1. ")
    assert sms(message(Purpose.NOTICE, title="Region")).startswith("Region. The region eu-west looks offline. ")


@pytest.mark.parametrize(
    ("changes", "sender"),
    [({}, "From"), ({"sender": SERVICE}, "MessagingServiceSid"), ({"sender": "Tocsin"}, "From")],
)
async def test_the_sender_is_a_number_a_service_or_a_name(changes: dict[str, str], sender: str) -> None:
    async with serve_twilio() as service:
        await say(service, message(), **changes)
    assert sender in service.sent[0]


async def test_an_api_key_may_stand_for_the_account() -> None:
    async with serve_twilio() as service:
        await say(service, message(), api_key_sid=KEY, auth_token=KEY_SECRET)
    assert len(service.sent) == 1


async def test_every_number_is_written_to_once() -> None:
    async with serve_twilio() as service, ready(TwilioNotifier) as notifier:
        service.busy = {BOB}
        three = config(service.url, ADA, BOB, EVE)
        with pytest.raises(
            DeliveryFailed, match=r"2 of 3 have it\. Without it: \+441632960000: It answered 429"
        ) as one:
            await notifier.send(three, message(), Deadline.after(5))
        receipt = await notifier.send(three, message(), Deadline.after(5))
    assert (one.value.is_permanent, receipt.answer[:14]) == (False, "all 3 have it:")
    assert sorted(form["To"] for form in service.sent) == sorted([ADA, BOB, EVE])


async def test_a_number_that_is_none_is_named() -> None:
    async with serve_twilio() as service:
        failed = await failure(TwilioNotifier, config(service.url, ADA, "+15551234567"), message())
    assert failed.is_permanent
    assert "1 of 2 have it" in failed.answer
    assert "The 'To' number +15551234567 is not a valid phone number." in failed.answer


async def test_who_wants_no_more_messages_is_a_failure_for_good() -> None:
    async with serve_twilio() as service:
        service.unsubscribed = {ADA}
        assert (await refusal(service)).is_permanent


async def test_wrong_credentials_are_final_and_not_shown() -> None:
    async with serve_twilio() as service:
        failed = await refusal(service, auth_token="wrong-wrong-wrong")
    assert (failed.is_permanent, failed.status) == (True, 401)
    assert failed.answer == f"{ADA}: It answered 401 Unauthorized: Authenticate"


@pytest.mark.parametrize(
    ("answered", "is_permanent"),
    [
        (refused("400 Bad Request", 21606, "The From phone number is not valid"), True),
        (refused("404 Not Found", 20404, "not found"), True),
        (refused("429 Too Many Requests", 21611, "This 'From' number has too many queued messages"), False),
        (answer(b"", status="500 Oops"), False),
    ],
)
async def test_which_refusals_are_tried_again(answered: bytes, is_permanent: bool) -> None:
    async with serve_twilio() as service:
        assert (await refusal(service, answered)).is_permanent == is_permanent


@pytest.mark.parametrize("bad", BAD_ANSWERS)
async def test_an_answer_that_is_not_twilios_is_a_failure_for_now(bad: str) -> None:
    async with serve_twilio() as service:
        assert not (await refusal(service, BAD_ANSWERS[bad])).is_permanent


async def test_without_a_far_side_it_fails_for_now() -> None:
    await fails_for_now_without_a_far_side(TwilioNotifier, config)


def test_a_group_says_how_many_there_are() -> None:
    assert sms(message(announcement=of_three_thousand(), title="Down: web")).startswith("Down: web (3000 monitors). ")
    assert sms(message(announcement=of_three_thousand(), title="3000 are down")).startswith("3000 are down. ")
    assert sms(message(announcement=of_three_thousand(), title="Down: web (and 2,999 more)")).count("(") == 1


def test_the_likely_cause_comes_first() -> None:
    assert "web-1. The switch sw-3 http" in sms(message(announcement=announcement(cause="The switch sw-3")))


@given(st.text(max_size=400), st.text(max_size=400), st.integers(1, 10**9), st.sampled_from(["", URL, URL + "x" * 300]))
def test_it_is_never_longer_than_two_parts_and_in_letters_of_phones(title: str, why: str, total: int, url: str) -> None:
    what = announcement(incidents=(told(summary=why),), total=total)
    text = sms(message(announcement=what, title=title, url=url))
    assert 0 < len(text) <= LONGEST_TEXT
    assert set(text) <= _GSM


async def test_hostile_texts_are_taken_as_texts() -> None:
    async with serve_twilio() as service:
        await say(service, hostile())
    assert service.sent[0]["Body"].startswith('</b></title><script>alert(1)</script> & "')


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("Größe: 5 €", "Größe: 5 EUR"),
        ("“It’s”… – ő", '"It\'s"... - o'),
        ("🔥 fire", "fire"),
        ("[a] {b} c|d", "(a) (b) c/d"),
        ("日本", ""),
    ],
)
def test_what_phones_lack_is_spelled_otherwise(text: str, spelled: str) -> None:
    assert gsm(text) == spelled


def test_a_link_is_whole_or_not_there() -> None:
    assert "http" not in sms(message(url="https://tocsin.example/" + "x" * 300))
    assert "http" not in sms(message(url="https://tocsin.example/~ada"))


async def test_the_token_is_not_sent_to_another_address_unasked() -> None:
    kept = TwilioNotifier.recipient({"auth_token": TOKEN, "to": [ADA]})
    assert kept == TwilioNotifier.recipient({"api_url": DEFAULT_URL, "to": [BOB]})
    assert kept != TwilioNotifier.recipient({"api_url": "https://evil.example"})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"to": ["015112345678"]}, "should match pattern"),
        ({"to": []}, "at least 1"),
        ({"to": [f"+4915112345{number:03}" for number in range(21)]}, "at most 20"),
        ({"to": [ADA, ADA]}, "one number stands there twice"),
        ({"account_sid": "AC1/../../x"}, "should match pattern"),
        ({"api_key_sid": "AC00000000000000000000000000000000"}, "should match pattern"),
        ({"sender": "A name that is too long"}, "should match pattern"),
        ({"auth_token": "x"}, "at least 8"),
    ],
)
def test_what_cannot_work_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        config(DEFAULT_URL, **changes)
