"""One-time secrets."""

from __future__ import annotations

import re

import pytest

from tocsin.auth.tokens import code_hash, hash_of, new_code, new_token, same


def test_a_token_stands_in_an_address_as_it_is() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", new_token())


def test_two_tokens_are_never_alike() -> None:
    assert len({new_token() for _ in range(100)}) == 100


def test_a_token_is_found_by_its_own_hash_only() -> None:
    token = new_token()
    assert hash_of(token) == hash_of(token)
    assert hash_of(token) != hash_of(new_token())


def test_the_hash_does_not_hold_the_token() -> None:
    token = new_token()
    assert token.encode() not in hash_of(token)
    assert len(hash_of(token)) == 32


@pytest.mark.parametrize("token", ["", "\ud800", "ä", "\0", "x" * 100_000])
def test_whatever_is_sent_can_be_hashed(token: str) -> None:
    assert hash_of(token) != hash_of(new_token())


def test_a_code_has_six_digits() -> None:
    assert all(re.fullmatch(r"[0-9]{6}", new_code()) for _ in range(200))


def test_a_code_may_begin_with_any_digit() -> None:
    assert {new_code()[0] for _ in range(1000)} == set("0123456789")


def test_a_code_is_good_for_its_own_handle_only() -> None:
    handle, other = new_token(), new_token()
    assert code_hash("123456", handle) == code_hash("123456", handle)
    assert code_hash("123456", handle) != code_hash("123456", other)
    assert code_hash("123456", handle) != code_hash("123457", handle)


def test_where_the_handle_ends_is_hashed_too() -> None:
    assert code_hash("23456", "handle1") != code_hash("123456", "handle")
    assert code_hash("", "ab") != code_hash("b", "a")


def test_a_code_with_a_lone_surrogate_can_be_compared() -> None:
    assert code_hash("\ud800", "\udfff") != code_hash("123456", "\udfff")


def test_what_is_the_same_is_told_from_what_is_not() -> None:
    assert same(b"abc", b"abc")
    assert not same(b"abc", b"abd")
    assert not same(b"abc", b"ab")
