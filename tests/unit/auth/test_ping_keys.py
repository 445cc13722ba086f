"""What a ping key may be."""

from __future__ import annotations

import uuid

import pytest

from tocsin.auth.ping_keys import new_ping_key, normal

KEY = "6a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def test_a_fresh_key_is_a_random_uuid() -> None:
    assert uuid.UUID(new_ping_key()).version == 4
    assert new_ping_key() != new_ping_key()


def test_a_uuid_is_the_same_in_either_case() -> None:
    assert normal(KEY.upper()) == normal(KEY) == KEY


def test_another_token_is_what_it_is() -> None:
    assert normal("AbCdEfGh12345678") == "AbCdEfGh12345678"


@pytest.mark.parametrize(
    "key", ["", "x" * 15, "x" * 101, KEY + "\n", KEY + " ", "ä" * 20, "a/b" * 10, "x" * 20 + "\x00"]
)
def test_what_cannot_be_a_key_is_none(key: str) -> None:
    assert normal(key) is None
