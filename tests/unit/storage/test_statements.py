"""Parts of statements."""

import pytest

from tocsin.storage.statements import chunks, pattern


def test_chunks_keep_the_order_and_lose_nothing() -> None:
    assert list(chunks(range(5), 2)) == [[0, 1], [2, 3], [4]]


@pytest.mark.parametrize(("text", "like"), [("Web", "%web%"), ("50%_", r"%50\%\_%"), ("a\\b", r"%a\\b%")])
def test_a_pattern_takes_its_text_literally(text: str, like: str) -> None:
    assert pattern(text) == like
