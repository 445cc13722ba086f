"""Durations as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.services.durations import in_words, parse_milliseconds, parse_seconds


@pytest.mark.parametrize(
    ("written", "seconds"),
    [(30, 30.0), (0.5, 0.5), ("30s", 30.0), ("5m", 300.0), ("1h30m", 5400.0), ("1d", 86_400.0), ("250ms", 0.25)],
)
def test_numbers_and_texts_are_seconds(written: object, seconds: float) -> None:
    assert parse_seconds(written) == seconds


@pytest.mark.parametrize("written", ["", "30", "s", "5 m", "-5s", "1w", True, None, [1], "1s" * 40])
def test_anything_else_is_refused_with_what_would_be_right(written: object) -> None:
    with pytest.raises(ValueError, match="such as 30s, 5m, 1h or 1d"):
        parse_seconds(written)


@pytest.mark.parametrize(("written", "milliseconds"), [(500, 500), ("500ms", 500), ("1.5s", 1500)])
def test_latencies_are_milliseconds(written: object, milliseconds: int) -> None:
    assert parse_milliseconds(written) == milliseconds


@pytest.mark.parametrize(("seconds", "words"), [(90, "1m30s"), (0.2, "200ms"), (86_400, "1d"), (0, "0s")])
def test_seconds_are_told_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


@given(st.integers(min_value=1, max_value=10**9))
def test_words_are_read_back_as_what_they_came_from(milliseconds: int) -> None:
    assert round(parse_seconds(in_words(milliseconds / 1000)) * 1000) == milliseconds
