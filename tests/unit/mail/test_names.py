"""A stranger's name in a mail of ours stays one line of text, and no mail program makes a link of it."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.mail.names import LONGEST_NAME, shown

LINK = re.compile(r"\w[.\u3002\uff0e\uff61]\w|://|www\.\w|\w@\w|//", re.IGNORECASE)
"""What mail programs make links of."""


@pytest.mark.parametrize("name", ["Ada Lovelace", "Жанна д’Арк", "山田太郎", "O'Neil & Sons", "<b>Acme", "Acme Inc."])
def test_a_name_is_shown_as_it_is(name: str) -> None:
    assert shown(name) == name


@pytest.mark.parametrize(
    "name", ["Ada\nLovelace", "Ada\r\nLovelace", "Ada\u2028Lovelace", "Ada\x85\tLovelace", " Ada \u3000Lovelace "]
)
def test_it_stays_one_line(name: str) -> None:
    assert shown(name) == "Ada Lovelace"


@pytest.mark.parametrize("name", ["A\u202eda", "A\u200bda", "\ufeffAda", "A\u2066da", "A\x00da", "Ada\U000e0041"])
def test_what_cannot_be_seen_is_not_there(name: str) -> None:
    assert shown(name).replace(" ", "") == "Ada"


@pytest.mark.parametrize(
    "name",
    [
        "evil.example",
        "https://evil.example/reset",
        "www.evil.example",
        "eve@evil.example",
        "//evil",
        "evil。example",
        "evil．example",
    ],
)
def test_it_becomes_no_link(name: str) -> None:
    assert LINK.search(name)
    assert not LINK.search(shown(name))


def test_a_link_still_reads_as_it_was_written() -> None:
    assert shown("evil.example").replace("\u200b", "") == "evil.example"


def test_it_cannot_end_the_quotes_around_it() -> None:
    assert shown('Acme" has ended. “Sign in') == "Acme' has ended. 'Sign in"


def test_it_is_cut() -> None:
    assert shown("a" * 500) == "a" * (LONGEST_NAME - 1) + "…"


@pytest.mark.parametrize("name", ["", "  ", "\u202e", "\n"])
def test_nothing_at_all_has_a_name(name: str) -> None:
    assert shown(name) == "(no name)"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_name_whatever_is_a_link_or_two_lines(name: str) -> None:
    found = shown(name)
    assert not LINK.search(found)
    assert {unicodedata.category(sign) for sign in found if sign != "\u200b"}.isdisjoint({"Cc", "Cf", "Zl", "Zp"})
