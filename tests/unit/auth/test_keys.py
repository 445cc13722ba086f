"""API keys."""

from __future__ import annotations

import pytest

from tocsin.auth.keys import hash_of, matches, new_key, prefix_of, weakness_of


def test_a_new_key_says_what_it_is_and_is_long() -> None:
    key = new_key()
    assert key.startswith("toc_")
    assert len(key) >= len("toc_") + 43


def test_two_keys_are_never_alike() -> None:
    assert new_key() != new_key()


def test_a_key_matches_its_own_hash_only() -> None:
    key = new_key()
    assert matches(key, hash_of(key))
    assert not matches(new_key(), hash_of(key))


def test_the_prefix_of_a_new_key_is_how_it_begins() -> None:
    key = new_key()
    assert key.startswith(prefix_of(key))
    assert len(prefix_of(key)) == 12


def test_the_prefix_of_a_given_key_shows_nothing_of_it() -> None:
    key = "a-key-somebody-has-made-up"
    assert prefix_of(key).startswith("sha256:")
    assert not set(prefix_of(key)[7:]) - set("0123456789abcdef")


def test_a_key_with_a_lone_surrogate_can_be_compared() -> None:
    assert not matches("\ud800", hash_of("other"))


@pytest.mark.parametrize("key", ["short", "with a blank in it and long", "schlüssel-mit-umlaut", "tab\there-and-long"])
def test_a_weak_or_unusable_key_is_refused(key: str) -> None:
    assert weakness_of(key) is not None


def test_a_decent_key_is_taken() -> None:
    assert weakness_of("test-key-0123456789abcdef") is None
