"""Where everything lies on a badge: the same for every format that it is drawn in."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from tocsin.badges.badge import Badge, Style
from tocsin.badges.colours import text_on
from tocsin.badges.font import CAP_HEIGHT
from tocsin.badges.text import is_right_to_left

Measure = Callable[[str], float]
"""Width of a line in pixels, at the style's font size."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is particular to a style, in pixels. `spacing` is added behind each letter, `gloss` lies on both edges."""

    height: int
    font_size: float
    padding: float
    radius: int = 0
    spacing: float = 0.0
    is_upper: bool = False
    gloss: int = 0

    @property
    def baseline(self) -> float:
        """So that capital letters stand in the middle."""
        return round((self.height + CAP_HEIGHT * self.font_size) / 2, 1)


SHAPES = {
    Style.FLAT: Shape(20, 11, 6, radius=3),
    Style.FLAT_SQUARE: Shape(20, 11, 6),
    Style.PLASTIC: Shape(18, 11, 6, radius=4, gloss=3),
    Style.FOR_THE_BADGE: Shape(28, 10, 12, spacing=1.25, is_upper=True),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One half of a badge: a coloured box, and text in it that begins at `text_x` and is `text_width` wide."""

    x: int
    width: int
    color: str
    text: str
    text_color: str
    text_x: float
    text_width: float
    spacing: float


@dataclass(frozen=True, slots=True)
class Layout:
    """All fields from left to right."""

    shape: Shape
    fields: tuple[Field, ...]

    @property
    def width(self) -> int:
        return self.fields[-1].x + self.fields[-1].width


def lay_out(badge: Badge, style: Style, measure: Measure) -> Layout:
    """Boxes grow with their texts; a badge without a label is one box."""
    shape = SHAPES[style]
    halves = [(badge.label, badge.label_color), (badge.message, badge.color)]
    fields: list[Field] = []
    x = 0
    for text, color in halves if badge.label else halves[1:]:
        shown = text.upper() if shape.is_upper else text
        spacing = 0.0 if is_right_to_left(shown) else shape.spacing  # their letters are joined, or change places
        text_width = measure(shown) + spacing * max(0, len(shown) - 1)
        width = math.ceil(text_width + 2 * shape.padding)
        text_x = x + (width - text_width) / 2
        fields.append(Field(x, width, color, shown, text_on(color), round(text_x, 2), round(text_width, 2), spacing))
        x += width
    return Layout(shape, tuple(fields))
