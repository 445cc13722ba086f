"""The apprise channel: the real library, in its own process, against servers on loopback."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.announcements import announcement, message
from tests.servers.http import Request, answer, redirect, serve_http
from tests.servers.scripted import Scripted
from tests.servers.smtp import Mailbox, serve_smtp
from tests.servers.tcp import closed_port, serve_tcp, silent
from tests.unit.notifiers.far_side import LOOPBACK_ONLY, ClosedPostOffice
from tests.unit.notifiers.sending import failure, hostile, of_three_thousand, ready, send
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.concern import Severity
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.notifier import DeliveryFailed, Message, Receipt, Tools
from tocsin.core.plugins import Deadline
from tocsin.net.web_client import WebClient
from tocsin.notifiers import describe
from tocsin.notifiers.apprise import REFUSED, SENDER, SERVICES, AppriseConfig, AppriseNotifier

PATIENT = 60.0


class Service(Scripted):
    def judge(self, request: Request) -> bytes:
        return answer(b"ok")


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[Service, str]]:
    service = Service()
    async with serve_http(service.respond) as url:
        yield service, url.removeprefix("http://")


def config(*urls: str) -> AppriseConfig:
    return AppriseConfig.model_validate({"urls": urls})


async def say(what: Message, *urls: str) -> Receipt:
    return await send(AppriseNotifier, config(*urls), what, seconds=PATIENT)


async def refusal(*urls: str, seconds: float = PATIENT, policy: NetworkPolicy = LOOPBACK_ONLY) -> DeliveryFailed:
    notifier = AppriseNotifier(Tools(WebClient(policy), ClosedPostOffice(), policy))
    with pytest.raises(DeliveryFailed) as failed:
        await notifier.send(config(*urls), message(), Deadline.after(seconds))
    return failed.value


async def test_title_and_text_arrive() -> None:
    async with serving() as (service, place):
        receipt = await say(message(), f"json://{place}/alerts")
    told = json.loads(service.seen[0].body)
    assert (told["title"], told["message"], told["type"]) == ("Down: web-1", "web-1 is down since 12:00.", "failure")
    assert (service.seen[0].path, receipt.answer) == ("/alerts", "json has taken it")


async def test_a_mail_goes_out_by_a_server_of_the_users() -> None:
    async with serve_smtp() as mailbox:
        await say(message(), f"mailto://127.0.0.1:{mailbox.port}/?from=tocsin@example.com&to=ada@example.org")
    assert (mailbox.recipients, subject(mailbox)) == (["ada@example.org"], "Down: web-1")


def subject(mailbox: Mailbox) -> str:
    return str(mailbox.mails[0]["Subject"])


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"severity": Severity.WARNING}, "warning"),
        ({"purpose": Purpose.RECOVERY}, "success"),
        ({"purpose": Purpose.NOTICE}, "info"),
    ],
)
async def test_what_it_is_about_is_told_in_apprises_words(changes: dict[str, Any], kind: str) -> None:
    async with serving() as (service, place):
        await say(message(announcement=announcement(**changes)), f"json://{place}")
    assert json.loads(service.seen[0].body)["type"] == kind


async def test_hostile_texts_and_big_groups_are_taken_as_texts() -> None:
    async with serving() as (service, place):
        await say(hostile(), f"json://{place}")
        await say(message(announcement=of_three_thousand(), body="web is down\n" * 3000), f"json://{place}")
    first, second = (json.loads(request.body) for request in service.seen)
    assert "</b></title><script>alert(1)</script>" in first["title"]
    assert len(second["message"]) <= 30_000


async def test_of_several_addresses_each_gets_it_once() -> None:
    async with serving() as (well, one), serving() as (ill, two), ready(AppriseNotifier) as notifier:
        ill.to_answer.append(answer(b"", status="503 Service Unavailable"))
        both = config(f"json://{one}", f"json://{two}/secret-token")
        with pytest.raises(DeliveryFailed) as failed:
            await notifier.send(both, message(), Deadline.after(PATIENT))
        receipt = await notifier.send(both, message(), Deadline.after(PATIENT))
    assert failed.value.answer == "1 of 2 have it. Without it: number 2 (json): It answered 503"
    assert (receipt.answer, len(well.seen), len(ill.seen)) == ("all 2 have it: json has taken it", 1, 2)


@pytest.mark.parametrize(
    ("status", "is_permanent"),
    [("401 No", True), ("404 Not Found", True), ("429 Too Many", False), ("400 Bad", True), ("500 Oops", False)],
)
async def test_which_refusals_are_tried_again(status: str, is_permanent: bool) -> None:
    async with serving() as (service, place):
        service.to_answer.append(answer(b"no", status=status))
        failed = await refusal(f"json://{place}/secret-token")
    assert (failed.is_permanent, failed.answer) == (is_permanent, f"number 1 (json): It answered {status[:3]}")


async def test_a_far_side_that_is_not_there_fails_for_now() -> None:
    assert not (await refusal(f"json://127.0.0.1:{closed_port()}")).is_permanent


async def test_a_far_side_that_hangs_is_given_up_and_its_process_is_gone() -> None:
    async with serve_tcp(silent) as port:
        failed = await refusal(f"json://127.0.0.1:{port}/?rto=60", seconds=2.0)
    assert (failed.is_permanent, "no answer in time" in failed.answer, senders()) == (False, True, [])


def senders() -> list[str]:
    """Processes of ours that still send."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [child for child in children if SENDER in Path(f"/proc/{child}/cmdline").read_text()]


async def test_an_answer_without_an_end_does_not_fill_the_memory() -> None:
    async def flood(_reader: Any, writer: Any) -> None:
        writer.write(b"HTTP/1.1 500 Oops\r\n\r\n")
        while True:
            writer.write(b"x" * 1_000_000)
            await writer.drain()

    async with serve_tcp(flood) as port:
        failed = await refusal(f"json://127.0.0.1:{port}", seconds=10.0)
    assert not failed.is_permanent


async def test_an_address_that_the_policy_denies_is_not_connected_to() -> None:
    async with serving() as (service, place):
        failed = await refusal(f"json://{place}", policy=NetworkPolicy(deny_private=True))
    assert (failed.is_permanent, service.seen) == (True, [])
    assert "connections to 127.0.0.1 are denied by the network policy" in failed.answer


async def test_a_name_is_judged_by_what_it_leads_to() -> None:
    async with serving() as (service, place):
        url = f"json://{place.replace('127.0.0.1', 'localhost')}"
        failed = await refusal(url, policy=NetworkPolicy(deny_private=True))
    assert (failed.is_permanent, service.seen) == (True, [])


async def test_a_redirect_leads_nowhere_that_the_policy_denies() -> None:
    only_one = NetworkPolicy(deny=(ip_network("127.0.0.0/8"),), allow=(ip_network("127.0.0.1/32"),))
    async with serving() as (service, place):
        service.to_answer.append(redirect(f"http://{place.replace('127.0.0.1', '127.0.0.2')}/"))
        failed = await refusal(f"json://{place}/?redirect=yes", policy=only_one)
    assert (len(service.seen), "connections to 127.0.0.2 are denied" in failed.answer) == (1, True)


async def test_an_address_that_apprise_does_not_understand_is_final() -> None:
    failed = await refusal("slack://")
    assert (failed.is_permanent, "Apprise does not understand this address" in failed.answer) == (True, True)


async def test_nothing_of_an_address_gets_into_a_log_or_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving() as (service, place):
        service.to_answer.append(answer(b"secret-token?", status="401 Unauthorized"))
        failed = await failure(
            AppriseNotifier, config(f"json://user:secret-pass@{place}/secret-token"), message(), seconds=PATIENT
        )
    assert "secret" not in f"{failed!r} {failed.answer} {caplog.text} {config(f'json://{place}/secret-token')!r}"


@pytest.mark.parametrize(
    ("urls", "words"),
    [
        ([], "at least 1"),
        ([f"json://localhost/{number}" for number in range(11)], "at most 10"),
        (["ntfy.example.com"], "number 1 is no address of Apprise's"),
        (["json://localhost", "slak://a/b/c"], "number 2 names no service that Apprise knows: is it slack://"),
        (["qqqqqqqqqq://x"], "see https://appriseit.com/services/"),
        (["dbus://"], "number 1 is refused: dbus acts on the machine"),
        (["SYSLOG://"], "number 1 is refused: syslog"),
        (["file:///etc/passwd"], "number 1 is refused: file"),
        (["json://localhost\njson://other"], "number 1 is no address"),
        (["json://localhost", "json://localhost"], "one address stands there twice"),
        (["json://" + "x" * 2048], "at most 2048"),
    ],
)
def test_what_cannot_work_is_refused(urls: list[str], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        config(*urls)


def test_a_refusal_shows_no_secret() -> None:
    with pytest.raises(ValidationError) as refused:
        config("slak://secret-token/secret-token")
    assert "secret" not in str(refused.value)


LISTING = """
import json
from apprise.manager_plugins import NotificationManager
plugins = NotificationManager()
plugins.load_modules()
print(json.dumps({name: plugins[name].__name__ for name in plugins.schemas()}))
"""


def test_every_service_of_apprise_is_known_and_either_taken_or_refused() -> None:
    # In a process of its own, as ever: it loads modules that Python is about to drop.
    plugins = json.loads(subprocess.check_output([sys.executable, "-c", LISTING], text=True))
    assert set(plugins) == SERVICES | REFUSED - {"file", "include"}
    assert len({plugins[name] for name in SERVICES}) >= 170
    assert "170 further services" in describe("apprise").summary
