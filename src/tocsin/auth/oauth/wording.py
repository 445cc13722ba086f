"""Text that a provider wrote, made fit for one line of ours."""

from __future__ import annotations

LONGEST_LINE = 200


def line_of(text: object) -> str:
    """Its printable characters, with single blanks between words, cut to one line; empty for what is no text."""
    if not isinstance(text, str):
        return ""
    # Cut twice: first so that nothing long is worked on.
    words = text[: 4 * LONGEST_LINE].split()
    return "".join(char for char in " ".join(words) if char.isprintable())[:LONGEST_LINE].strip()
