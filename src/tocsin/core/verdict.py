"""The four words for what one result saw and for what Tocsin has concluded of a monitor."""

from enum import IntEnum


class Verdict(IntEnum):
    """Ordered by severity, except UNKNOWN, which says nothing about the target.

    The numbers are stored in the database and must not change.
    """

    UP = 0
    DEGRADED = 1
    DOWN = 2
    UNKNOWN = 3

    @property
    def word(self) -> str:
        """`up`, `degraded`, `down` or `unknown`: the form used in API, CLI and YAML."""
        return WORDS[self]

    @classmethod
    def from_word(cls, word: str) -> "Verdict":
        """Raise KeyError when `word` is not one of the four."""
        return _BY_WORD[word]


WORDS: tuple[str, ...] = ("up", "degraded", "down", "unknown")
_BY_WORD = {word: Verdict(number) for number, word in enumerate(WORDS)}

State = Verdict
"""What is concluded of a monitor uses the same four words as what one result saw."""
