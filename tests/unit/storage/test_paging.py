"""Cursors come back as they went out; others are refused."""

import pytest

from tocsin.core.errors import ValidationFailed
from tocsin.storage.paging import MAX_LIMIT, clamp, decode_cursor, encode_cursor, page_of


def test_a_cursor_holds_its_key() -> None:
    key = ("Käse/+?", 7)
    assert decode_cursor(encode_cursor(key), tuple[str, int]) == key


@pytest.mark.parametrize("cursor", ["", "!!!", "e30", "ä", encode_cursor(("a", "b")), encode_cursor((1, 2))])
def test_what_is_no_cursor_of_this_list_is_refused(cursor: str) -> None:
    with pytest.raises(ValidationFailed) as raised:
        decode_cursor(cursor, tuple[str, int])
    assert raised.value.errors[0].pointer == "/cursor"


@pytest.mark.parametrize(("limit", "clamped"), [(-1, 1), (0, 1), (50, 50), (10**9, MAX_LIMIT)])
def test_a_limit_is_kept_within_bounds(limit: int, clamped: int) -> None:
    assert clamp(limit) == clamped


def test_an_extra_row_means_that_more_follow() -> None:
    page = page_of([1, 2, 3], 2, lambda row: row * 10, lambda item: item)
    assert (page.items, page.next_cursor) == ([10, 20], encode_cursor(20))


def test_the_last_page_has_no_cursor() -> None:
    assert page_of([1, 2], 2, lambda row: row, lambda item: item).next_cursor is None
