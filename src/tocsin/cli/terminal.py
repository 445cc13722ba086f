"""The terminal at the other end, if there is one: what it may be sent, and whether a person sits there."""

from __future__ import annotations

import re
import sys

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Text from elsewhere without what could move the cursor, colour the screen or turn the writing round."""
    return _CONTROL.sub("\ufffd", text)


def note(message: str) -> None:
    """Something beside the answer itself, on standard error."""
    print(clean(message), file=sys.stderr)


def is_interactive() -> bool:
    """Whether a person sits there who can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()
