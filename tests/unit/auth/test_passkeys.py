"""Passkeys, against an authenticator that can be told to lie."""

from __future__ import annotations

import contextlib
import copy
import json
import secrets
from typing import Any, TypeAlias

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from hypothesis import given, settings
from hypothesis import strategies as st
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

from tests.servers.passkey import Authenticator, Lies
from tocsin.auth.passkeys import (
    NewPasskey,
    PasskeyRefused,
    RelyingParty,
    credential_id_of,
    registration_options,
    relying_party,
    sign_in_options,
    user_handle_of,
    verified_registration,
    verified_sign_in,
)

ORIGIN = "https://tocsin.example.com"
PARTY = relying_party(ORIGIN)
CHALLENGE = secrets.token_bytes(32)
HANDLE = secrets.token_bytes(64)
Answer: TypeAlias = dict[str, Any]

MALFORMED: list[Answer] = [
    {},
    {"id": None},
    {"id": "AA", "rawId": "AA", "type": "public-key"},
    {"id": "AA", "rawId": "AA", "type": "public-key", "response": []},
    {"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": 1, "attestationObject": {}}},
    {"response": {"response": {"response": {}}}},
    {"id": "\ud800", "rawId": "\ud800", "type": "public-key", "response": {}},
]


def options_of(party: RelyingParty = PARTY, existing: list[bytes] | None = None) -> Answer:
    return registration_options(party, HANDLE, "ada@example.com", "Ada", CHALLENGE, existing or [])


def registered(authenticator: Authenticator) -> NewPasskey:
    return verified_registration(PARTY, authenticator.create(options_of(), ORIGIN), CHALLENGE)


def answered(authenticator: Authenticator) -> Answer:
    return authenticator.get(sign_in_options(PARTY, CHALLENGE), ORIGIN)


@pytest.fixture
def authenticator() -> Authenticator:
    return Authenticator()


def test_a_registered_passkey_signs_in(authenticator: Authenticator) -> None:
    passkey = registered(authenticator)
    answer = answered(authenticator)
    assert credential_id_of(answer) == passkey.credential_id
    assert user_handle_of(answer) == HANDLE
    assert verified_sign_in(PARTY, answer, CHALLENGE, passkey.public_key, passkey.sign_count) == 2


def test_a_passkey_is_stored_with_what_it_said_of_itself(authenticator: Authenticator) -> None:
    passkey = registered(authenticator)
    assert (passkey.sign_count, passkey.transports, passkey.is_backed_up) == (1, ("hybrid", "internal"), False)


def test_a_synced_passkey_counts_nothing_and_signs_in_again_and_again() -> None:
    authenticator = Authenticator(is_synced=True)
    passkey = registered(authenticator)
    assert passkey.is_backed_up
    for _ in range(2):
        assert verified_sign_in(PARTY, answered(authenticator), CHALLENGE, passkey.public_key, 0) == 0


def test_a_site_may_have_a_port_and_need_no_tls_on_this_machine(authenticator: Authenticator) -> None:
    party = relying_party("http://localhost:8000")
    answer = authenticator.create(options_of(party), "http://localhost:8000")
    assert verified_registration(party, answer, CHALLENGE).credential_id


def test_the_options_of_a_registration_want_a_resident_key_and_a_verified_user() -> None:
    options = options_of(existing=[b"\x01\x02"])
    assert options["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert options["attestation"] == "none"
    assert options["rp"] == {"id": "tocsin.example.com", "name": "Tocsin"}
    assert options["user"] == {"id": bytes_to_base64url(HANDLE), "name": "ada@example.com", "displayName": "Ada"}
    assert options["excludeCredentials"] == [{"id": "AQI", "type": "public-key"}]
    assert options["challenge"] == bytes_to_base64url(CHALLENGE)


def test_the_options_of_a_sign_in_want_a_verified_user() -> None:
    options = sign_in_options(PARTY, CHALLENGE, [b"\x01\x02"])
    assert options["userVerification"] == "required"
    assert options["rpId"] == "tocsin.example.com"
    assert options["allowCredentials"] == [{"id": "AQI", "type": "public-key"}]
    assert sign_in_options(PARTY, CHALLENGE)["allowCredentials"] == []


def test_the_options_are_plain_json() -> None:
    for options in (options_of(), sign_in_options(PARTY, CHALLENGE)):
        assert json.loads(json.dumps(options)) == options
    assert {type(wanted["alg"]) for wanted in options_of()["pubKeyCredParams"]} == {int}


def test_a_passkey_that_is_known_is_not_made_again(authenticator: Authenticator) -> None:
    passkey = registered(authenticator)
    with pytest.raises(RuntimeError, match="InvalidStateError"):
        authenticator.create(options_of(existing=[passkey.credential_id]), ORIGIN)


@pytest.mark.parametrize(
    ("lies", "reason"),
    [
        (Lies(origin="https://tocsin.example.org"), "origin"),
        (Lies(origin="http://tocsin.example.com"), "origin"),
        (Lies(origin="https://tocsin.example.com:8443"), "origin"),
        (Lies(challenge=b"another"), "challenge"),
        (Lies(challenge=b""), "challenge"),
        (Lies(party_id="example.com"), "RP ID"),
        (Lies(is_verified=False), "not verified"),
        (Lies(is_present=False), "not present"),
        (Lies(is_framed=True), "another site's page"),
    ],
)
def test_a_lie_is_refused(authenticator: Authenticator, lies: Lies, reason: str) -> None:
    passkey = registered(authenticator)
    authenticator.lies = lies
    with pytest.raises(PasskeyRefused, match=reason):
        verified_sign_in(PARTY, answered(authenticator), CHALLENGE, passkey.public_key, passkey.sign_count)
    with pytest.raises(PasskeyRefused, match="refused"):
        registered(authenticator)


@pytest.mark.parametrize("count", [0, 1, 4, 5])
def test_a_count_that_does_not_rise_is_refused(authenticator: Authenticator, count: int) -> None:
    passkey = registered(authenticator)
    authenticator.lies.sign_count = count
    with pytest.raises(PasskeyRefused, match="sign count"):
        verified_sign_in(PARTY, answered(authenticator), CHALLENGE, passkey.public_key, 5)


def test_an_answer_is_good_for_its_own_challenge_only(authenticator: Authenticator) -> None:
    passkey = registered(authenticator)
    with pytest.raises(PasskeyRefused, match="challenge"):
        verified_sign_in(PARTY, answered(authenticator), b"a later one", passkey.public_key, passkey.sign_count)


def test_another_passkeys_key_is_refused(authenticator: Authenticator) -> None:
    registered(authenticator)
    other = registered(Authenticator())
    with pytest.raises(PasskeyRefused, match="signature"):
        verified_sign_in(PARTY, answered(authenticator), CHALLENGE, other.public_key, 0)


def test_a_registration_is_no_sign_in(authenticator: Authenticator) -> None:
    passkey = registered(authenticator)
    answer = answered(authenticator)
    answer["response"]["clientDataJSON"] = authenticator.create(options_of(), ORIGIN)["response"]["clientDataJSON"]
    with pytest.raises(PasskeyRefused, match="type"):
        verified_sign_in(PARTY, answer, CHALLENGE, passkey.public_key, 0)


@pytest.mark.parametrize("stored", [b"", b"\x00", b"\x04", b"\xa0", b"not a key"])
def test_a_damaged_key_lets_nobody_in(authenticator: Authenticator, stored: bytes) -> None:
    registered(authenticator)
    with pytest.raises(PasskeyRefused, match=r"malformed$|CBOR data$"):
        verified_sign_in(PARTY, answered(authenticator), CHALLENGE, stored, 0)


@pytest.mark.parametrize("answer", MALFORMED)
def test_a_malformed_answer_is_refused(answer: Answer) -> None:
    with pytest.raises(PasskeyRefused):
        verified_registration(PARTY, answer, CHALLENGE)
    with pytest.raises(PasskeyRefused):
        verified_sign_in(PARTY, answer, CHALLENGE, b"", 0)


@pytest.mark.parametrize("value", [None, 1, [], {}, "", "!", "\ud800", "A" * 100_000, "AAAA", "W10", "e30", "AAAAA"])
@pytest.mark.parametrize("name", ["id", "rawId", "type", "clientDataJSON", "attestationObject"])
def test_a_registration_with_a_bad_part_is_refused(authenticator: Authenticator, name: str, value: object) -> None:
    answer = authenticator.create(options_of(), ORIGIN)
    (answer if name in answer else answer["response"])[name] = value
    with pytest.raises(PasskeyRefused, match="refused"):
        verified_registration(PARTY, answer, CHALLENGE)


@pytest.mark.parametrize("value", [None, 1, [], {}, "", "!", "\ud800", "A" * 100_000, "AAAA", "W10", "e30", "AAAAA"])
@pytest.mark.parametrize("name", ["id", "rawId", "type", "clientDataJSON", "authenticatorData", "signature"])
def test_a_sign_in_with_a_bad_part_is_refused(authenticator: Authenticator, name: str, value: object) -> None:
    passkey = registered(authenticator)
    answer = answered(authenticator)
    (answer if name in answer else answer["response"])[name] = value
    with pytest.raises(PasskeyRefused, match="refused"):
        verified_sign_in(PARTY, answer, CHALLENGE, passkey.public_key, passkey.sign_count)


@pytest.mark.parametrize("client_data", [b"[" * 3000, b"null", b"{}", b'{"type":1,"challenge":1,"origin":1}', b"\xff"])
def test_client_data_that_no_browser_writes_is_refused(authenticator: Authenticator, client_data: bytes) -> None:
    answer = authenticator.create(options_of(), ORIGIN)
    answer["response"]["clientDataJSON"] = bytes_to_base64url(client_data)
    with pytest.raises(PasskeyRefused):
        verified_registration(PARTY, answer, CHALLENGE)


def bomb() -> bytes:
    """CBOR of two hundred bytes that would be written out as gigabytes: lists that hold the list before them twice."""
    levels = [b"\xd8\x1c\x80", *(b"\xd8\x1c\x82" + 2 * (b"\xd8\x1d" + encode_cbor(level)) for level in range(40))]
    return b"\x98" + bytes([len(levels)]) + b"".join(levels)


def test_a_key_that_unfolds_to_gigabytes_is_refused(authenticator: Authenticator) -> None:
    authenticator.lies.public_key = bomb()
    with pytest.raises(PasskeyRefused, match="its answer is malformed"):
        registered(authenticator)


def test_a_statement_that_unfolds_to_gigabytes_is_refused(authenticator: Authenticator) -> None:
    answer = authenticator.create(options_of(), ORIGIN)
    statement = b"\xa1\x61x" + bomb()
    attestation = b"\xa3\x63fmt\x64none\x67attStmt" + statement + b"\x68authData\x40"
    answer["response"]["attestationObject"] = bytes_to_base64url(attestation)
    with pytest.raises(PasskeyRefused, match="its answer is malformed"):
        verified_registration(PARTY, answer, CHALLENGE)


def test_extensions_that_unfold_to_gigabytes_are_refused(authenticator: Authenticator) -> None:
    passkey = registered(authenticator)
    answer = answered(authenticator)
    data = bytearray(base64url_to_bytes(answer["response"]["authenticatorData"]))
    data[32] |= 0x80
    answer["response"]["authenticatorData"] = bytes_to_base64url(bytes(data) + bomb())
    with pytest.raises(PasskeyRefused, match="its answer is malformed"):
        verified_sign_in(PARTY, answer, CHALLENGE, passkey.public_key, 0)


def rsa_key(bits: int) -> bytes:
    numbers = generate_private_key(65537, bits).public_key().public_numbers()
    return encode_cbor({1: 3, 3: -257, -1: numbers.n.to_bytes(bits // 8, "big"), -2: b"\x01\x00\x01"})


def test_an_rsa_key_is_taken(authenticator: Authenticator) -> None:
    authenticator.lies.public_key = rsa_key(2048)
    assert registered(authenticator).public_key


@pytest.mark.parametrize(
    "key",
    [
        {1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)},
        {1: 2, 3: -7, -1: 99, -2: bytes(32), -3: bytes(32)},
        {1: 2, 3: -7, -1: 1, -2: "x", -3: None},
        {1: 3, 3: -257, -1: b"\x00", -2: b"\x00"},
        {1: 3, 3: -65535, -1: b"\x00", -2: b"\x00"},
        {1: 1, 3: -8, -1: 6, -2: bytes(3)},
        {1: 4, 3: 5},
        [],
    ],
)
def test_a_key_that_cannot_be_used_is_not_stored(authenticator: Authenticator, key: object) -> None:
    authenticator.lies.public_key = encode_cbor(key)
    with pytest.raises(PasskeyRefused):
        registered(authenticator)


@pytest.mark.parametrize(
    ("said", "stored"),
    [(None, ()), ("usb", ()), (["usb", "usb", "teleport", 7, None, {}], ("usb",)), ({"usb": 1}, ()), ([[]] * 100, ())],
)
def test_transports_that_are_unknown_are_left_out(
    authenticator: Authenticator, said: object, stored: tuple[str, ...]
) -> None:
    answer = authenticator.create(options_of(), ORIGIN)
    answer["response"]["transports"] = said
    assert verified_registration(PARTY, answer, CHALLENGE).transports == stored


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = ["id", "rawId", "type", "response", "clientDataJSON", "attestationObject", "authenticatorData", "signature"]


@given(st.dictionaries(st.sampled_from([*NAMES, "userHandle"]), JSON))
def test_whatever_json_comes_is_refused(answer: Answer) -> None:
    with pytest.raises(PasskeyRefused):
        verified_registration(PARTY, answer, CHALLENGE)
    with pytest.raises(PasskeyRefused):
        verified_sign_in(PARTY, {**answer, "response": answer}, CHALLENGE, b"", 0)
    assert credential_id_of(answer) is None or isinstance(credential_id_of(answer), bytes)
    assert user_handle_of({"response": answer}) is None or isinstance(user_handle_of({"response": answer}), bytes)


KEEPER = Authenticator()
PASSKEY = registered(KEEPER)
SIGN_IN = answered(KEEPER)
REGISTRATION = Authenticator().create(options_of(), ORIGIN)


def damaged(answer: Answer, name: str, at: int, bits: int) -> Answer:
    changed = copy.deepcopy(answer)
    data = bytearray(base64url_to_bytes(changed["response"][name]))
    data[at % len(data)] ^= bits
    changed["response"][name] = bytes_to_base64url(bytes(data))
    return changed


@settings(max_examples=300)
@given(st.sampled_from(["clientDataJSON", "authenticatorData", "signature"]), st.integers(0, 999), st.integers(1, 255))
def test_a_sign_in_with_a_changed_byte_is_refused(name: str, at: int, bits: int) -> None:
    with pytest.raises(PasskeyRefused):
        verified_sign_in(PARTY, damaged(SIGN_IN, name, at, bits), CHALLENGE, PASSKEY.public_key, PASSKEY.sign_count)


@settings(max_examples=300)
@given(st.integers(0, 999), st.integers(1, 255), st.binary(max_size=8))
def test_a_registration_with_a_changed_byte_is_read_or_refused(at: int, bits: int, tail: bytes) -> None:
    answer = damaged(REGISTRATION, "attestationObject", at, bits)
    answer["response"]["attestationObject"] += bytes_to_base64url(tail)
    with contextlib.suppress(PasskeyRefused):
        assert len(verified_registration(PARTY, answer, CHALLENGE).public_key) > 60


def test_what_a_browser_writes_is_how_an_id_is_read() -> None:
    assert credential_id_of({"id": "AQI"}) == b"\x01\x02"
    assert user_handle_of({"response": {"userHandle": "AQI"}}) == b"\x01\x02"


@pytest.mark.parametrize("text", [None, 1, [], "", "A", "AQI=", "AQJ", "A+/_", "AQ I", "\ud800", "ä", "A" * 2000])
def test_any_other_id_is_none(text: object) -> None:
    assert credential_id_of({"id": text}) is None  # type: ignore[dict-item]
    assert user_handle_of({"response": {"userHandle": text}}) is None  # type: ignore[dict-item]


def test_a_user_handle_has_64_bytes_at_most() -> None:
    assert user_handle_of({"response": {"userHandle": bytes_to_base64url(bytes(64))}}) == bytes(64)
    assert user_handle_of({"response": {"userHandle": bytes_to_base64url(bytes(65))}}) is None
    assert credential_id_of({"id": bytes_to_base64url(bytes(1024))}) is None


@pytest.mark.parametrize("credential", [{}, {"response": None}, {"response": []}, {"response": "userHandle"}])
def test_an_answer_without_a_user_handle_is_nobodys(credential: Answer) -> None:
    assert user_handle_of(credential) is None
