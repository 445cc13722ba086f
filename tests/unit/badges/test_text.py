"""What of a text comes onto a badge."""

from __future__ import annotations

import pytest

from tocsin.badges.text import MOST_CHARACTERS, cleaned, is_right_to_left


def test_a_name_of_usual_length_is_whole() -> None:
    assert cleaned("Резервная копия базы данных") == "Резервная копия базы данных"


def test_the_longest_name_is_whole() -> None:
    assert cleaned("x" * MOST_CHARACTERS) == "x" * MOST_CHARACTERS


def test_what_is_longer_ends_with_an_ellipsis() -> None:
    text = cleaned("x" * (MOST_CHARACTERS + 1))
    assert (len(text), text[-2:]) == (MOST_CHARACTERS, "x…")


@pytest.mark.parametrize("text", ["a\nb", "a\r\n\tb", "  a   b  "])
def test_it_is_one_line(text: str) -> None:
    assert cleaned(text) == "a b"


@pytest.mark.parametrize(
    "odd", ["\x00", "\x1b", "\x7f", "\u202e", "\u2066", "\ufeff", "\ud800", "\uffff", "\U000f0000"]
)
def test_what_cannot_be_drawn_or_would_turn_the_text_round_is_dropped(odd: str) -> None:
    assert cleaned(f"a{odd}b") == "ab"


def test_an_emoji_of_several_characters_is_kept() -> None:
    assert cleaned("👨‍👩‍👧") == "👨‍👩‍👧"


def test_a_letter_with_its_accent_is_one_character() -> None:
    assert cleaned("e\u0301") == "é"


def test_hebrew_is_written_from_right_to_left() -> None:
    assert is_right_to_left("עברית")


def test_cyrillic_is_not_written_from_right_to_left() -> None:
    assert not is_right_to_left("Копия")
