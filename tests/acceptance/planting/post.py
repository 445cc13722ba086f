"""The mail server of the stage: it asks for the planted password, and keeps what it is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

from tests.acceptance.planting.plants import SETTINGS
from tests.acceptance.tower import free_port


class PostOffice:
    """Mails in the order in which they came, and the passwords that were presented."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mails: list[EmailMessage] = []
        self.heard: list[str] = []

    async def handle_DATA(self, _server: SMTP, _session: object, envelope: Envelope) -> str:  # noqa: N802
        content = cast("bytes", envelope.content).replace(b"\r\n", b"\n")
        self.mails.append(message_from_bytes(content, policy=modern))
        return "250 taken"

    def authenticate(self, *given: object) -> AuthResult:
        presented = cast("LoginPassword", given[-1]).password.decode()
        self.heard.append(presented)
        return AuthResult(success=presented == SETTINGS["TOCSIN_SMTP_PASSWORD"].text, handled=False)

    def text_to(self, address: str) -> str:
        """The newest mail to this address; empty as long as there is none."""
        found = [mail for mail in self.mails if address in str(mail["To"])]
        body = found[-1].get_body(("plain",)) if found else None
        return str(body.get_content()) if body is not None else ""


@contextmanager
def running_post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=office.port,
        authenticator=office.authenticate,
        auth_require_tls=False,
        auth_exclude_mechanism=[],
    )
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
