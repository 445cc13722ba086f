"""`tocsin mail test`, as an operator types it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.acceptance.command import Command, Done
from tests.servers.smtp import HOST, PASSWORD, USER, Mailbox, serve_smtp

SENDER = "tocsin@example.com"


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path, "http://127.0.0.1:1", None)


async def typed(command: Command, mailbox: Mailbox, **settings: str) -> Done:
    by_settings = {"TOCSIN_MAIL_FROM": SENDER, "TOCSIN_SMTP_HOST": HOST, "TOCSIN_SMTP_PORT": str(mailbox.port)}
    return await asyncio.to_thread(command, "mail", "test", "ada@example.org", **by_settings, **settings)


async def test_the_servers_answer_is_printed(command: Command) -> None:
    async with serve_smtp() as mailbox:
        done = await typed(command, mailbox, TOCSIN_SMTP_SECURITY="none")
    assert (done.code, done.out) == (0, "The mail to ada@example.org was taken: 2.0.0 taken as 4711\n")
    assert mailbox.mails[0]["Subject"] == "A test of mail from Tocsin"


async def test_a_refusal_is_printed_as_the_server_says_it(command: Command) -> None:
    async with serve_smtp() as mailbox:
        mailbox.to_recipients.append("550 5.1.1 nobody here")
        done = await typed(command, mailbox, TOCSIN_SMTP_SECURITY="none")
    assert done.code == 1
    assert done.err == f"tocsin: {HOST}:{mailbox.port} refused the mail: 550 5.1.1 nobody here\n"


async def test_a_server_without_starttls_gets_no_password(command: Command) -> None:
    async with serve_smtp(has_auth=True) as mailbox:
        done = await typed(command, mailbox, TOCSIN_SMTP_USER=USER, TOCSIN_SMTP_PASSWORD=PASSWORD)
    assert (done.code, mailbox.logins) == (1, [])
    assert "offers no STARTTLS" in done.err
    assert PASSWORD not in done.out + done.err


def test_without_settings_it_says_which(command: Command) -> None:
    done = command("mail", "test", "ada@example.org")
    assert (done.code, done.out) == (1, "")
    assert "neither TOCSIN_SMTP_HOST nor TOCSIN_MAIL_FOLDER" in done.err


def test_an_address_that_is_none_is_refused(command: Command) -> None:
    done = command("mail", "test", "Ada", TOCSIN_MAIL_FOLDER="mails")
    assert (done.code, done.err) == (1, "tocsin: A mail needs one address such as ada@example.com.\n")


def test_a_mail_in_a_folder_is_found_there(command: Command) -> None:
    printed = command.done("mail", "test", "ada@example.org", TOCSIN_MAIL_FOLDER="mails")
    [file] = (command.folder / "mails").iterdir()
    assert printed == f"The mail to ada@example.org was taken: written to {file}\n"


def test_a_setting_that_does_not_fit_is_named(command: Command) -> None:
    done = command("mail", "test", "ada@example.org", TOCSIN_SMTP_HOST="smtp.example.com")
    assert done.code == 2
    assert "needs TOCSIN_MAIL_FROM as well" in done.err
