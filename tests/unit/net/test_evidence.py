"""Evidence is small, readable and free of secrets."""

import msgspec
import pytest

from tocsin.core.result import Json
from tocsin.net.evidence import MAX_EVIDENCE, clear_text, excerpt, finish, header_facts


def test_what_is_empty_is_left_out() -> None:
    assert finish({"a": "", "b": [], "c": None, "d": 0, "e": False}) == {"d": 0, "e": False}


def test_secrets_are_masked_at_every_depth() -> None:
    told = finish({"a": ["x s3cret y", {"b": "s3cret"}]}, ["s3cret"])
    assert told == {"a": ["x ••• y", {"b": "•••"}]}


@pytest.mark.parametrize("echo", ['p"a&s/s:w', 'p\\"a&s/s:w', "p&quot;a&amp;s/s:w", "p%22a%26s%2Fs%3Aw"])
def test_a_secret_is_masked_however_it_is_escaped(echo: str) -> None:
    assert finish({"a": f"<{echo}>"}, ['p"a&s/s:w']) == {"a": "<•••>"}


@pytest.mark.parametrize("cut", [6, 8, 20, 39])
def test_the_beginning_of_a_secret_that_was_cut_off_is_masked(cut: int) -> None:
    secret = "abcdefghij0123456789ABCDEFGHIJ9876543210"
    assert clear_text(f"token {secret[:cut]}", [secret]) == "token •••"


def test_of_a_secret_in_the_middle_of_a_sentence_nothing_telling_remains() -> None:
    assert clear_text("got 'sec-ret-value-tha'… and more", ["sec-ret-value-that-is-long"]) == "got '•••'… and more"


def test_a_secret_that_holds_the_mask_ends() -> None:
    assert clear_text("••••••••••", ["••••••••"]) == "•••"


def test_a_secret_too_short_to_hide_anything_blacks_nothing_out() -> None:
    assert finish({"a": "banana"}, ["a"]) == {"a": "banana"}


def test_what_is_too_large_is_left_out_largest_first_and_named() -> None:
    told = finish({"small": "x", "large": "\x01" * 2_000, "headers": [["a", "b" * 400]] * 40})
    assert told == {"small": "x", "large": "\x01" * 2_000, "left_out_for_size": ["headers"]}


def test_it_always_fits() -> None:
    entries: dict[str, Json] = {f"key {number}": "ü" * 4_000 for number in range(10)}
    assert len(msgspec.json.encode(finish(entries))) <= MAX_EVIDENCE


def test_credentials_in_headers_are_masked_and_headers_bounded() -> None:
    facts = header_facts([("SET-COOKIE", "a=b"), *[("X-A", "y" * 1_000)] * 100])
    assert facts[0] == ["SET-COOKIE", "•••"]
    assert (len(facts), len(facts[1][1])) == (50, 512)  # type: ignore[index,arg-type]


def test_an_excerpt_is_short_and_readable_whatever_the_bytes() -> None:
    assert excerpt(b"ok\x00\xff" + b"x" * 5_000).startswith("ok\ufffd\ufffdxxx")
    assert len(excerpt(b"x" * 5_000)) == 2_048
