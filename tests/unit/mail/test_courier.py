"""Mail for notifiers: what a workspace may read of a failure, and what is made of texts that no mail may hold."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from tests.servers.smtp import HOST, Mailbox, serve_smtp
from tests.servers.tcp import closed_port
from tocsin.core.notifier import DeliveryFailed
from tocsin.mail.courier import Courier
from tocsin.mail.postman import Pace, Postman
from tocsin.mail.server import Security, SmtpServer
from tocsin.mail.smtp import Smtp

SENDER = "tocsin@example.com"


def courier(port: int, *, seconds: float = 5.0) -> Courier:
    way = Smtp(SmtpServer(HOST, port, Security.NONE), SENDER)
    return Courier(Postman(way, SENDER, pace=Pace(attempt_seconds=seconds)))


async def deliver(ours: Courier, to: str = "ada@example.org", subject: str = "Down", text: str = "web-1\n") -> str:
    return await ours.deliver(to, subject, text, f"<p>{text}</p>\n", thread="group:7", dedup_key="one")


async def failure(ours: Courier, to: str = "ada@example.org") -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failed:
        await deliver(ours, to)
    return failed.value


def plain(mailbox: Mailbox) -> str:
    part = mailbox.mails[-1].get_body(("plain",))
    assert part is not None
    return str(part.get_content())


async def test_it_gives_the_servers_answer() -> None:
    async with serve_smtp() as mailbox:
        assert await deliver(courier(mailbox.port)) == "2.0.0 taken as 4711"


@pytest.mark.parametrize(("answer", "is_permanent"), [("450 4.2.1 not now", False), ("550 5.1.1 nobody", True)])
async def test_what_the_server_says_of_an_address_is_told(answer: str, is_permanent: bool) -> None:
    async with serve_smtp() as mailbox:
        mailbox.to_recipients.append(answer)
        failed = await failure(courier(mailbox.port))
    assert (failed.answer, failed.is_permanent, failed.status) == (answer, is_permanent, int(answer[:3]))


async def test_where_the_operators_server_stands_is_not_told_but_logged() -> None:
    port = closed_port()
    with capture_logs() as lines:
        failed = await failure(courier(port))
    assert failed.answer == "Tocsin's mail server could not be reached: its operator finds the reason in the log"
    assert not failed.is_permanent
    assert f"{HOST}:{port} could not be reached" in lines[-1]["reason"]


async def test_the_log_holds_no_address() -> None:
    with capture_logs() as lines:
        async with serve_smtp() as mailbox:
            mailbox.to_recipients.append("550 5.1.1 <ada@example.org>: nobody here")
            await failure(courier(mailbox.port))
    assert (lines[-1]["hindrance"], "ada" in repr(lines)) == ("refused", False)


async def test_a_server_that_hangs_is_a_failure_for_now() -> None:
    async with serve_smtp() as mailbox:
        mailbox.hangs = True
        failed = await failure(courier(mailbox.port, seconds=0.05))
    assert (failed.is_permanent, "did not answer in time" in failed.answer) == (False, True)


async def test_without_a_mail_server_there_is_no_use_in_trying_again() -> None:
    failed = await failure(Courier(Postman()))
    assert (failed.is_permanent, "This server sends no mail" in failed.answer) == (True, True)


async def test_what_is_no_address_is_refused() -> None:
    async with serve_smtp() as mailbox:
        failed = await failure(courier(mailbox.port), to="ada@example.org\nBcc: eve@example.net")
    assert (failed.is_permanent, mailbox.tried) == (True, 0)


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Down: web-1\r\nBcc: eve@example.net", "Down: web-1 Bcc: eve@example.net"),
        ("🔥 \u2028 is\tdown", "🔥 is down"),
        ("", "Tocsin"),
        ("\x00\n", "Tocsin"),
        ("x" * 10_000, "x" * 199 + "…"),
    ],
)
async def test_a_subject_is_one_line_whatever_stands_in_it(subject: str, shown: str) -> None:
    async with serve_smtp() as mailbox:
        await deliver(courier(mailbox.port), subject=subject)
    assert (mailbox.mails[0]["Subject"], mailbox.mails[0]["Bcc"]) == (shown, None)
    assert mailbox.recipients == ["ada@example.org"]


async def test_what_no_mail_may_hold_is_shown_as_missing() -> None:
    async with serve_smtp() as mailbox:
        await deliver(courier(mailbox.port), text="a\x00b\x1b[31m \ud800 ü\t🔥\n.\n")
    assert plain(mailbox) == "a\ufffdb\ufffd[31m \ufffd ü\t🔥\n.\n"


async def test_ten_thousand_characters_arrive_whole() -> None:
    async with serve_smtp() as mailbox:
        await deliver(courier(mailbox.port), text="ü" * 10_000 + "\n")
    assert plain(mailbox) == "ü" * 10_000 + "\n"
