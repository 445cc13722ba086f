"""CBOR that is as plain as an authenticator writes it."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webauthn.helpers import encode_cbor

from tocsin.auth.plain_cbor import DEEPEST, require_plain, require_plain_authenticator_data

LEAVES = st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.floats() | st.binary() | st.text()
KEYS = st.integers(-(2**64), 2**64 - 1) | st.text()
PLAIN = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=40) | st.dictionaries(KEYS, inner, max_size=9), max_leaves=50
)
HEAD = bytes(32) + b"\x80" + bytes(4)
"""Authenticator data with extensions."""
ATTESTED_HEAD = bytes(32) + b"\x41" + bytes(4) + bytes(16) + b"\x00\x04" + b"\xd8\x1c\xd8\x1d"
"""Authenticator data with a public key to come; the credential's id looks like tags and is none."""


@given(PLAIN, st.binary(max_size=5))
def test_an_item_ends_where_its_writer_ended_it(value: object, rest: bytes) -> None:
    written = encode_cbor(value)
    assert require_plain(written + rest) == len(written)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert 0 < require_plain(data) <= len(data)


@pytest.mark.parametrize("data", ["c000", "d81c80", "d9001d00", "81d81d00", "a100c100", "a1c10000", "8200d81d00"])
def test_a_tag_is_refused_wherever_it_is(data: str) -> None:
    with pytest.raises(ValueError, match="tag"):
        require_plain(bytes.fromhex(data))


@pytest.mark.parametrize("data", ["9f00ff", "bf0000ff", "5f4100ff", "7f6161ff", "ff", "1c", "fe"])
def test_what_has_no_length_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="indefinite"):
        require_plain(bytes.fromhex(data))


@pytest.mark.parametrize(
    "data", ["", "18", "1b00", "42ff", "6261", "8200", "a100", "9bffffffffffffffff", "5bffffffffffffffff00"]
)
def test_what_is_cut_off_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="cut off"):
        require_plain(bytes.fromhex(data))


def test_what_is_too_deep_is_refused() -> None:
    assert require_plain(b"\x81" * DEEPEST + b"\x00") == DEEPEST + 1
    with pytest.raises(ValueError, match="too deep"):
        require_plain(b"\x81" * 5000 + b"\x00")


@pytest.mark.parametrize(
    "data", [b"", bytes(36), bytes(37), HEAD + b"\xa0", ATTESTED_HEAD + b"\xa0", ATTESTED_HEAD + b"\xa0\xa0"]
)
def test_plain_authenticator_data_passes(data: bytes) -> None:
    require_plain_authenticator_data(data)


@pytest.mark.parametrize("head", [HEAD, ATTESTED_HEAD, ATTESTED_HEAD + b"\xa0"])
def test_a_tag_in_authenticator_data_is_refused(head: bytes) -> None:
    with pytest.raises(ValueError, match="tag"):
        require_plain_authenticator_data(head + b"\xd8\x1c\x80")
