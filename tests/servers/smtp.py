"""A mail server on loopback: takes mail into a mailbox, and refuses or hangs where it is told to."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

HOST = "127.0.0.1"
USER, PASSWORD = "tocsin", "correct horse battery"
TAKEN = "250 2.0.0 taken as 4711"


@dataclass
class Mailbox:
    """What a server was told, and what it is to answer: each list is used up from its front, then all is well."""

    to_recipients: deque[str] = field(default_factory=deque)
    to_mails: deque[str] = field(default_factory=deque)
    hangs: bool = False
    tried: int = 0
    logins: list[tuple[str, str]] = field(default_factory=list)
    offered: list[EmailMessage] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 -- the library's name for it
        self, _server: SMTP, _session: object, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.tried += 1
        answer = self.to_recipients.popleft() if self.to_recipients else "250 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: object, envelope: Envelope) -> str:  # noqa: N802
        if self.hangs:
            await asyncio.Event().wait()
        answer = self.to_mails.popleft() if self.to_mails else TAKEN
        content = cast("bytes", envelope.content).replace(b"\r\n", b"\n")
        self.offered.append(message_from_bytes(content, policy=modern))
        if answer.startswith("2"):
            self.mails.append(self.offered[-1])
            self.recipients += envelope.rcpt_tos
        return answer

    def authenticate(
        self, _server: SMTP, _session: object, _envelope: Envelope, _mechanism: str, given: object
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.logins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=self.logins[-1] == (USER, PASSWORD), handled=False)


@contextlib.asynccontextmanager
async def serve_smtp(
    *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None, has_auth: bool = False
) -> AsyncIterator[Mailbox]:
    """Connections still open at the end are dropped. With `has_auth`, AUTH is offered in clear as well."""
    mailbox = Mailbox()
    connections: list[SMTP] = []

    def connected() -> SMTP:
        excluded: list[str] = [] if has_auth else ["PLAIN", "LOGIN"]
        options: dict[str, Any] = {"auth_require_tls": False, "auth_exclude_mechanism": excluded}
        connection = SMTP(
            mailbox,
            hostname="mail.example.test",
            tls_context=starttls,
            authenticator=mailbox.authenticate,
            enable_SMTPUTF8=True,
            **options,
        )
        connections.append(connection)
        return connection

    server = await asyncio.get_running_loop().create_server(connected, HOST, 0, ssl=tls)
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()
        for connection in connections:
            if connection.transport is not None:
                cast("asyncio.Transport", connection.transport).abort()
        await server.wait_closed()
        await asyncio.sleep(0)
