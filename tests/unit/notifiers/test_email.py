"""The email channel, through the real postman, to a real mail server."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.announcements import announcement, message, told
from tests.servers.smtp import HOST, Mailbox, serve_smtp
from tests.unit.notifiers.far_side import LOOPBACK_ONLY
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.notifier import DeliveryFailed, Message, Receipt, Tools
from tocsin.core.plugins import Deadline
from tocsin.mail.courier import Courier
from tocsin.mail.postman import Postman
from tocsin.mail.server import Security, SmtpServer
from tocsin.mail.smtp import Smtp
from tocsin.net.web_client import WebClient
from tocsin.notifiers.email import EmailConfig, EmailNotifier

SENDER = "tocsin@example.com"
TEAM = ("ada@example.org", "bob@example.org", "eve@example.org")


def notifier(mailbox: Mailbox) -> EmailNotifier:
    way = Smtp(SmtpServer(HOST, mailbox.port, Security.NONE), SENDER)
    return EmailNotifier(Tools(WebClient(LOOPBACK_ONLY), Courier(Postman(way, SENDER)), LOOPBACK_ONLY))


async def send(ours: EmailNotifier, what: Message, *to: str, seconds: float = 5.0) -> Receipt:
    return await ours.send(EmailConfig(to=to or TEAM[:1]), what, Deadline.after(seconds))


def content(mailbox: Mailbox, form: str) -> str:
    part = mailbox.mails[-1].get_body((form,))
    assert part is not None
    return str(part.get_content())


async def test_a_problem_arrives_in_both_forms() -> None:
    async with serve_smtp() as mailbox:
        receipt = await send(notifier(mailbox), message(body="<p>web-1 &amp; more</p>\n", text="web-1 & more\n"))
    assert (receipt.answer, mailbox.mails[0]["Subject"]) == ("2.0.0 taken as 4711", "Down: web-1")
    assert (content(mailbox, "html"), content(mailbox, "plain")) == ("<p>web-1 &amp; more</p>\n", "web-1 & more\n")


async def test_it_asks_for_no_holiday_replies() -> None:
    async with serve_smtp() as mailbox:
        await send(notifier(mailbox), message())
    assert mailbox.mails[0]["Auto-Submitted"] == "auto-generated"


async def test_problem_and_recovery_stand_in_one_thread() -> None:
    async with serve_smtp() as mailbox:
        ours = notifier(mailbox)
        await send(ours, message(Purpose.PROBLEM))
        await send(ours, message(Purpose.RECOVERY))
        await send(ours, message(announcement=announcement(thread="group:8"), dedup_key="another"))
    threads = [mail["References"] for mail in mailbox.mails]
    assert threads[0] == threads[1] != threads[2]
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == 3


async def test_everybody_gets_a_mail_of_their_own() -> None:
    async with serve_smtp() as mailbox:
        receipt = await send(notifier(mailbox), message(), *TEAM)
    assert sorted(str(mail["To"]) for mail in mailbox.mails) == list(TEAM)
    assert (mailbox.recipients, receipt.answer[:15]) == (list(TEAM), "all 3 have it: ")


async def test_who_has_the_mail_does_not_get_it_again_when_another_is_tried_again() -> None:
    async with serve_smtp() as mailbox:
        ours = notifier(mailbox)
        mailbox.to_recipients.extend(["250 OK", "451 4.7.1 greylisted", "250 OK"])
        with pytest.raises(DeliveryFailed, match=r"2 of 3 have it\. Without it: .*: 451 4\.7\.1 greylisted") as failed:
            await send(ours, message(), *TEAM)
        await send(ours, message(), *TEAM)
    assert not failed.value.is_permanent
    assert sorted(mailbox.recipients) == list(TEAM)


async def test_a_mail_that_is_sent_again_by_another_process_has_the_same_id() -> None:
    async with serve_smtp() as mailbox:
        await send(notifier(mailbox), message())
        await send(notifier(mailbox), message())
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == 1


async def test_an_address_that_does_not_exist_is_a_failure_for_good() -> None:
    async with serve_smtp() as mailbox:
        mailbox.to_recipients.append("550 5.1.1 nobody here")
        with pytest.raises(DeliveryFailed, match=r"^ada@example\.org: 550 5\.1\.1 nobody here$") as failed:
            await send(notifier(mailbox), message())
    assert (failed.value.is_permanent, failed.value.status) == (True, 550)


async def test_a_server_that_hangs_is_a_failure_for_now() -> None:
    async with serve_smtp() as mailbox:
        mailbox.hangs = True
        with pytest.raises(DeliveryFailed, match="no answer in time") as failed:
            await send(notifier(mailbox), message(), seconds=0.1)
    assert not failed.value.is_permanent


async def test_hostile_words_change_neither_headers_nor_readers() -> None:
    hostile = "Down: </title>\r\nBcc: eve@example.net\r\n\r\n**x** 🔥" + "x" * 10_000
    async with serve_smtp() as mailbox:
        await send(notifier(mailbox), message(title=hostile, text=hostile, body=hostile))
    assert (mailbox.recipients, mailbox.mails[0]["Bcc"]) == (["ada@example.org"], None)
    assert len(mailbox.mails[0]["Subject"]) == 200


async def test_a_group_of_three_thousand_is_one_mail() -> None:
    many = announcement(incidents=tuple(told(number) for number in range(50)), total=3000)
    async with serve_smtp() as mailbox:
        await send(notifier(mailbox), message(announcement=many, text="web is down\n" * 3000))
    assert (len(mailbox.mails), content(mailbox, "plain").count("\n")) == (1, 3000)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ([], "at least 1 item"),
        ([f"a{number}@example.org" for number in range(51)], "at most 50 items"),
        (["ada@example.org", "bob"], "number 2 is not one address such as ada@example.com"),
        (["=?utf-8?q?=0d=0aBcc=3a_eve?=@example.org"], "number 1 is not one address"),
        (["Ada <ada@example.org>"], "number 1 is not one address"),
        (["ada@example.org\nBcc: eve@example.net"], "number 1 is not one address"),
        (["ada@example.org,eve@example.net"], "number 1 is not one address"),
        (["ada@example.org", "Ada@example.org"], "one address stands there twice"),
        (["a" * 330 + "@example.org"], "at most 320 characters"),
    ],
)
def test_what_are_no_addresses_is_refused(to: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        EmailConfig(to=to)
