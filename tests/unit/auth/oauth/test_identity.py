"""How much is made of what a provider says of a person."""

from __future__ import annotations

from typing import Any

import pytest

from tests.servers.issuer import ABSENT
from tests.unit.auth.oauth.trips import Trip
from tocsin.auth.oauth.identity import identity_of
from tocsin.auth.oauth.provider import ProviderUnavailable, SignInRefused


@pytest.mark.parametrize("verified", [False, None, "true", "True", 1, [True], ABSENT])
async def test_an_e_mail_is_verified_by_a_literal_true_alone(trip: Trip, verified: Any) -> None:
    trip.issuer.claims["email_verified"] = verified
    identity = await trip.signed_in()
    assert (identity.email, identity.is_email_verified) == ("ada@example.com", False)


@pytest.mark.parametrize(
    "email", [5, "", "ada", "@example.com", "ada@", "a b@example.com", "a\n@example.com", "a@" + "b" * 253]
)
async def test_what_is_no_e_mail_is_none_and_not_verified(trip: Trip, email: Any) -> None:
    trip.issuer.claims["email"] = email
    identity = await trip.signed_in()
    assert (identity.email, identity.is_email_verified) == (None, False)


async def test_an_e_mail_that_the_token_does_not_name_is_asked_for(trip: Trip) -> None:
    trip.issuer.claims["email"] = ABSENT
    trip.issuer.userinfo = {"email": "elsewhere@example.com"}
    assert (await trip.signed_in()).email == "elsewhere@example.com"


async def test_one_source_s_word_for_an_e_mail_does_not_stand_for_the_other_s(trip: Trip) -> None:
    trip.issuer.claims["email"] = ABSENT
    trip.issuer.userinfo = {"email": "elsewhere@example.com", "email_verified": ABSENT}
    assert not (await trip.signed_in()).is_email_verified


async def test_an_issuer_that_tells_no_more_is_signed_in_with_without_an_e_mail(trip: Trip) -> None:
    trip.issuer.claims["email"] = trip.issuer.metadata["userinfo_endpoint"] = ABSENT
    assert (await trip.signed_in()).email is None


@pytest.mark.parametrize("subject", ["somebody else", ""])
async def test_a_description_of_somebody_else_is_refused(trip: Trip, subject: str) -> None:
    trip.issuer.claims["email"] = ABSENT
    trip.issuer.userinfo["sub"] = subject
    with pytest.raises(SignInRefused, match="describes somebody else"):
        await trip.signed_in()


@pytest.mark.parametrize("tokens", [{"access_token": ABSENT}, {"access_token": "a\r\nb"}, {"token_type": "mac"}])
async def test_without_an_access_token_nothing_more_can_be_asked(trip: Trip, tokens: dict[str, Any]) -> None:
    trip.issuer.claims = {"email": ABSENT, "at_hash": ABSENT}
    trip.issuer.tokens = tokens
    with pytest.raises(ProviderUnavailable, match="no access token"):
        await trip.signed_in()


@pytest.mark.parametrize(
    ("names", "name"),
    [
        (("Ada", "ada"), "Ada"),
        ((None, "ada"), "ada"),
        (("", 5, [], "ada"), "ada"),
        (("  Ada\n\tLove\u202elace ",), "Ada Lovelace"),
        (("\x00",), "the-subject"),
        ((), "the-subject"),
        (("x" * 500,), "x" * 200),
    ],
)
def test_a_name_is_the_first_that_says_something(names: tuple[object, ...], name: str) -> None:
    assert identity_of("https://id.example.com", "the-subject", None, None, names).name == name
