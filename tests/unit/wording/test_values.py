"""How facts show: durations, moments, numbers, links; and text within each format."""

from __future__ import annotations

import pytest

from tocsin.core.notifier import TextFormat
from tocsin.wording.escaping import ESCAPES, markdown
from tocsin.wording.values import Count, Link, Moment, duration_words


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (0, "less than 1 s"),
        (-5000, "less than 1 s"),
        (999, "less than 1 s"),
        (42_000, "42 s"),
        (200_000, "3 min 20 s"),
        (3_600_000, "1 h"),
        (3_605_000, "1 h"),
        (187_200_000, "2 d 4 h"),
    ],
)
def test_durations_show_their_two_largest_units(milliseconds: int, words: str) -> None:
    assert duration_words(milliseconds) == words


def test_a_moment_shows_in_the_time_of_a_place() -> None:
    summer = Moment(1_782_864_000_000)
    assert str(summer) == "2026-07-01 00:00:00 UTC"
    assert summer.within("Europe/Berlin") == "2026-07-01 02:00:00 CEST"


def test_numbers_of_things_can_be_read() -> None:
    assert f"{Count(2750)!s}" == "2,750"


@pytest.mark.parametrize("text_format", TextFormat)
def test_control_characters_and_halves_of_characters_show_nowhere(text_format: TextFormat) -> None:
    assert ESCAPES[text_format]("a\x00\x1b\ud800b") == "a   b"
    assert ESCAPES[text_format]("a\u202eb\u2066c") == "a b c"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a_b*c", r"a\_b\*c"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("# heading", r"\# heading"),
        ("192.0.2.7 web-1", "192.0.2.7 web-1"),
        ("@here and @Everyone", "@\u200bhere and @\u200bEveryone"),
        ("@ada_b, (@ada)", "@\u200bada\\_b, (@\u200bada)"),
        ("ada@example.com", "ada@example.com"),
        ("a.b+c@example.com @ 3", "a.b+c@example.com @ 3"),
    ],
)
def test_text_stays_text_in_markdown(text: str, escaped: str) -> None:
    assert markdown(text) == escaped


def test_a_link_stays_one_in_markdown() -> None:
    assert markdown(Link.of("https://a.example/x_y?z=(1)")) == "https://a.example/x_y?z=%281%29"
