"""Values in the text around them: none of them becomes markup, a second line, or a call to everybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape

from tocsin.core.notifier import TextFormat
from tocsin.wording.values import Link

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>~|])")
_AT_LINE_START = re.compile(r"^(\s*\d{0,9})([#+.)-])(?=[\s#]|$)", re.MULTILINE)
_CALL = re.compile(r"@(?=(?:everyone|here|channel|all|room|team)\b)|(?<![\w.+-])@(?=\w)", re.IGNORECASE)
"""Of everybody, wherever it stands; of somebody, as long as it is no address."""
ZERO_WIDTH_SPACE = "\u200b"


def plain(text: str) -> str:
    """Without control characters, those that turn the direction of what follows, and halves of characters, which no
    encoding takes.
    """
    return _CONTROL.sub(" ", text)


def markdown(text: str) -> str:
    """Text that reads the same in Markdown. What would call people in a chat room is broken by a space of no width.

    An address stays as it is: clients that know no escapes would follow it, backslashes included.
    """
    if isinstance(text, Link):
        return plain(text)
    escaped = _MARKDOWN.sub(r"\\\1", plain(text))
    return _CALL.sub(f"@{ZERO_WIDTH_SPACE}", _AT_LINE_START.sub(r"\1\\\2", escaped))


def html(text: str) -> str:
    return escape(plain(text))


ESCAPES: Mapping[TextFormat, Callable[[str], str]] = {
    TextFormat.PLAIN: plain,
    TextFormat.MARKDOWN: markdown,
    TextFormat.HTML: html,
}
