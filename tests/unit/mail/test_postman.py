"""Delivery in the background: what is tried again and for how long, what waits, and what a log may say of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email.message import EmailMessage

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from tests.polling import until
from tests.servers.smtp import HOST, Mailbox, serve_smtp
from tocsin.core.errors import TooManyRequests
from tocsin.mail.errors import MailFailed, MailNotConfigured
from tocsin.mail.message import Message
from tocsin.mail.postman import QUEUE_LIMIT, Pace, Postman
from tocsin.mail.server import Security, SmtpServer
from tocsin.mail.smtp import Smtp

SENDER = "tocsin@example.com"
CODE = "947261"
QUICK = Pace(attempt_seconds=5, deadline_seconds=30, first_pause_seconds=0.001, longest_pause_seconds=0.01)
HASTY = Pace(attempt_seconds=0.02, deadline_seconds=0.5, first_pause_seconds=0.001, longest_pause_seconds=0.01)
PATIENT = Pace(first_pause_seconds=600, longest_pause_seconds=600)


def message(to: str = "ada@example.org") -> Message:
    return Message(to, "Your code", f"{CODE}\n", f"<p>{CODE}</p>\n")


def postman(mailbox: Mailbox, pace: Pace = QUICK, registry: CollectorRegistry | None = None) -> Postman:
    way = Smtp(SmtpServer(HOST, mailbox.port, Security.NONE), SENDER)
    return Postman(way, SENDER, pace=pace, registry=registry)


@asynccontextmanager
async def running(postman: Postman) -> AsyncIterator[Postman]:
    task = asyncio.create_task(postman.run())
    try:
        yield postman
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def counted(registry: CollectorRegistry, outcome: str) -> float | None:
    return registry.get_sample_value("tocsin_mails_total", {"outcome": outcome})


async def test_what_is_posted_arrives() -> None:
    registry = CollectorRegistry()
    async with serve_smtp() as mailbox, running(postman(mailbox, registry=registry)) as ours:
        ours.post(message())
        await ours.drain(10)
    assert mailbox.recipients == ["ada@example.org"]
    assert counted(registry, "sent") == 1


async def test_what_is_refused_for_now_is_tried_again_as_the_same_mail() -> None:
    async with serve_smtp() as mailbox, running(postman(mailbox)) as ours:
        mailbox.to_mails.extend(["451 4.3.0 later", "421 4.3.2 later"])
        ours.post(message())
        await ours.drain(10)
    assert [len(mailbox.offered), len(mailbox.mails)] == [3, 1]
    assert len({mail["Message-ID"] for mail in mailbox.offered}) == 1


async def test_the_log_says_at_once_and_once_that_a_mail_has_to_wait() -> None:
    async with serve_smtp() as mailbox, running(postman(mailbox)) as ours:
        mailbox.to_mails.extend(["451 4.3.0 later", "421 4.3.2 later"])
        with capture_logs() as lines:
            ours.post(message())
            await ours.drain(10)
    delayed = [line for line in lines if line["event"] == "mail_delayed"]
    assert [(line["log_level"], line["status"], line["domain"]) for line in delayed] == [
        ("warning", 451, "example.org")
    ]


async def test_what_is_refused_for_good_is_not_tried_again() -> None:
    registry = CollectorRegistry()
    async with serve_smtp() as mailbox, running(postman(mailbox, registry=registry)) as ours:
        mailbox.to_recipients.append("550 5.1.1 nobody here")
        ours.post(message())
        await ours.drain(10)
    assert (mailbox.tried, mailbox.mails, counted(registry, "refused")) == (1, [], 1)


async def test_a_server_that_hangs_is_given_up_at_the_deadline() -> None:
    registry = CollectorRegistry()
    with capture_logs() as lines:
        async with serve_smtp() as mailbox, running(postman(mailbox, HASTY, registry)) as ours:
            mailbox.hangs = True
            ours.post(message())
            await ours.drain(10)
    assert counted(registry, "expired") == 1
    assert {"outcome": "expired", "hindrance": "timeout"}.items() <= lines[-1].items()


async def test_a_server_that_hung_is_tried_again() -> None:
    async with (
        serve_smtp() as mailbox,
        running(postman(mailbox, Pace(attempt_seconds=0.2, first_pause_seconds=0.001))) as ours,
    ):
        mailbox.hangs = True
        ours.post(message())
        await until(lambda: mailbox.tried)
        mailbox.hangs = False
        await until(lambda: mailbox.mails)


async def test_a_mail_that_pauses_holds_up_no_other() -> None:
    async with serve_smtp() as mailbox, running(postman(mailbox, PATIENT)) as ours:
        mailbox.to_recipients.append("451 4.7.1 greylisted")
        ours.post(message("grey@example.org"))
        await until(lambda: mailbox.tried)
        ours.post(message())
        await until(lambda: mailbox.mails)
    assert mailbox.recipients == ["ada@example.org"]


async def test_no_more_are_on_their_way_at_once_than_the_pace_allows() -> None:
    way = Closed()
    async with running(Postman(way, SENDER, pace=Pace(at_once=2))) as ours:
        for _ in range(5):
            ours.post(message())
        await until(lambda: way.inside >= 2)
        way.opened.set()
        await ours.drain(10)
    assert way.most == 2


async def test_more_than_a_thousand_do_not_wait() -> None:
    registry = CollectorRegistry()
    async with serve_smtp() as mailbox:
        ours = postman(mailbox, registry=registry)
        for _ in range(QUEUE_LIMIT):
            ours.post(message())
        with pytest.raises(TooManyRequests, match="1000 mails are waiting to be sent already"):
            ours.post(message())
    assert counted(registry, "no_room") == 1
    assert registry.get_sample_value("tocsin_mails_waiting") == QUEUE_LIMIT


async def test_what_pauses_waits_as_well() -> None:
    registry = CollectorRegistry()
    async with serve_smtp() as mailbox, running(postman(mailbox, PATIENT, registry)) as ours:
        mailbox.to_recipients.append("451 4.7.1 greylisted")
        ours.post(message())
        await until(lambda: mailbox.tried)
        assert registry.get_sample_value("tocsin_mails_waiting") == 1


async def test_what_was_delivered_makes_room() -> None:
    registry = CollectorRegistry()
    async with serve_smtp() as mailbox, running(postman(mailbox, registry=registry)) as ours:
        ours.post(message())
        await ours.drain(10)
        assert registry.get_sample_value("tocsin_mails_waiting") == 0


async def test_a_stop_that_has_no_time_left_says_how_many_are_lost() -> None:
    with capture_logs() as lines:
        async with serve_smtp() as mailbox, running(postman(mailbox)) as ours:
            mailbox.hangs = True
            ours.post(message())
            await ours.drain(0)
    assert {"event": "mails_lost", "count": 1}.items() <= lines[-1].items()


async def test_a_stop_does_not_wait_for_a_server_that_hangs() -> None:
    async with serve_smtp() as mailbox, asyncio.timeout(10):
        mailbox.hangs = True
        async with running(postman(mailbox, PATIENT)) as ours:
            ours.post(message())
            await until(lambda: mailbox.tried)


async def test_a_crash_over_one_mail_does_not_stop_the_next() -> None:
    registry = CollectorRegistry()
    way = Stumbling()
    with capture_logs() as lines:
        async with running(Postman(way, SENDER, pace=QUICK, registry=registry)) as ours:
            ours.post(message())
            ours.post(message())
            await ours.drain(10)
    assert (counted(registry, "crashed"), counted(registry, "sent")) == (1, 1)
    assert "ada@" not in repr(lines)


@pytest.mark.parametrize("answer", ["250 taken", "550 5.1.1 <ada@example.org>: nobody here"])
async def test_the_log_names_the_domain_and_neither_reader_nor_code(
    answer: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        async with serve_smtp() as mailbox, running(postman(mailbox)) as ours:
            mailbox.to_mails.append(answer)
            ours.post(message())
            await ours.drain(10)
    theirs = [record.getMessage() for record in caplog.records if record.name != "mail.log"]  # the test's server's own
    told = f"{lines} {theirs}"
    assert (lines[-1]["domain"], "ada@" in told, CODE in told) == ("example.org", False, False)
    assert lines[-1]["message_id"] == mailbox.offered[0]["Message-ID"]


async def test_delivery_at_once_gives_the_servers_answer() -> None:
    async with serve_smtp() as mailbox:
        assert await postman(mailbox).deliver(message()) == "2.0.0 taken as 4711"


async def test_delivery_at_once_is_tried_once_and_says_why_not() -> None:
    async with serve_smtp() as mailbox:
        mailbox.to_mails.append("451 4.3.0 later")
        with pytest.raises(MailFailed, match=r"refused the mail: 451 4\.3\.0 later"):
            await postman(mailbox).deliver(message())
    assert mailbox.tried == 1


async def test_delivery_at_once_has_a_deadline() -> None:
    async with serve_smtp() as mailbox:
        mailbox.hangs = True
        with pytest.raises(MailFailed, match=r"did not take the mail within 0\.02 seconds"):
            await postman(mailbox, HASTY).deliver(message())


async def test_without_a_way_nothing_is_taken() -> None:
    ours = Postman()
    assert not ours.is_working
    with pytest.raises(MailNotConfigured, match="neither TOCSIN_SMTP_HOST nor TOCSIN_MAIL_FOLDER"):
        ours.post(message())
    with pytest.raises(MailNotConfigured):
        await ours.deliver(message())


async def test_without_a_way_there_is_nothing_to_wait_for() -> None:
    async with running(Postman()) as ours, asyncio.timeout(10):
        await ours.drain(600)


@pytest.mark.parametrize("attempts", [1, 2, 5, 100, 10_000])
def test_pauses_double_up_to_the_longest_and_are_spread(attempts: int) -> None:
    pace = Pace(first_pause_seconds=2, longest_pause_seconds=60)
    most = min(60.0, 2.0 ** min(attempts, 10))
    pauses = {pace.pause(attempts) for _ in range(100)}
    assert min(pauses) >= most / 2
    assert max(pauses) <= most
    assert len(pauses) > 50


class Stumbling:
    """A way that has a mistake in it, once."""

    place = "nowhere"

    def __init__(self) -> None:
        self._stumbles = iter([True])

    async def send(self, mail: EmailMessage, to: str) -> str:
        if next(self._stumbles, False):
            raise RuntimeError(f"cannot cope with {to}")
        return "taken"


class Closed:
    """A way that lets everybody in, and nobody through before it is opened."""

    place = "nowhere"

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.inside = self.most = 0

    async def send(self, mail: EmailMessage, to: str) -> str:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await self.opened.wait()
        self.inside -= 1
        return to
