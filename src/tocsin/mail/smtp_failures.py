"""What an SMTP server's refusal means: whether to try again, and a sentence for the operator."""

from __future__ import annotations

import os
import ssl

import aiosmtplib

from tocsin.mail.errors import Hindrance, MailFailed
from tocsin.mail.server import SmtpServer

LONGEST_ANSWER = 300
FIRST_PERMANENT = 500
"""From here on a status says that the same would be refused again (RFC 5321 §4.2.1)."""


def explained(error: Exception, server: SmtpServer) -> MailFailed:
    """Connections and 4xx are worth another attempt; 5xx, certificates and what the server cannot do are not."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return _answered(error.recipients[0], server)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _answered(error, server)
    untrusted = _tls_error(error)
    if untrusted is not None:
        return _untrusted(untrusted, server)
    if isinstance(error, TimeoutError):
        said = f"{server.place} did not answer in time."
        return MailFailed(said, Hindrance.TIMEOUT, is_permanent=False)
    if isinstance(error, OSError):  # aiosmtplib's own errors of connections are such as well
        said = f"{server.place} could not be reached: {_cause(error)}."
        return MailFailed(said, Hindrance.UNREACHABLE, is_permanent=False)
    said = f"{server.place} cannot do what is needed: {_words(error)}."
    return MailFailed(said, Hindrance.NOT_SUPPORTED, is_permanent=True)


def one_line(text: str) -> str:
    """A server's words, which may be many, and anything."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:LONGEST_ANSWER]


def _answered(error: aiosmtplib.SMTPResponseException, server: SmtpServer) -> MailFailed:
    if error.code < 0:
        said = f"{server.place} does not speak SMTP: {one_line(error.message)}."
        return MailFailed(said, Hindrance.NOT_UNDERSTOOD, is_permanent=False)
    answer = f"{error.code} {one_line(error.message)}"
    is_permanent = error.code >= FIRST_PERMANENT
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        said = f"{server.place} refused TOCSIN_SMTP_USER and TOCSIN_SMTP_PASSWORD: {answer}"
        return MailFailed(said, Hindrance.LOGIN_REFUSED, is_permanent=is_permanent, status=error.code)
    said = f"{server.place} refused the mail: {answer}"
    return MailFailed(said, Hindrance.REFUSED, is_permanent=is_permanent, status=error.code, answer=answer)


def _untrusted(error: ssl.SSLError, server: SmtpServer) -> MailFailed:
    if isinstance(error, ssl.SSLCertVerificationError):
        said = (
            f"The certificate of {server.place} is not to be trusted: {error.verify_message}. Where an authority of "
            "your own vouches for it, name its file in TOCSIN_SMTP_CA_FILE."
        )
        return MailFailed(said, Hindrance.TLS_FAILED, is_permanent=True)
    said = f"{server.place} and Tocsin could not agree on TLS ({error.reason}): is TOCSIN_SMTP_SECURITY right?"
    return MailFailed(said, Hindrance.TLS_FAILED, is_permanent=not isinstance(error, ssl.SSLEOFError))


def _tls_error(error: BaseException) -> ssl.SSLError | None:
    """aiosmtplib wraps it when TLS is there from the first byte, and does not after STARTTLS."""
    found = error if isinstance(error, ssl.SSLError) else error.__cause__
    return found if isinstance(found, ssl.SSLError) else None


def _cause(error: OSError) -> str:
    """The system's words, without those that aiosmtplib and asyncio put around them."""
    found = error.__cause__ if isinstance(error.__cause__, OSError) else error
    # Negative numbers are the name look-up's, and positive ones the system's.
    number = found.errno or 0
    return os.strerror(number) if number > 0 else found.strerror or _words(found)


def _words(error: Exception) -> str:
    return one_line(str(error)).rstrip(".")
