"""Recovery codes."""

from __future__ import annotations

import re

import pytest

from tocsin.auth.recovery_codes import ALPHABET, hash_of, new_codes

CODE = "70F3-1QWX-0M2T-HB5Z"


def test_there_are_ten_and_none_is_alike() -> None:
    assert len(set(new_codes())) == 10
    assert len(new_codes(3)) == 3


def test_a_code_is_written_in_groups_without_letters_that_look_like_digits() -> None:
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code) for code in new_codes(50))


def test_a_code_has_80_bits() -> None:
    assert len(set(ALPHABET)) == 32
    assert len(new_codes()[0].replace("-", "")) * 5 == 80


def test_a_code_is_known_by_its_hash_only() -> None:
    assert hash_of(CODE) == hash_of(CODE)
    assert hash_of(CODE) != hash_of(new_codes()[0])
    assert len(hash_of(CODE) or b"") == 32


@pytest.mark.parametrize(
    "typed",
    [
        "70f3-1qwx-0m2t-hb5z",
        "70F31QWX0M2THB5Z",
        " 70F3 1QWX 0M2T HB5Z\n",
        "70F3–1QWX—0M2T‑HB5Z",
        "7OF3-IQWX-oM2T-HB5Z",
        "70F3-lQWX-0M2T-HB5Z",
    ],
)
def test_it_does_not_matter_how_a_code_is_typed(typed: str) -> None:
    assert hash_of(typed) == hash_of(CODE)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "70F3-1QWX-0M2T-HB5",
        CODE + "0",
        "UUUU-UUUU-UUUU-UUUU",
        "70F3-ıQWX-0M2T-HB5Z",
        "\ud800" * 16,
        "0" * 100_000,
        CODE + " " * 100,
    ],
)
def test_what_cannot_be_a_code_has_no_hash(typed: str) -> None:
    assert hash_of(typed) is None
