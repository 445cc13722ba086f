"""Mail to a real SMTP server: what must be protected is, and each refusal is told apart."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.servers import certificates
from tests.servers.smtp import HOST, PASSWORD, TAKEN, USER, serve_smtp
from tests.servers.tcp import closed_port, hanging_up, saying, serve_tcp
from tocsin.mail.errors import Hindrance, MailFailed
from tocsin.mail.message import Message, compose
from tocsin.mail.server import Security, SmtpServer
from tocsin.mail.smtp import Smtp

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SENDER = "tocsin@example.com"
MESSAGE = Message("ada@example.org", "Hello", "Good day\n", "<p>Good day</p>\n")


@pytest.fixture(scope="module")
def ca_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    path.write_text(certificates.authority_pem())
    return path


async def deliver(
    port: int,
    ca_file: Path | None = None,
    security: Security = Security.STARTTLS,
    password: str | None = None,
    to: str = MESSAGE.to,
) -> str:
    server = SmtpServer(HOST, port, security, password and USER, password, ca_file)
    message = Message(to, MESSAGE.subject, MESSAGE.text, MESSAGE.html)
    return await Smtp(server, SENDER).send(compose(message, SENDER, NOW), to)


async def failure(
    port: int, ca_file: Path | None = None, security: Security = Security.STARTTLS, password: str | None = None
) -> MailFailed:
    with pytest.raises(MailFailed) as caught:
        await deliver(port, ca_file, security, password)
    return caught.value


async def test_mail_goes_over_starttls_to_whom_it_is_for(ca_file: Path) -> None:
    async with serve_smtp(starttls=certificates.good()) as mailbox:
        await deliver(mailbox.port, ca_file)
    assert mailbox.recipients == ["ada@example.org"]
    assert (mailbox.mails[0]["Subject"], mailbox.mails[0]["From"]) == ("Hello", "Tocsin <tocsin@example.com>")


async def test_the_servers_answer_is_told(ca_file: Path) -> None:
    async with serve_smtp(starttls=certificates.good()) as mailbox:
        assert await deliver(mailbox.port, ca_file) == TAKEN.removeprefix("250 ")


async def test_mail_goes_over_tls_from_the_first_byte(ca_file: Path) -> None:
    async with serve_smtp(tls=certificates.good()) as mailbox:
        await deliver(mailbox.port, ca_file, Security.TLS)
    assert len(mailbox.mails) == 1


async def test_mail_goes_in_clear_where_that_is_said() -> None:
    async with serve_smtp() as mailbox:
        await deliver(mailbox.port, security=Security.NONE)
    assert len(mailbox.mails) == 1


async def test_both_forms_arrive_as_they_were_written(ca_file: Path) -> None:
    async with serve_smtp(starttls=certificates.good()) as mailbox:
        await deliver(mailbox.port, ca_file)
    forms = [part.get_content() for part in mailbox.mails[0].iter_parts()]
    assert forms == [MESSAGE.text, MESSAGE.html]


async def test_it_signs_in_once_the_connection_is_protected(ca_file: Path) -> None:
    async with serve_smtp(starttls=certificates.good(), has_auth=True) as mailbox:
        await deliver(mailbox.port, ca_file, password=PASSWORD)
    assert (mailbox.logins, len(mailbox.mails)) == ([(USER, PASSWORD)], 1)


async def test_a_server_without_starttls_gets_neither_password_nor_mail() -> None:
    async with serve_smtp(has_auth=True) as mailbox:
        found = await failure(mailbox.port, password=PASSWORD)
    assert (found.hindrance, found.is_permanent) == (Hindrance.TLS_MISSING, True)
    assert "offers no STARTTLS, and nothing is sent in clear" in found.message
    assert (mailbox.logins, mailbox.tried) == ([], 0)


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        (certificates.self_signed, "self-signed certificate"),
        (certificates.of_another_host, "IP address mismatch"),
        (lambda: certificates.ending_in(-1), "certificate has expired"),
    ],
)
@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_a_wrong_certificate_gets_neither_password_nor_mail(
    certificate: Callable[[], ssl.SSLContext], reason: str, security: Security, ca_file: Path
) -> None:
    context = {Security.STARTTLS: "starttls", Security.TLS: "tls"}[security]
    async with serve_smtp(has_auth=True, **{context: certificate()}) as mailbox:
        found = await failure(mailbox.port, ca_file, security, PASSWORD)
    assert (found.hindrance, found.is_permanent) == (Hindrance.TLS_FAILED, True)
    assert reason in found.message
    assert (mailbox.logins, mailbox.tried) == ([], 0)


async def test_an_authority_that_nobody_named_is_not_trusted() -> None:
    async with serve_smtp(starttls=certificates.good()) as mailbox:
        found = await failure(mailbox.port)
    assert "name its file in TOCSIN_SMTP_CA_FILE" in found.message


async def test_a_server_that_does_not_begin_with_tls_is_told_apart(ca_file: Path) -> None:
    async with serve_smtp() as mailbox:
        found = await failure(mailbox.port, ca_file, Security.TLS)
    assert found.hindrance == Hindrance.TLS_FAILED
    assert "is TOCSIN_SMTP_SECURITY right?" in found.message


async def test_a_wrong_password_is_refused_for_good_and_not_repeated(ca_file: Path) -> None:
    async with serve_smtp(starttls=certificates.good(), has_auth=True) as mailbox:
        found = await failure(mailbox.port, ca_file, password="wrong battery")
    assert (found.hindrance, found.status, found.is_permanent) == (Hindrance.LOGIN_REFUSED, 535, True)
    assert "wrong battery" not in f"{found.message} {found!r}"


async def test_a_server_that_asks_for_no_password_gets_none(ca_file: Path) -> None:
    async with serve_smtp(starttls=certificates.good()) as mailbox:
        found = await failure(mailbox.port, ca_file, password=PASSWORD)
    assert (found.hindrance, found.is_permanent) == (Hindrance.NOT_SUPPORTED, True)
    assert mailbox.logins == []


@pytest.mark.parametrize(("answer", "is_permanent"), [("451 4.3.0 later", False), ("550 5.1.1 nobody here", True)])
async def test_a_refused_recipient_is_for_good_only_with_5xx(answer: str, is_permanent: bool, ca_file: Path) -> None:
    async with serve_smtp(starttls=certificates.good()) as mailbox:
        mailbox.to_recipients.append(answer)
        found = await failure(mailbox.port, ca_file)
    assert (found.is_permanent, found.status) == (is_permanent, int(answer[:3]))
    assert found.message.endswith(f"refused the mail: {answer}")


@pytest.mark.parametrize(("answer", "is_permanent"), [("452 4.3.1 full", False), ("554 5.7.1 spam", True)])
async def test_a_refused_mail_is_for_good_only_with_5xx(answer: str, is_permanent: bool, ca_file: Path) -> None:
    async with serve_smtp(starttls=certificates.good()) as mailbox:
        mailbox.to_mails.append(answer)
        found = await failure(mailbox.port, ca_file)
    assert (found.hindrance, found.is_permanent) == (Hindrance.REFUSED, is_permanent)


async def test_a_closed_port_is_worth_another_attempt() -> None:
    found = await failure(closed_port())
    assert (found.hindrance, found.is_permanent) == (Hindrance.UNREACHABLE, False)
    assert found.message.endswith("could not be reached: Connection refused.")


async def test_a_server_that_is_full_is_worth_another_attempt() -> None:
    async with serve_tcp(saying(b"421 too many\r\n")) as port:
        found = await failure(port)
    assert (found.status, found.is_permanent) == (421, False)


async def test_a_connection_that_is_cut_is_worth_another_attempt() -> None:
    async with serve_tcp(hanging_up) as port:
        found = await failure(port, security=Security.TLS)
    assert not found.is_permanent


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff\xfe\r\n", b"x" * 100_000])
async def test_what_speaks_no_smtp_is_said_to(greeting: bytes) -> None:
    async with serve_tcp(saying(greeting)) as port:
        found = await failure(port)
    assert found.hindrance == Hindrance.NOT_UNDERSTOOD
    assert found.message.isprintable()
    assert len(found.message) < 400


async def test_an_address_in_another_script_arrives(ca_file: Path) -> None:
    async with serve_smtp(starttls=certificates.good()) as mailbox:
        await deliver(mailbox.port, ca_file, to="жанна@example.org")
    assert mailbox.recipients == ["жанна@example.org"]


def test_a_file_that_holds_no_authority_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("nothing")
    with pytest.raises(ssl.SSLError):
        Smtp(SmtpServer(HOST, ca_file=file), SENDER)
