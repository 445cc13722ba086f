"""Hands mail to an SMTP server (RFC 5321, 6409): over TLS that is checked, unless the operator has said otherwise."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from email.message import EmailMessage
from typing import cast

import aiosmtplib

from tocsin.mail.errors import Hindrance, MailFailed
from tocsin.mail.message import domain_of
from tocsin.mail.server import Security, SmtpServer
from tocsin.mail.smtp_failures import explained, one_line

STEP_SECONDS = 20.0
"""How long the server may take for each of its answers."""
FAREWELL_SECONDS = 2.0


class Smtp:
    """A connection for each mail: there are few. Raise OSError for a file of authorities that is none."""

    def __init__(self, server: SmtpServer, sender: str) -> None:
        self._server = server
        self._sender = sender
        self._tls = ssl.create_default_context(cafile=server.ca_file)

    @property
    def place(self) -> str:
        return self._server.place

    async def send(self, mail: EmailMessage, to: str) -> str:
        """The server's answer to the whole of the mail. Raise MailFailed."""
        client = self._client()
        try:
            await self._prepare(client)
            _, answer = await client.send_message(mail, sender=self._sender, recipients=[to])
            await _take_leave(client)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise explained(error, self._server) from None
        except ValueError:
            # The library's guard against commands within an address; its words repeat the address.
            raise MailFailed("The address cannot be sent to.", Hindrance.NOT_SUPPORTED, is_permanent=True) from None
        finally:
            _hang_up(client)
        return one_line(answer)

    async def _prepare(self, client: aiosmtplib.SMTP) -> None:
        """Connect, protect the connection, and only then sign in."""
        await client.connect()
        if self._server.security == Security.STARTTLS:
            await client.ehlo()
            if not client.supports_extension("starttls"):
                raise MailFailed(
                    f"{self.place} offers no STARTTLS, and nothing is sent in clear: set TOCSIN_SMTP_SECURITY to tls "
                    "where it speaks TLS from the first byte, or to none where clear text is meant.",
                    Hindrance.TLS_MISSING,
                    is_permanent=True,
                )
            await client.starttls()
        if self._server.user is not None:
            await client.login(self._server.user, self._server.password or "")

    def _client(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self._server.host,
            port=self._server.port,
            local_hostname=domain_of(self._sender),
            timeout=STEP_SECONDS,
            use_tls=self._server.security == Security.TLS,
            start_tls=False,  # as the library would do it, the answer "there is none" is like any other
            tls_context=self._tls,
        )


async def _take_leave(client: aiosmtplib.SMTP) -> None:
    """The mail is taken, whatever comes now."""
    with contextlib.suppress(aiosmtplib.SMTPException, OSError):
        await client.execute_command(b"QUIT", timeout=FAREWELL_SECONDS)


def _hang_up(client: aiosmtplib.SMTP) -> None:
    """At once: TLS would wait half a minute for the other side's own farewell."""
    if client.transport is not None:
        cast("asyncio.WriteTransport", client.transport).abort()
    client.close()
