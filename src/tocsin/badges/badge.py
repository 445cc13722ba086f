"""What a badge says, and in which style it is drawn."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tocsin.badges import colours
from tocsin.badges.text import cleaned


class Style(StrEnum):
    """How it looks; the names are those that shields.io made known."""

    FLAT = "flat"
    FLAT_SQUARE = "flat-square"
    PLASTIC = "plastic"
    FOR_THE_BADGE = "for-the-badge"


class Badge(msgspec.Struct, frozen=True):
    """`label` on the left, left out where it is empty; `message` on the right. Colours are `#rrggbb`.

    Make it by `of`, which takes whatever text and colours people write.
    """

    label: str
    message: str
    color: str = colours.GREY
    label_color: str = colours.LABEL_GREY

    @classmethod
    def of(cls, label: str, message: str, color: str = colours.GREY, label_color: str = colours.LABEL_GREY) -> Badge:
        """The texts on one line and of a bounded length. Raise ValueError for what is no colour."""
        return cls(cleaned(label), cleaned(message), colours.parse(color), colours.parse(label_color))

    @property
    def title(self) -> str:
        """What a screen reader says."""
        return f"{self.label}: {self.message}" if self.label else self.message
