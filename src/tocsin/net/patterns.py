"""Regular expressions that a user gave, matched in time linear in the text (RE2): none can hang a runner."""

from functools import lru_cache

import re2

MAX_PATTERN_LENGTH = 1000


def check_pattern(pattern: str) -> None:
    """Raise ValueError with RE2's reason when `pattern` cannot be used."""
    if len(pattern) > MAX_PATTERN_LENGTH:
        raise ValueError(f"the pattern is longer than {MAX_PATTERN_LENGTH} characters")
    try:
        _compiled(pattern)
    except re2.error as error:
        reason = error.args[0].decode(errors="replace") if error.args else "unreadable"
        raise ValueError(f"is not a valid RE2 pattern: {reason} (lookaround and backreferences do not exist)") from None


def found(pattern: str, text: str | bytes) -> bool:
    """Whether the pattern matches anywhere in the text. Bytes are read as UTF-8."""
    data = text.encode() if isinstance(text, str) else text
    return _compiled(pattern).search(data) is not None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re2._Regexp:
    options = re2.Options()
    options.log_errors = False  # it writes to stderr
    return re2.compile(pattern.encode(), options)
