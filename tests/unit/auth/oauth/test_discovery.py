"""What is kept of an issuer, for how long, and which descriptions are not believed."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey, Key, OctKey, OKPKey

from tests.servers.browser import trust, visited
from tests.servers.grants import as_json
from tests.servers.http import answer
from tests.servers.issuer import ABSENT, new_key, serve_issuer
from tests.unit.auth.oauth.trips import REDIRECT, Trip, described
from tocsin.auth.oauth.discovery import Metadata, fault_of
from tocsin.auth.oauth.keys import key_set
from tocsin.auth.oauth.provider import Provider, ProviderUnavailable, SignInRefused
from tocsin.auth.oauth.providers import Providers

DESCRIPTION = "/.well-known/openid-configuration"
HOUR_MS = 3_600_000


async def test_description_and_keys_are_asked_for_once_an_hour(trip: Trip) -> None:
    await trip.signed_in()
    trip.clock.advance(HOUR_MS - 1000)
    await trip.signed_in()
    assert (trip.issuer.asked.count(DESCRIPTION), trip.issuer.asked.count("/keys")) == (1, 1)
    trip.clock.advance(1000)
    await trip.signed_in()
    assert (trip.issuer.asked.count(DESCRIPTION), trip.issuer.asked.count("/keys")) == (2, 2)


async def test_a_new_key_is_found_when_it_signs(trip: Trip) -> None:
    await trip.signed_in()
    trip.issuer.key = new_key("second")
    trip.clock.advance(30_000)
    assert (await trip.signed_in()).subject == "248289761001"
    assert trip.issuer.asked.count("/keys") == 2


async def test_an_unknown_key_is_asked_for_no_more_than_every_half_minute(trip: Trip) -> None:
    trip.issuer.header, trip.issuer.listed = {"kid": "made up"}, [trip.issuer.key]
    for _ in range(3):
        with pytest.raises(SignInRefused, match="No key"):
            await trip.signed_in()
    assert trip.issuer.asked.count("/keys") == 1
    trip.clock.advance(30_000)
    with pytest.raises(SignInRefused, match="No key"):
        await trip.signed_in()
    assert trip.issuer.asked.count("/keys") == 2


async def test_a_key_that_the_issuer_has_taken_back_is_forgotten_within_an_hour(trip: Trip) -> None:
    await trip.signed_in()
    trip.issuer.listed = [new_key("second")]
    trip.clock.advance(HOUR_MS)
    with pytest.raises(SignInRefused, match="No key"):
        await trip.signed_in()


async def test_keys_that_could_not_be_asked_for_again_make_the_old_ones_no_younger(trip: Trip) -> None:
    await trip.signed_in()
    trip.issuer.answers["/keys"] = answer(b"", status="500 Internal Server Error")
    trip.clock.advance(HOUR_MS)
    for _ in range(2):
        with pytest.raises(ProviderUnavailable, match="status 500 for its keys"):
            await trip.signed_in()


async def test_a_token_without_a_key_id_is_checked_by_the_only_key(trip: Trip) -> None:
    trip.issuer.header = {"kid": ABSENT}
    assert (await trip.signed_in()).subject == "248289761001"


async def test_a_token_without_a_key_id_is_refused_where_there_are_several(trip: Trip) -> None:
    trip.issuer.header, trip.issuer.listed = {"kid": ABSENT}, [trip.issuer.key, new_key("second")]
    with pytest.raises(SignInRefused, match="No key"):
        await trip.signed_in()


async def test_keys_that_are_of_no_use_here_do_no_harm(trip: Trip) -> None:
    trip.issuer.listed = [
        OKPKey.generate_key("Ed25519", {"kid": "ed"}),
        ECKey.generate_key("P-256", {"kid": "first", "use": "enc"}),
        trip.issuer.key,
    ]
    assert (await trip.signed_in()).subject == "248289761001"


def _listed(key: Key) -> dict[str, str]:
    shown = key.as_dict(private=isinstance(key, OctKey))
    return {name: value for name, value in shown.items() if isinstance(value, str)}


def test_a_secret_in_a_key_set_is_no_key() -> None:
    assert list(key_set([_listed(OctKey.generate_key(256))])) == []


def test_of_a_key_set_so_many_are_looked_at_and_no_more() -> None:
    assert len(list(key_set([_listed(new_key("one"))] * 200))) == 100


@pytest.mark.parametrize(
    "key",
    [
        {"kty": "RSA", "e": "AQAB", "n": "w" * 171},
        {"kty": "RSA", "e": "AQAB", "n": "w" * 2731},
        {"kty": "RSA", "e": "AA", "n": "w" * 342},
        {"kty": "EC", "crv": "P-256", "x": "AQ", "y": "AQ"},
        {"kty": "EC", "crv": "P-256"},
        {"kty": "EC", "crv": "P-192", "x": "AQ", "y": "AQ"},
        dict(ECKey.generate_key("secp256k1").as_dict(private=False)),
    ],
    ids=["short", "long", "even exponent", "off the curve", "no point", "unknown curve", "another curve"],
)
def test_a_key_that_proves_nothing_is_left_out(key: dict[str, Any]) -> None:
    assert list(key_set([key])) == []


texts = st.text(max_size=400) | st.integers() | st.none()
odd_keys = st.fixed_dictionaries(
    {"kty": st.sampled_from(["RSA", "EC", "oct", "OKP", ""])},
    optional={"n": st.text("AQ_-", min_size=340, max_size=345) | texts, "e": texts, "kid": texts, "use": texts}
    | {"crv": st.sampled_from(["P-256", "P-521", "secp256k1", "x"]) | texts, "x": texts, "y": texts, "alg": texts},
)


@settings(max_examples=300)
@given(st.lists(odd_keys, max_size=4))
def test_odd_keys_are_left_out(listed: list[dict[str, Any]]) -> None:
    assert len(list(key_set(listed))) <= len(listed)


@pytest.mark.parametrize(
    ("metadata", "why"),
    [
        ({"issuer": "https://accounts.google.com"}, "calls itself 'https://accounts.google.com'"),
        ({"issuer": ABSENT}, "missing required field `issuer`"),
        ({"token_endpoint": ABSENT}, "missing required field `token_endpoint`"),
        ({"jwks_uri": 5}, "Expected `str`, got `int`"),
        ({"authorization_endpoint": "http://id.example.com/authorize"}, "which must begin with https://"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "which must begin with https://"),
        ({"token_endpoint": "http://id.example.com/token"}, "which must begin with https://"),
        ({"token_endpoint": "file:///etc/passwd"}, "which must begin with https://"),
        ({"jwks_uri": "http://10.0.0.1/keys"}, "which must begin with https://"),
        ({"userinfo_endpoint": "https://id:pw@id.example.com/"}, "which must begin with https://"),
    ],
)
async def test_a_description_that_is_not_right_is_not_believed(trip: Trip, metadata: dict[str, Any], why: str) -> None:
    trip.issuer.metadata = metadata
    with pytest.raises(ProviderUnavailable, match=why):
        await trip.providers.begin("keycloak", REDIRECT)


FAR = "https://id.example.com"
SOUND = Metadata(FAR, f"{FAR}/authorize", f"{FAR}/token", f"{FAR}/keys", f"{FAR}/userinfo")


def test_a_far_issuer_may_name_far_addresses() -> None:
    assert fault_of(SOUND, FAR) is None
    assert fault_of(msgspec.structs.replace(SOUND, token_endpoint="https://oauth2.example.net/token"), FAR) is None


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"])
@pytest.mark.parametrize("address", ["http://127.0.0.1:8000/", "https://localhost/", "http://[::1]/"])
def test_a_far_issuer_sends_us_to_nobody_on_this_machine(name: str, address: str) -> None:
    fault = fault_of(msgspec.structs.replace(SOUND, **{name: address}), FAR)
    assert fault == f"names '{address}' as an address of its own, which is on this machine"


async def test_many_who_come_at_once_make_one_question(trip: Trip) -> None:
    await asyncio.gather(*(trip.signed_in() for _ in range(10)))
    assert (trip.issuer.asked.count(DESCRIPTION), trip.issuer.asked.count("/keys")) == (1, 1)


async def test_a_slash_at_the_end_makes_another_issuer(trip: Trip) -> None:
    slashed = Provider("keycloak", "Keycloak", f"{trip.issuer.url}/", "id", "secret")
    with pytest.raises(ProviderUnavailable, match="they have to be the same"):
        await Providers([slashed], trip.clock, tls=trust()).begin("keycloak", REDIRECT)


@pytest.mark.parametrize("path", [DESCRIPTION, "/keys", "/token"])
@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"a":' * 100_000])
async def test_nonsense_is_the_provider_s_trouble(trip: Trip, path: str, body: bytes) -> None:
    trip.issuer.answers[path] = answer(body)
    with pytest.raises(ProviderUnavailable, match=r"Keycloak answered for its .+ with something that is n"):
        await trip.signed_in()


async def test_an_empty_key_set_lets_nobody_in(trip: Trip) -> None:
    trip.issuer.answers["/keys"] = as_json({"keys": []})
    with pytest.raises(SignInRefused, match="No key"):
        await trip.signed_in()


async def test_one_issuer_s_answer_is_not_taken_for_another_s(trip: Trip) -> None:
    async with serve_issuer(REDIRECT, clock=trip.clock) as evil:
        providers = Providers([described(trip.issuer), described(evil, "evil")], trip.clock, tls=trust())
        begun = await providers.begin("evil", REDIRECT)
        _, query = await trip.out_and_back()
        with pytest.raises(SignInRefused, match="does not belong to the sign-in"):
            await providers.finish("keycloak", REDIRECT, begun, query | {"state": begun.state})


async def test_one_issuer_s_token_is_no_good_for_another(trip: Trip) -> None:
    async with serve_issuer(REDIRECT, clock=trip.clock) as evil:
        evil.key, evil.claims = trip.issuer.key, {"iss": trip.issuer.url}
        providers = Providers([described(trip.issuer), described(evil, "evil")], trip.clock, tls=trust())
        begun = await providers.begin("evil", REDIRECT)
        query = await visited(begun.url)
        with pytest.raises(SignInRefused, match="iss"):
            await providers.finish("evil", REDIRECT, begun, query)
