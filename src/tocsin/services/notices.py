"""Letters that tell somebody what has happened to their account: sent where mail works, and never in anything's way."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from tocsin.core.errors import TocsinError
from tocsin.mail.message import Message
from tocsin.services.parts import Parts

_log = structlog.get_logger(__name__)


def tell(parts: Parts, letter: Callable[[], Message]) -> None:
    """Call it after the commit. What cannot be written or posted is a line in the log."""
    if not parts.postman.is_working:
        return
    try:
        parts.postman.post(letter())
    except TocsinError as error:
        _log.warning("notice_not_sent", code=error.code)
