"""What a browser may bring back, and what may not be slipped to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.auth.oauth.trips import Trip
from tocsin.auth.oauth.provider import ProviderUnavailable, SignInRefused

OTHERS = "https://evil.example"


@pytest.mark.parametrize("state", ["", "of somebody else", "ü", "\ud800"])
async def test_an_answer_with_another_state_is_refused(trip: Trip, state: str) -> None:
    begun, query = await trip.out_and_back()
    with pytest.raises(SignInRefused, match="does not belong to the sign-in"):
        await trip.finish(begun, query | {"state": state})


async def test_an_answer_without_a_state_is_refused_and_its_code_not_spent(trip: Trip) -> None:
    begun, query = await trip.out_and_back()
    with pytest.raises(SignInRefused, match="does not belong to the sign-in"):
        await trip.finish(begun, {"code": query["code"]})
    assert "/token" not in trip.issuer.asked


@pytest.mark.parametrize("name", ["state", "nonce", "verifier"])
async def test_a_sign_in_that_has_lost_what_protects_it_is_refused(trip: Trip, name: str) -> None:
    begun, query = await trip.out_and_back()
    bare = replace(begun, **{name: ""})
    with pytest.raises(SignInRefused, match="does not belong to the sign-in"):
        await trip.finish(bare, query | {"state": bare.state})


async def test_a_state_is_looked_at_before_an_error_is_believed(trip: Trip) -> None:
    begun, _ = await trip.out_and_back()
    with pytest.raises(SignInRefused, match="does not belong to the sign-in"):
        await trip.finish(begun, {"error": "access_denied", "state": "of somebody else"})


async def test_an_answer_that_names_another_issuer_is_refused(trip: Trip) -> None:
    trip.issuer.grants.extra = {"iss": OTHERS}
    with pytest.raises(SignInRefused, match="does not come from Keycloak"):
        await trip.signed_in()
    assert "/token" not in trip.issuer.asked


async def test_an_answer_has_to_name_the_issuer_where_the_issuer_says_so(trip: Trip) -> None:
    trip.issuer.metadata["authorization_response_iss_parameter_supported"] = True
    with pytest.raises(SignInRefused, match="does not come from Keycloak"):
        await trip.signed_in()


async def test_an_error_of_another_issuer_is_not_told(trip: Trip) -> None:
    trip.issuer.grants.denial = {"error": "access_denied", "iss": OTHERS}
    with pytest.raises(SignInRefused, match="does not come from Keycloak"):
        await trip.signed_in()


async def test_an_answer_that_names_its_issuer_is_taken(trip: Trip) -> None:
    trip.issuer.metadata["authorization_response_iss_parameter_supported"] = True
    trip.issuer.grants.extra = {"iss": trip.issuer.url}
    assert (await trip.signed_in()).subject == "248289761001"


@pytest.mark.parametrize(
    ("denial", "sentence"),
    [
        ({"error": "access_denied"}, "Keycloak did not let the sign-in pass: access_denied"),
        (
            {"error": "access_denied", "error_description": "You are\nnot in\u202e the group"},
            "Keycloak did not let the sign-in pass: You are not in the group",
        ),
        ({"error": "\n"}, "Keycloak did not let the sign-in pass: without a reason"),
    ],
)
async def test_a_denial_is_told_in_one_line(trip: Trip, denial: dict[str, str], sentence: str) -> None:
    trip.issuer.grants.denial = denial
    with pytest.raises(SignInRefused) as caught:
        await trip.signed_in()
    assert caught.value.message == sentence


async def test_a_long_reason_is_cut(trip: Trip) -> None:
    begun, query = await trip.out_and_back()
    said = {"error": "access_denied", "error_description": "x" * 1_000_000, "state": query["state"]}
    with pytest.raises(SignInRefused) as caught:
        await trip.finish(begun, said)
    assert len(caught.value.message) < 300


@pytest.mark.parametrize("error", ["server_error", "temporarily_unavailable"])
async def test_trouble_of_the_provider_s_own_is_worth_another_try(trip: Trip, error: str) -> None:
    trip.issuer.grants.denial = {"error": error}
    with pytest.raises(ProviderUnavailable, match="trouble of its own"):
        await trip.signed_in()


@pytest.mark.parametrize("code", [None, "", "ü", "a\nb", "x" * 5000])
async def test_an_answer_without_a_proper_code_is_refused(trip: Trip, code: str | None) -> None:
    begun, query = await trip.out_and_back()
    sent = {"state": query["state"]} if code is None else {"state": query["state"], "code": code}
    with pytest.raises(SignInRefused, match="sent no code"):
        await trip.finish(begun, sent)
    assert "/token" not in trip.issuer.asked


async def test_a_code_that_was_made_up_is_refused(trip: Trip) -> None:
    begun, query = await trip.out_and_back()
    with pytest.raises(SignInRefused, match="does not accept this sign-in any more"):
        await trip.finish(begun, query | {"code": "made&up=#"})
