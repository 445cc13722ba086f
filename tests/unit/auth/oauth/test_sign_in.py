"""The way of a sign-in from the first redirect to the identity."""

from __future__ import annotations

import logging
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.servers.grants import CLIENT_ID, CLIENT_SECRET
from tests.servers.issuer import ABSENT
from tests.unit.auth.oauth.trips import REDIRECT, Trip
from tocsin.auth.oauth.provider import Begun, Identity, NoProviders, ProviderUnavailable, SignInRefused
from tocsin.core.errors import NotFound

NOBODYS = Begun("", "state", "nonce", "verifier", "keycloak")


async def test_a_person_of_the_issuer_is_identified(trip: Trip) -> None:
    assert await trip.signed_in() == Identity(trip.issuer.url, "248289761001", "ada@example.com", True, "Ada Lovelace")


async def test_the_registry_names_its_providers(trip: Trip) -> None:
    assert trip.providers.all() == (("keycloak", "Keycloak"),)


async def test_the_browser_is_sent_out_with_all_that_protects_the_way_back(trip: Trip) -> None:
    begun = await trip.providers.begin("keycloak", REDIRECT)
    asked = parse_qs(urlsplit(begun.url).query)
    assert (asked["client_id"], asked["redirect_uri"]) == ([CLIENT_ID], [REDIRECT])
    assert (asked["state"], asked["nonce"]) == ([begun.state], [begun.nonce])
    assert (asked["response_type"], asked["scope"]) == (["code"], ["openid email profile"])
    assert asked["code_challenge_method"] == ["S256"]
    assert begun.verifier not in begun.url


async def test_two_sign_ins_have_nothing_in_common(trip: Trip) -> None:
    one, other = [await trip.providers.begin("keycloak", REDIRECT) for _ in range(2)]
    assert not {one.state, one.nonce, one.verifier} & {other.state, other.nonce, other.verifier}


async def test_a_query_of_the_authorization_endpoint_is_kept(trip: Trip) -> None:
    trip.issuer.metadata["authorization_endpoint"] = f"{trip.issuer.url}/authorize?tenant=ops"
    begun = await trip.providers.begin("keycloak", REDIRECT)
    assert parse_qs(urlsplit(begun.url).query)["tenant"] == ["ops"]


@pytest.mark.parametrize("method", ["basic", "post"])
async def test_the_secret_is_shown_in_the_way_that_the_issuer_takes(trip: Trip, method: str) -> None:
    trip.issuer.grants.methods = (method,)
    assert (await trip.signed_in()).subject == "248289761001"


async def test_an_issuer_that_does_not_say_how_gets_the_secret_by_basic(trip: Trip) -> None:
    trip.issuer.grants.methods = ("basic",)
    trip.issuer.metadata["token_endpoint_auth_methods_supported"] = ABSENT
    assert (await trip.signed_in()).subject == "248289761001"


async def test_an_issuer_that_takes_no_secret_is_not_signed_in_with(trip: Trip) -> None:
    trip.issuer.metadata["token_endpoint_auth_methods_supported"] = ["private_key_jwt"]
    with pytest.raises(ProviderUnavailable, match="takes no client secret"):
        await trip.signed_in()


async def test_a_code_is_good_once(trip: Trip) -> None:
    begun, query = await trip.out_and_back()
    await trip.finish(begun, query)
    with pytest.raises(SignInRefused, match="does not accept this sign-in any more"):
        await trip.finish(begun, query)


async def test_a_code_is_worthless_without_its_verifier(trip: Trip) -> None:
    begun, query = await trip.out_and_back()
    stolen = Begun(begun.url, begun.state, begun.nonce, "x" * 64, "keycloak")
    with pytest.raises(SignInRefused, match="does not accept this sign-in any more"):
        await trip.finish(stolen, query)


async def test_a_code_is_worthless_for_another_redirect_address(trip: Trip) -> None:
    begun, query = await trip.out_and_back()
    with pytest.raises(SignInRefused, match="does not accept this sign-in any more"):
        await trip.providers.finish("keycloak", "https://evil.example/callback", begun, query)


async def test_a_wrong_client_secret_is_for_the_operator_to_correct(trip: Trip) -> None:
    trip.issuer.grants.client_secret = "changed since"
    with pytest.raises(ProviderUnavailable, match="does not accept the client id and secret"):
        await trip.signed_in()


@pytest.mark.parametrize("error", ["invalid_scope", "x" * 5000, "a\nb"])
async def test_another_error_of_the_token_endpoint_is_told_in_one_line(trip: Trip, error: str) -> None:
    trip.issuer.tokens["error"] = error
    with pytest.raises(ProviderUnavailable) as caught:
        await trip.signed_in()
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 120


@pytest.mark.parametrize("id_", ["", "google", "x" * 1000])
async def test_an_unknown_provider_is_not_found(trip: Trip, id_: str) -> None:
    with pytest.raises(NotFound):
        await trip.providers.begin(id_, REDIRECT)
    with pytest.raises(NotFound):
        await trip.providers.finish(id_, REDIRECT, NOBODYS, {})


async def test_where_none_is_configured_none_is_found() -> None:
    assert NoProviders().all() == ()
    with pytest.raises(NotFound):
        await NoProviders().begin("google", REDIRECT)
    with pytest.raises(NotFound):
        await NoProviders().finish("google", REDIRECT, NOBODYS, {})


async def test_neither_secret_nor_code_nor_token_is_logged(trip: Trip, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    trip.issuer.claims["email"] = ABSENT
    begun, query = await trip.out_and_back()
    caplog.clear()  # what the test's own browser said
    await trip.finish(begun, query)
    hidden = [CLIENT_SECRET, begun.verifier, begun.nonce, begun.state, *trip.issuer.grants.given]
    assert caplog.text
    assert [secret for secret in hidden if secret in caplog.text] == []


async def test_a_sign_in_under_way_shows_nothing_in_a_repr(trip: Trip) -> None:
    begun = await trip.providers.begin("keycloak", REDIRECT)
    assert repr(begun) == "Begun(provider_id='keycloak')"
