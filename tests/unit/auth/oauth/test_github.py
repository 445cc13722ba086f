"""Signing in with GitHub."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.clocks import FakeClock
from tests.servers.browser import trust, visited
from tests.servers.github import GitHub, serve_github
from tests.servers.grants import CLIENT_ID, CLIENT_SECRET
from tests.servers.http import answer
from tocsin.auth.oauth.provider import (
    Identity,
    Provider,
    ProviderKind,
    ProviderUnavailable,
    SignInRefused,
    callback_url,
)
from tocsin.auth.oauth.providers import Providers

REDIRECT = callback_url("https://tocsin.example.com/", "github")


@pytest.fixture
async def github() -> AsyncIterator[GitHub]:
    async with serve_github(REDIRECT) as running:
        yield running


def _providers(github: GitHub) -> Providers:
    provider = Provider(
        "github",
        "GitHub",
        github.url,
        CLIENT_ID,
        CLIENT_SECRET,
        kind=ProviderKind.GITHUB,
        scopes="read:user user:email",
        api_url=f"{github.url}/api/v3",
    )
    return Providers([provider], FakeClock(), tls=trust())


async def _signed_in(github: GitHub) -> Identity:
    providers = _providers(github)
    begun = await providers.begin("github", REDIRECT)
    return await providers.finish("github", REDIRECT, begun, await visited(begun.url))


async def test_a_person_is_known_by_number_and_primary_e_mail(github: GitHub) -> None:
    assert await _signed_in(github) == Identity(github.url, "583231", "octocat@example.com", True, "The Octocat")


async def test_who_has_no_name_is_called_by_the_login(github: GitHub) -> None:
    github.user["name"] = None
    assert (await _signed_in(github)).name == "octocat"


@pytest.mark.parametrize("change", [{"verified": False}, {"primary": False}])
async def test_an_e_mail_that_is_not_both_primary_and_verified_is_none(github: GitHub, change: dict[str, bool]) -> None:
    github.emails[1] |= change
    identity = await _signed_in(github)
    assert (identity.email, identity.is_email_verified) == (None, False)


@pytest.mark.parametrize("verified", ["true", 1, None])
async def test_an_e_mail_that_is_verified_by_anything_but_true_is_nonsense(github: GitHub, verified: Any) -> None:
    github.emails[1]["verified"] = verified
    with pytest.raises(ProviderUnavailable, match="answered for its e-mails with something that is not as"):
        await _signed_in(github)


@pytest.mark.parametrize("user", [{"login": "octocat"}, {"id": "583231", "login": "octocat"}, [], None])
async def test_a_user_without_a_number_is_nonsense(github: GitHub, user: Any) -> None:
    github.user = user
    with pytest.raises(ProviderUnavailable, match="answered for its user with something that is not as"):
        await _signed_in(github)


async def test_a_code_is_good_once(github: GitHub) -> None:
    providers = _providers(github)
    begun = await providers.begin("github", REDIRECT)
    query = await visited(begun.url)
    await providers.finish("github", REDIRECT, begun, query)
    with pytest.raises(SignInRefused, match="does not accept this sign-in any more"):
        await providers.finish("github", REDIRECT, begun, query)


async def test_a_wrong_client_secret_is_for_the_operator_to_correct(github: GitHub) -> None:
    github.grants.client_secret = "changed since"
    with pytest.raises(ProviderUnavailable, match="does not accept the client id and secret"):
        await _signed_in(github)


async def test_a_denial_is_told(github: GitHub) -> None:
    github.grants.denial = {"error": "access_denied", "error_description": "The user has denied your application"}
    with pytest.raises(SignInRefused, match="GitHub did not let the sign-in pass: The user has denied"):
        await _signed_in(github)


async def test_an_answer_that_names_another_issuer_is_refused(github: GitHub) -> None:
    github.grants.extra = {"iss": "https://evil.example"}
    with pytest.raises(SignInRefused, match="does not come from GitHub"):
        await _signed_in(github)


async def test_an_answer_that_names_github_is_taken(github: GitHub) -> None:
    github.grants.extra = {"iss": f"{github.url}/login/oauth"}
    assert (await _signed_in(github)).subject == "583231"


@pytest.mark.parametrize("path", ["/login/oauth/access_token", "/api/v3/user", "/api/v3/user/emails"])
async def test_trouble_of_github_is_told_by_its_status(github: GitHub, path: str) -> None:
    github.answers[path] = answer(b"<html>", status="502 Bad Gateway")
    with pytest.raises(ProviderUnavailable, match="GitHub answered with status 502"):
        await _signed_in(github)
