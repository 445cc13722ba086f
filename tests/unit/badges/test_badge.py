"""A badge is made of whatever people write."""

from __future__ import annotations

import pytest

from tocsin.badges.badge import Badge


def test_texts_are_brought_onto_one_line() -> None:
    assert Badge.of("a\nb", "c\td").title == "a b: c d"


def test_without_a_label_the_message_is_all_it_says() -> None:
    assert Badge.of("", "N/A").title == "N/A"


def test_colours_are_read_as_people_write_them() -> None:
    assert Badge.of("a", "b", "red", "fff") == Badge("a", "b", "#e05d44", "#ffffff")


def test_what_is_no_colour_is_refused() -> None:
    with pytest.raises(ValueError, match="must be a colour"):
        Badge.of("a", "b", "javascript:")
