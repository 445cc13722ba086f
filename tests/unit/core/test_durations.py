"""Durations as people write them."""

from __future__ import annotations

from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError

from tocsin.core.durations import bounded_milliseconds, bounded_seconds, in_words, parse_milliseconds, parse_seconds


class Patience(BaseModel):
    seconds: Annotated[float, bounded_seconds(60, 31_536_000)] = Field(default=3600.0, title="How patient")
    milliseconds: Annotated[int, bounded_milliseconds(1, 2000)] = 1


@pytest.mark.parametrize(
    ("written", "seconds"),
    [(30, 30.0), (0.5, 0.5), ("30s", 30.0), ("5m", 300.0), ("1h30m", 5400.0), ("1d", 86_400.0), ("250ms", 0.25)],
)
def test_numbers_and_texts_are_seconds(written: object, seconds: float) -> None:
    assert parse_seconds(written) == seconds


@pytest.mark.parametrize("written", ["", "30", "s", "5 m", "-5s", "1w", "1s\n", "١s", True, None, [1], "1s" * 40])
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


@pytest.mark.parametrize(("seconds", "words"), [(float("inf"), "infs"), (1e300, "1e+300s"), (-1, "-1s")])
def test_what_has_no_days_is_told_in_seconds(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


@pytest.mark.parametrize("written", ["1h30m", 5400, 5400.0])
def test_a_bounded_field_takes_text_and_numbers(written: object) -> None:
    assert Patience.model_validate({"seconds": written}).seconds == 5400.0


@pytest.mark.parametrize("written", [60, 31_536_000, "365d"])
def test_both_bounds_are_allowed(written: object) -> None:
    assert Patience.model_validate({"seconds": written}).seconds in (60, 31_536_000)


@pytest.mark.parametrize("written", [0, 59.9, "366d", -60, 1e308, float("nan"), float("inf"), 10**400, -(10**400)])
def test_what_lies_outside_is_refused_with_the_bounds_in_words(written: object) -> None:
    with pytest.raises(ValidationError, match="must be between 1m and 365d, got"):
        Patience.model_validate({"seconds": written})


@pytest.mark.parametrize("written", [0, 2001, "3s", 10**400, -(10**400)])
def test_bounded_milliseconds_are_refused_with_the_bounds_in_words(written: object) -> None:
    with pytest.raises(ValidationError, match="must be between 1ms and 2s, got"):
        Patience.model_validate({"milliseconds": written})


def test_the_schema_of_a_bounded_field_allows_number_and_text() -> None:
    field = Patience.model_json_schema()["properties"]["seconds"]
    number, text = field["anyOf"]
    assert number == {"type": "number", "minimum": 60, "maximum": 31_536_000}
    assert (text["type"], text["maxLength"]) == ("string", 40)


def test_the_schema_of_a_bounded_field_keeps_what_the_field_says() -> None:
    field = Patience.model_json_schema()["properties"]["seconds"]
    assert (field["title"], field["default"]) == ("How patient", 3600.0)
