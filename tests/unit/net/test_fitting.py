"""Nothing is longer than it may be, what fits stays as it is, and nothing is cut through the middle of a character."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tocsin.net.fitting import fitted, fitted_bytes, fitted_key, fitted_utf16, in_one_line, readable

texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("🔥ü"), max_size=60)
lengths = st.integers(5, 60)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(texts, lengths)
def test_no_text_is_longer_than_it_may_be(text: str, longest: int) -> None:
    assert len(fitted(text, longest)) <= longest
    assert utf16(fitted_utf16(text, longest)) <= longest
    assert len(fitted_bytes(text, longest).encode()) <= longest
    assert len(fitted_key(text, longest)) <= longest


@given(texts)
def test_what_fits_stays_as_it_is(text: str) -> None:
    whole = (fitted(text, len(text)), fitted_utf16(text, utf16(text)), fitted_bytes(text, len(text.encode())))
    assert (*whole, fitted_key(text, len(text))) == (text,) * 4


def test_a_cut_shows() -> None:
    assert (fitted("abcdef", 4), fitted("ab cdef", 4)) == ("abc…", "ab…")
    assert (fitted_utf16("🔥🔥🔥", 4), fitted_bytes("üüüüü", 8)) == ("🔥…", "üü…")


def test_keys_that_are_too_long_stay_different() -> None:
    assert fitted_key("a" * 300 + "1", 255) != fitted_key("a" * 300 + "2", 255)


def test_a_line_has_no_breaks() -> None:
    assert in_one_line(" a\r\nb\x00\u2028c\t d ") == "a b c d"


def test_what_is_readable_keeps_its_lines() -> None:
    assert readable("a\r\nb\n\tc\x00\x1b\ud800\x7f🔥") == "a\nb\n\tc\ufffd\ufffd\ufffd\ufffd🔥"
