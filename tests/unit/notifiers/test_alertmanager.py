"""The Alertmanager channel: labels by which alerts begin and end, and clusters of which some members are down."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.announcements import NOW, URL, announcement, message, told
from tests.servers.alertmanager import Alertmanager
from tests.servers.http import answer
from tests.servers.tcp import closed_port, serve_tcp, silent
from tests.servers.web_service import serving
from tests.unit.notifiers.conftest import Say
from tests.unit.notifiers.far_side import LOOPBACK_ONLY, ClosedPostOffice
from tests.unit.notifiers.hostile import HOSTILE, about_three_thousand, saying
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.concern import Severity
from tocsin.core.notifier import DeliveryFailed, Message, Receipt, Tools
from tocsin.core.plugins import Deadline
from tocsin.net.web_client import WebClient
from tocsin.notifiers.alertmanager import AlertmanagerConfig, AlertmanagerNotifier

ADDRESS = "http://alertmanager.example.com:9093"


def config(**changes: Any) -> AlertmanagerConfig:
    return AlertmanagerConfig.model_validate({"urls": [ADDRESS], **changes})


async def sent(say: Say, what: Message, **changes: Any) -> Any:
    alertmanager = Alertmanager()
    async with serving(alertmanager) as base:
        assert await say(AlertmanagerNotifier, base, config(**changes), what) == Receipt("", 200)
    return alertmanager.payload


async def sent_to_each(*urls: str, seconds: float = 5.0) -> Receipt:
    client = WebClient(LOOPBACK_ONLY)
    notifier = AlertmanagerNotifier(Tools(client, ClosedPostOffice(), LOOPBACK_ONLY))
    try:
        return await notifier.send(config(urls=urls), message(), Deadline.after(seconds))
    finally:
        await client.aclose()


async def test_a_problem_is_an_alert_without_an_end(say: Say) -> None:
    (alert,) = await sent(say, message(), labels={"team": "shop"})
    assert alert == {
        "labels": {
            "team": "shop",
            "alertname": "TocsinIncident",
            "severity": "critical",
            "monitor": "web-1",
            "monitor_id": "1",
            "kind": "http",
            "instance": "web-1.example.com",
            "workspace": "Example",
            "tag_env": "prod",
            "tag_team": "shop",
        },
        "annotations": {
            "summary": "Down in 2 of 2 regions: the connection was refused.",
            "description": "The address was 192.0.2.7, and is 192.0.2.9.",
            "concern": "down",
            "state": "down",
            "runbook_url": "https://wiki.example/web",
        },
        "startsAt": "2026-11-21T22:26:40.000Z",
        "generatorURL": URL,
    }


async def test_its_recovery_ends_the_same_alert(say: Say) -> None:
    (begun,) = await sent(say, message())
    (ended,) = await sent(say, message(Purpose.RECOVERY))
    assert ended["labels"] == begun["labels"]
    assert ended["endsAt"] == "2026-11-21T22:30:00.000Z"


async def test_what_is_told_again_is_the_same_alert() -> None:
    assert AlertmanagerNotifier.resend_seconds == 60


@pytest.mark.parametrize("purpose", [Purpose.REFRESH, Purpose.REMINDER, Purpose.MORE, Purpose.ACKNOWLEDGED])
async def test_whatever_else_is_told_keeps_it_alive(say: Say, purpose: Purpose) -> None:
    assert await sent(say, message(purpose)) == await sent(say, message())


async def test_an_incident_that_ended_before_the_others_of_its_group_ends_alone(say: Say) -> None:
    group = announcement(Purpose.REFRESH, incidents=(told(1, ended_at=NOW), told(2)), total=2)
    assert ["endsAt" in alert for alert in await sent(say, message(announcement=group))] == [True, False]


async def test_a_warning_that_becomes_critical_ends_as_a_warning(say: Say) -> None:
    (warning,) = await sent(say, message(announcement=announcement(incidents=(told(severity=Severity.WARNING),))))
    begun, ended = await sent(say, message(Purpose.WORSE))
    assert (begun["labels"]["severity"], "endsAt" in begun) == ("critical", False)
    assert (ended["labels"], ended["endsAt"]) == (warning["labels"], "2026-11-21T22:30:00.000Z")


async def test_what_stays_a_warning_while_another_becomes_critical_goes_on(say: Say) -> None:
    group = announcement(Purpose.WORSE, incidents=(told(severity=Severity.WARNING),))
    (alert,) = await sent(say, message(announcement=group))
    assert "endsAt" not in alert


@pytest.mark.parametrize(
    ("purpose", "name", "severity"),
    [
        (Purpose.NOTICE, "TocsinNotice", "critical"),
        (Purpose.TEST, "TocsinTest", "info"),
        (Purpose.CANARY, "TocsinCanary", "info"),
    ],
)
async def test_what_has_no_incident_is_an_alert_of_its_own(
    say: Say, purpose: Purpose, name: str, severity: str
) -> None:
    (alert,) = await sent(say, message(purpose))
    assert (alert["labels"]["alertname"], alert["labels"]["severity"]) == (name, severity)
    assert (alert["annotations"]["summary"], "endsAt" in alert) == ("The region eu-west looks offline.", False)


async def test_a_group_of_three_thousand_is_the_first_fifty_and_one_for_the_others(say: Say) -> None:
    alerts = await sent(say, about_three_thousand())
    assert (len(alerts), alerts[-1]["labels"]["group"]) == (51, "group:7")
    assert alerts[-1]["annotations"]["summary"] == "2950 more incidents of this group are not listed."


async def test_that_one_ends_with_the_group(say: Say) -> None:
    over = announcement(Purpose.RECOVERY, incidents=(told(ended_at=NOW),), total=2)
    assert ["endsAt" in alert for alert in await sent(say, message(announcement=over))] == [True, True]


async def test_an_end_before_the_beginning_is_the_beginning(say: Say) -> None:
    over = announcement(Purpose.RECOVERY, incidents=(told(ended_at=1),))
    (alert,) = await sent(say, message(announcement=over))
    assert alert["endsAt"] == alert["startsAt"]


async def test_tags_become_labels(say: Say) -> None:
    tags = ("urgent", "env:prod", "env:eu", "größe:XL", "a.b:", ":x")
    (alert,) = await sent(say, message(announcement=announcement(incidents=(told(tags=tags),))))
    labels = {name: value for name, value in alert["labels"].items() if name.startswith("tag_")}
    assert labels == {"tag_urgent": "true", "tag_env": "prod,eu", "tag_gr__e": "XL", "tag_a_b": "true", "tag_": "x"}


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_words_are_just_words(say: Say, text: str) -> None:
    (alert,) = await sent(say, saying(text))
    assert alert["labels"]["alertname"] == "TocsinIncident"


async def test_every_member_of_a_cluster_is_told() -> None:
    one, other = Alertmanager(), Alertmanager()
    async with serving(one) as first, serving(other) as second:
        assert await sent_to_each(first, f"{second}/am/") == Receipt("", 200)
    assert one.payload == other.payload


async def test_it_is_enough_that_one_member_takes_it() -> None:
    alertmanager = Alertmanager()
    async with serving(alertmanager) as base, serve_tcp(silent) as port:
        receipt = await sent_to_each(f"http://127.0.0.1:{port}", base, seconds=0.5)
    assert receipt.answer.startswith(f"1 of 2 took it. 127.0.0.1:{port}: ")
    assert len(alertmanager.taken) == 1


async def test_a_cluster_of_which_nobody_takes_it_is_tried_again_as_long_as_one_might() -> None:
    broken = Alertmanager()
    broken.answers.append(answer(b"no", status="400 Bad Request"))
    async with serving(broken) as base:
        with pytest.raises(DeliveryFailed, match=r"400 Bad Request: no; 127\.0.* refused the connection") as failed:
            await sent_to_each(base, f"http://127.0.0.1:{closed_port()}")
    assert not failed.value.is_permanent


async def test_what_is_wrong_with_an_alert_is_a_failure_for_good(say: Say) -> None:
    alertmanager = Alertmanager()
    alertmanager.answers.append(answer(b'"start time must be before end time"', status="400 Bad Request"))
    async with serving(alertmanager) as base:
        with pytest.raises(DeliveryFailed, match="start time must be before end time") as failed:
            await say(AlertmanagerNotifier, base, config())
    assert failed.value.is_permanent


async def test_it_says_who_it_is_and_nobody_reads_it_again(say: Say) -> None:
    alertmanager = Alertmanager()
    alertmanager.answers.append(answer(b"Basic YWRhOmxvbmcgc2VjcmV0 and tenant-42 are unknown", status="403 Forbidden"))
    given = {"username": "ada", "password": "long secret", "headers": {"X-Scope-OrgID": "tenant-42"}}
    async with serving(alertmanager) as base:
        with pytest.raises(DeliveryFailed) as failed:
            await say(AlertmanagerNotifier, base, config(**given))
    assert alertmanager.requests[0].headers["authorization"] == "Basic YWRhOmxvbmcgc2VjcmV0"
    assert alertmanager.requests[0].headers["x-scope-orgid"] == "tenant-42"
    assert failed.value.answer == "It answered 403 Forbidden: ••• and ••• are unknown"


def test_the_whole_address_of_the_endpoint_will_do() -> None:
    assert config(urls=[f"{ADDRESS}/api/v2/alerts"]) == config()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"urls": []}, "at least 1 item"),
        ({"urls": [f"http://am-{number}" for number in range(11)]}, "at most 10 items"),
        ({"urls": [ADDRESS, f"{ADDRESS}/"]}, "one address stands there twice"),
        ({"urls": ["alertmanager:9093"]}, "must begin with http:// or https://"),
        ({"labels": {"1st": "x"}}, "'1st' is no label"),
        ({"labels": {"alertname": "x"}}, "alertname is set by Tocsin"),
        ({"labels": {"team": ""}}, "the value of team must have 1 to 1000 characters"),
        ({"username": "ada"}, "belong together"),
        ({"headers": {"X-Y": "secret\n"}}, "contains a line break"),
        ({"headers": {"Content-Type": "x"}}, "Content-Type is set by Tocsin"),
        ({"headers": {"authorization": "x"}, "username": "ada", "password": "secret"}, "exclude one another"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words) as refused:
        config(**changes)
    assert "secret" not in str(refused.value)
