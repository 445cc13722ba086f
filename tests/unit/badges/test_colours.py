"""Colours are read as people write them, and text on them can be read."""

from __future__ import annotations

import pytest

from tocsin.badges import colours


@pytest.mark.parametrize("text", ["#4CAF50", "4caf50", " 4CAF50 "])
def test_six_digits_are_a_colour(text: str) -> None:
    assert colours.parse(text) == "#4caf50"


def test_three_digits_stand_for_six() -> None:
    assert colours.parse("#f0a") == "#ff00aa"


def test_a_name_is_a_colour() -> None:
    assert colours.parse("BrightGreen") == "#44cc11"


@pytest.mark.parametrize("text", ["", "#12", "#ggg", "no such", 'red"/><script>', "#1234567", "url(x)"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be a colour"):
        colours.parse(text)


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    assert round(colours.contrast("#ffffff", "#000000"), 2) == 21
    assert round(colours.contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("step", range(0, 256, 5))
def test_text_can_be_read_on_any_grey(step: int) -> None:
    grey = f"#{step:02x}{step:02x}{step:02x}"
    assert colours.contrast(colours.text_on(grey), grey) >= colours.LEGIBLE


@pytest.mark.parametrize("colour", [colours.GREEN, colours.YELLOW, colours.RED, colours.GREY, colours.BLUE])
def test_text_can_be_read_on_the_states_colours(colour: str) -> None:
    assert colours.contrast(colours.text_on(colour), colour) >= colours.LEGIBLE


def test_text_on_yellow_is_dark() -> None:
    assert colours.text_on(colours.YELLOW) == colours.BLACK


def test_text_on_the_grey_of_a_name_is_light() -> None:
    assert colours.text_on(colours.LABEL_GREY) == colours.WHITE
