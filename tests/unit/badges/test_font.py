"""The font's own measures."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import ImageFont

from tocsin.badges import font

LATIN = "The quick brown fox, 99.95 % & ÄÖÜß łńő"
GREEK = "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία"
CYRILLIC = "Съешь же ещё этих мягких французских булок"


@pytest.mark.parametrize("text", [LATIN, GREEK, CYRILLIC])
def test_widths_are_those_that_the_font_is_drawn_with(text: str) -> None:
    pen = ImageFont.truetype(BytesIO(font.data()), 1000, layout_engine=ImageFont.Layout.BASIC)
    letters = sum(pen.getlength(letter) for letter in text)
    assert font.face().width(text) * 1000 == pytest.approx(letters, abs=len(text))


@pytest.mark.parametrize("text", [LATIN, GREEK, CYRILLIC])
def test_the_usual_scripts_need_no_substitute(text: str) -> None:
    assert font.face().substituted(text) == text


def test_what_the_font_lacks_is_a_square_in_a_picture() -> None:
    assert font.face().substituted("a🚀日") == f"a{font.SUBSTITUTE * 2}"


def test_what_joins_emoji_leaves_no_square() -> None:
    assert font.face().substituted("👨\u200d👩\ufe0f").count(font.SUBSTITUTE) == 2


def test_an_emoji_is_given_the_room_that_it_needs() -> None:
    assert font.face().width("🚀") >= 1.25


def test_nothing_is_given_to_what_is_not_seen() -> None:
    assert font.face().width("\U000e0100") == 0
