"""Texts that are kept: of one line, of bounded length, and fit for a database."""

from __future__ import annotations

import pytest

from tocsin.core.result import Json
from tocsin.hooks import wording
from tocsin.services.monitor_draft import LONGEST_NAME


@pytest.mark.parametrize("word", ["Missing Data", "MISSING_DATA", "MissingData", "missing-data"])
def test_a_word_is_the_same_however_it_is_written(word: str) -> None:
    assert wording.normal_word(word) == "missingdata"


def test_every_known_word_is_written_as_it_is_looked_up() -> None:
    assert [word for word in wording.STATE_WORDS if wording.normal_word(word) != word] == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"),
        (7, "7"),
        (1.5, "1.5"),
        (True, "true"),
        (None, None),
        ([], None),
        (10**30, None),
        (float("inf"), None),
    ],
)
def test_texts_numbers_and_truth_values_are_texts(value: Json, text: str | None) -> None:
    assert wording.text(value) == text


def test_a_name_is_as_long_as_a_monitors_may_be() -> None:
    assert wording.LONGEST_NAME == LONGEST_NAME
    assert len(wording.monitor_name("x" * 1000)) == LONGEST_NAME


def test_an_identity_that_is_too_long_is_hashed() -> None:
    first, second = wording.identity("x" * 500), wording.identity("x" * 501)
    assert first != second
    assert first.startswith("sha256:")


def test_the_beginning_of_an_item_is_kept_and_its_size_told() -> None:
    assert wording.excerpt({"a": "bcd"}, 5) == (b'{"a":', 11)


def test_of_what_is_no_json_nothing_is_kept() -> None:
    assert wording.excerpt(object(), 100) == (b"", 0)  # type: ignore[arg-type]  # as an expression may give it
