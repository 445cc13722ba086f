"""Why a mail did not go out."""

from __future__ import annotations

from enum import StrEnum

from tocsin.core.errors import TocsinError


class Hindrance(StrEnum):
    """What stood in the way, in a word that is fit for logs: a server's own words may repeat an address."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TLS_MISSING = "tls_missing"
    TLS_FAILED = "tls_failed"
    LOGIN_REFUSED = "login_refused"
    NOT_SUPPORTED = "not_supported"
    REFUSED = "refused"
    NOT_UNDERSTOOD = "not_understood"
    NOT_WRITTEN = "not_written"


class MailNotConfigured(TocsinError):
    """There is no way for a mail to go out."""

    code = "mail_not_configured"

    def __init__(self) -> None:
        super().__init__(
            "This server sends no mail: its operator has set neither TOCSIN_SMTP_HOST nor TOCSIN_MAIL_FOLDER."
        )


class MailFailed(TocsinError):
    """A mail was not taken. The message is for the operator alone: it may hold the server's words."""

    code = "mail_failed"

    def __init__(
        self,
        message: str,
        hindrance: Hindrance,
        *,
        is_permanent: bool,
        status: int | None = None,
        answer: str = "",
    ) -> None:
        super().__init__(message)
        self.answer = answer
        """What the server said of this very mail or its address: nothing about the operator's affairs."""
        self.hindrance = hindrance
        self.is_permanent = is_permanent
        self.status = status
        """What an SMTP server answered, such as 550."""
