"""Envelopes of Amazon SNS: opened, or told about."""

from __future__ import annotations

import pytest

from tests.unit.hooks.making import read_generic
from tocsin.core.result import Json
from tocsin.core.verdict import Verdict

LINK = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=abc"


def unwrapped(**envelope: Json) -> tuple[list[str], list[str], str]:
    """Monitors, complaints, note."""
    read = read_generic(envelope, unwrap="sns", name="AlarmName", state="NewStateValue")
    return [report.monitor for report in read.reports], [error.message for error in read.refusals], read.note


def test_a_notification_holds_json_in_a_text() -> None:
    text = '{"AlarmName": "CPU", "NewStateValue": "ALARM"}'
    read = read_generic(
        {"Type": "Notification", "Message": text}, unwrap="sns", name="AlarmName", state="NewStateValue"
    )
    assert [(report.monitor, report.verdict) for report in read.reports] == [("CPU", Verdict.DOWN)]


def test_a_confirmation_is_left_to_the_operator() -> None:
    monitors, complaints, note = unwrapped(Type="SubscriptionConfirmation", SubscribeURL=LINK, TopicArn="arn:aws:x")
    assert (monitors, complaints) == ([], [])
    assert note == f"Amazon SNS wants its subscription to arn:aws:x confirmed: open {LINK} in a browser."


@pytest.mark.parametrize(
    "link",
    [
        "http://sns.eu-west-1.amazonaws.com/",
        "https://sns.eu-west-1.amazonaws.com.evil.example/",
        "https://user@sns.eu-west-1.amazonaws.com/",
        "https://sns.eu-west-1.amazonaws.com:8443/",
        "https://127.0.0.1/",
        "https://[",
        "https://sns.eu-west-1.amazonaws.com/\n",
        "x" * 3000,
        7,
        None,
    ],
)
def test_an_address_that_is_not_amazons_is_not_shown(link: Json) -> None:
    _, _, note = unwrapped(Type="SubscriptionConfirmation", SubscribeURL=link)
    assert note.endswith("the address it gave is not Amazon's: ignore it.")


def test_the_end_of_a_subscription_is_told() -> None:
    assert "has ended" in unwrapped(Type="UnsubscribeConfirmation")[2]


@pytest.mark.parametrize(
    ("envelope", "words"),
    [
        ({}, "has no field Type"),
        ({"Type": "Notification"}, "with a text in its field Message"),
        ({"Type": "Notification", "Message": "CPU is high"}, "has a field Message that is not JSON"),
        ({"Type": "Other", "Message": "{}"}, "is no Notification"),
    ],
)
def test_what_is_no_notification_is_refused(envelope: dict[str, Json], words: str) -> None:
    monitors, (complaint,), _ = unwrapped(**envelope)
    assert monitors == []
    assert words in complaint
