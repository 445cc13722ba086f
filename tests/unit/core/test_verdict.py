from __future__ import annotations

import pytest

from tocsin.core.verdict import Verdict


@pytest.mark.parametrize(
    ("word", "number"),
    [("up", 0), ("degraded", 1), ("down", 2), ("unknown", 3)],
)
def test_words_and_stored_numbers_never_change(word: str, number: int) -> None:
    assert (Verdict.from_word(word), Verdict(number).word) == (Verdict(number), word)


def test_another_word_is_refused() -> None:
    with pytest.raises(KeyError):
        Verdict.from_word("ok")


def test_severity_is_the_order() -> None:
    assert Verdict.UP < Verdict.DEGRADED < Verdict.DOWN
