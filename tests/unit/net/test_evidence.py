"""Evidence is small, readable and free of secrets."""

import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import msgspec
import pytest

from tocsin.core.result import Json
from tocsin.net.evidence import MAX_EVIDENCE, clear_text, excerpt, finish, header_facts


def test_what_is_empty_is_left_out() -> None:
    assert finish({"a": "", "b": [], "c": None, "d": 0, "e": False}) == {"d": 0, "e": False}


def test_secrets_are_masked_at_every_depth() -> None:
    told = finish({"a": ["x s3cret y", {"b": "s3cret"}]}, ["s3cret"])
    assert told == {"a": ["x ••• y", {"b": "•••"}]}


SECRET = 'p"a&s/s:w <long> & é'
WRITINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON in JSON": lambda text: json.dumps(json.dumps(text))[1:-1].strip('\\"'),
    "JSON by Go": lambda text: text.replace("&", "\\u0026").replace("<", "\\u003c").replace('"', '\\"'),
    "JSON by PHP": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "HTML": html.escape,
    "HTML by numbers": lambda text: text.replace('"', "&#34;").replace("&s", "&#x26;s"),
    "URL": lambda text: quote(text, safe=""),
    "URL with its slashes": quote,
    "URL in lower case": lambda text: quote(text).replace("%C3%A9", "%c3%a9"),
    "URL in a URL": lambda text: quote(quote(text)),
    "form": quote_plus,
    "UTF-8 read as Latin-1": lambda text: text.encode().decode("latin-1"),
}


@pytest.mark.parametrize("way", WRITINGS)
def test_a_secret_is_masked_however_it_is_escaped(way: str) -> None:
    assert clear_text(f"'{WRITINGS[way](SECRET)}' it was", [SECRET]) == "'•••' it was"


def test_of_a_secret_that_goes_on_in_an_unknown_way_the_whole_word_is_masked() -> None:
    assert clear_text("got abcdefgh=2Fijklmnop, which", ["abcdefgh/ijklmnop"]) == "got •••, which"


def test_a_secret_that_is_cut_off_in_a_url_is_masked() -> None:
    assert clear_text("/?token=a%2Fb%2Fc", ["a/b/c/d/e/f/g"]) == "/?token=•••"


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
