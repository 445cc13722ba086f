"""Text that reads the same where Markdown is understood."""

from __future__ import annotations

import re

from tocsin.net.fitting import in_one_line

_SIGNS = re.compile(r"([\\`*_\[\]<>~|#])")
_CALL = re.compile(r"@(?=everyone|here|channel|all|room|team)|(?<![\w.+-])@(?=\w)", re.IGNORECASE)
_ZERO_WIDTH_SPACE = "\u200b"


def unmarked(text: str) -> str:
    """In one line, every sign escaped. What would call people in a chat room is broken by a space of no width."""
    return _CALL.sub(f"@{_ZERO_WIDTH_SPACE}", _SIGNS.sub(r"\\\1", in_one_line(text)))
