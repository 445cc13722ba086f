"""Lies in an ID token, each of which is refused (OpenID Connect Core §3.1.3.7)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey
from joserfc.jws import serialize_compact

from tests.clocks import T0
from tests.servers.grants import CLIENT_ID, CLIENT_SECRET
from tests.servers.issuer import ABSENT, by_secret, new_key, unsigned
from tests.unit.auth.oauth.trips import Trip
from tocsin.auth.oauth.id_token import header_of, person_of
from tocsin.auth.oauth.keys import key_set
from tocsin.auth.oauth.provider import Provider, ProviderUnavailable, SignInRefused
from tocsin.core.errors import TocsinError

NOW = T0 // 1000
KEY = new_key("first")
KEYS = key_set([{name: value for name, value in KEY.as_dict(private=False).items() if isinstance(value, str)}])
PROVIDER = Provider("keycloak", "Keycloak", "https://id.example.com", CLIENT_ID, CLIENT_SECRET)
GOOD = {"iss": PROVIDER.issuer, "aud": CLIENT_ID, "sub": "x", "exp": NOW + 300, "iat": NOW, "nonce": "n"}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"nonce": "of another sign-in"}, "nonce"),
        ({"nonce": ABSENT}, "nonce"),
        ({"nonce": ["x"]}, "nonce"),
        ({"aud": "another client"}, "aud"),
        ({"aud": ["another client"]}, "aud"),
        ({"aud": []}, "aud"),
        ({"aud": ABSENT}, "aud"),
        ({"aud": [CLIENT_ID, "another client"]}, "azp"),
        ({"aud": [CLIENT_ID, "another client"], "azp": "another client"}, "azp"),
        ({"azp": "another client"}, "azp"),
        ({"iss": "https://evil.example"}, "iss"),
        ({"iss": ABSENT}, "iss"),
        ({"exp": NOW - 61}, "expired"),
        ({"exp": ABSENT}, "exp"),
        ({"exp": str(NOW + 300)}, "exp"),
        ({"exp": True}, "exp"),
        ({"iat": NOW + 61}, "future"),
        ({"iat": ABSENT}, "iat"),
        ({"nbf": NOW + 61}, "not yet valid"),
        ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, "at_hash"),
        ({"at_hash": 5}, "at_hash"),
        ({"at_hash": [[]]}, "at_hash"),
        ({"sub": ABSENT}, "sub"),
        ({"sub": 5}, "sub"),
        ({"sub": ""}, "who is signing in"),
        ({"sub": "x" * 256}, "who is signing in"),
        ({"sub": "a\nb"}, "who is signing in"),
    ],
)
async def test_a_claim_that_is_not_right_is_refused(trip: Trip, claims: dict[str, Any], why: str) -> None:
    trip.issuer.claims = claims
    with pytest.raises(SignInRefused, match=why):
        await trip.signed_in()


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": [CLIENT_ID]},
        {"aud": [CLIENT_ID, "another client"], "azp": CLIENT_ID},
        {"azp": CLIENT_ID},
        {"exp": NOW - 59},
        {"iat": NOW + 59},
        {"at_hash": ABSENT},
        {"groups": ["ops"] * 10_000},
    ],
)
async def test_a_claim_that_is_unusual_and_right_is_taken(trip: Trip, claims: dict[str, Any]) -> None:
    trip.issuer.claims = claims
    assert (await trip.signed_in()).subject == "248289761001"


async def test_a_token_that_nobody_signed_is_refused(trip: Trip) -> None:
    trip.issuer.sign = unsigned
    with pytest.raises(SignInRefused, match="algorithm 'none' is not one of"):
        await trip.signed_in()


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
async def test_a_token_signed_with_the_client_secret_is_refused(trip: Trip, algorithm: str) -> None:
    trip.issuer.sign = by_secret(CLIENT_SECRET.encode(), algorithm)
    with pytest.raises(SignInRefused, match=f"algorithm '{algorithm}' is not one of"):
        await trip.signed_in()


def _pem(key: Key, *, is_private: bool = True) -> bytes:
    assert isinstance(key, RSAKey | ECKey)
    return key.as_pem(private=is_private)


async def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(trip: Trip) -> None:
    trip.issuer.sign = by_secret(_pem(trip.issuer.key, is_private=False))
    with pytest.raises(SignInRefused, match="algorithm 'HS256' is not one of"):
        await trip.signed_in()


async def test_a_token_signed_by_another_key_of_the_same_name_is_refused(trip: Trip) -> None:
    trip.issuer.listed = [new_key("first")]
    with pytest.raises(SignInRefused, match=r"is not good: .+"):
        await trip.signed_in()


async def test_a_changed_token_is_refused(trip: Trip) -> None:
    def sign(header: dict[str, Any], claims: dict[str, Any], key: Key) -> str:
        good = jwt.encode(header, claims, key).split(".")
        return ".".join((good[0], unsigned(header, claims | {"sub": "1"}, key).split(".")[1], good[2]))

    trip.issuer.sign = sign
    with pytest.raises(SignInRefused, match=r"is not good: .+"):
        await trip.signed_in()


async def test_a_key_that_comes_with_the_token_is_not_trusted(trip: Trip) -> None:
    stranger = new_key("first")
    trip.issuer.listed, trip.issuer.key = [trip.issuer.key], stranger
    trip.issuer.header = {"jwk": stranger.as_dict(private=False)}
    with pytest.raises(SignInRefused, match=r"is not good: .+"):
        await trip.signed_in()


async def test_a_token_that_wants_more_than_is_known_is_refused(trip: Trip) -> None:
    trip.issuer.header = {"crit": ["b64"], "b64": True}
    with pytest.raises(SignInRefused, match="wants something understood"):
        await trip.signed_in()


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS256", "PS384"])
async def test_an_rsa_key_signs_as_well(trip: Trip, algorithm: str) -> None:
    trip.issuer.key, trip.issuer.algorithm = RSAKey.generate_key(2048, {"kid": "rsa"}), algorithm
    trip.issuer.claims["at_hash"] = ABSENT
    assert (await trip.signed_in()).subject == "248289761001"


@pytest.mark.parametrize(("algorithm", "curve"), [("ES384", "P-384"), ("ES512", "P-521")])
async def test_a_key_on_a_larger_curve_signs_as_well(trip: Trip, algorithm: str, curve: str) -> None:
    trip.issuer.key, trip.issuer.algorithm = ECKey.generate_key(curve, {"kid": "ec"}), algorithm
    trip.issuer.claims["at_hash"] = ABSENT
    assert (await trip.signed_in()).subject == "248289761001"


async def test_a_key_that_is_meant_for_another_algorithm_is_not_used(trip: Trip) -> None:
    trip.issuer.key = RSAKey.generate_key(2048, {"kid": "rsa", "alg": "RS256"})
    trip.issuer.sign = lambda header, claims, key: jwt.encode(
        header | {"alg": "PS256"}, claims, RSAKey.import_key(_pem(key)), algorithms=["PS256"]
    )
    with pytest.raises(SignInRefused, match="No key"):
        await trip.signed_in()


@pytest.mark.parametrize("token", ["x", "..", "a.b.c", "e30.e30.", "bm9uZQ.e30.x", "ü", "W1tbW1tb.e30.x" * 10_000])
async def test_what_is_no_token_is_refused(trip: Trip, token: str) -> None:
    trip.issuer.tokens = {"id_token": token}
    with pytest.raises(SignInRefused, match="is not one"):
        await trip.signed_in()


async def test_no_token_at_all_is_the_provider_s_trouble(trip: Trip) -> None:
    trip.issuer.tokens = {"id_token": ABSENT}
    with pytest.raises(ProviderUnavailable, match="gave no ID token"):
        await trip.signed_in()


@pytest.mark.parametrize("payload", [b"", b"x", b"[]", b"5", b"\xff", b"[" * 50_000, b'{"sub": "\\ud800"}'])
async def test_a_signed_payload_that_makes_no_sense_is_refused(trip: Trip, payload: bytes) -> None:
    trip.issuer.sign = lambda header, _, key: serialize_compact(header, payload, key)
    with pytest.raises(SignInRefused, match="is not good"):
        await trip.signed_in()


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*GOOD, "nbf", "azp", "at_hash", "email", "name"]), json_values))
def test_whatever_a_signed_token_claims_the_answer_is_a_person_or_a_refusal(claims: dict[str, Any]) -> None:
    token = serialize_compact({"alg": "ES256", "kid": "first"}, json.dumps(GOOD | claims), KEY)
    refused = _refusal(token)
    assert refused is None or refused.message.isprintable()


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jku", "x5c"]), json_values))
def test_whatever_stands_in_a_token_s_header_the_answer_is_a_refusal(header: dict[str, Any]) -> None:
    token = unsigned(header, {}, KEY).replace(".", f".{'e30'}.", 1)
    assert _refusal(token) is not None


def _refusal(token: str) -> TocsinError | None:
    try:
        header_of(PROVIDER, token)
        person_of(PROVIDER, token, KEYS, nonce="n", access_token="a", now=NOW)
    except SignInRefused as refused:
        return refused
    return None
