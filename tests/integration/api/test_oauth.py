"""Signing in at a provider, with a real issuer on loopback: who becomes whom, and who does not."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.integration.api.factors import stored_user, with_app
from tests.integration.api.people import ADA, browser, signed_in, user
from tests.integration.api.tower import Tower, raised
from tests.servers.browser import visited
from tests.servers.issuer import Issuer, serve_issuer
from tocsin.auth.oauth.provider import Provider, callback_url
from tocsin.auth.oauth.providers import Providers
from tocsin.auth.permissions import Role
from tocsin.core.accounts import AccountPolicy, SignUp
from tocsin.core.clock import SystemClock
from tocsin.storage.database import Database
from tocsin.storage.identities import IdentityRepository
from tocsin.storage.invitations import InvitationRepository
from tocsin.storage.sessions import SessionRepository
from tocsin.storage.users import UserRepository

SITE = "http://localhost"
OAUTH = "/api/v1/oauth/corp"
ACCOUNT = "/api/v1/account"


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    async with serve_issuer(callback_url(SITE, "corp")) as serving:
        yield serving


async def raised_with(database: Database, issuer: Issuer, policy: SignUp) -> AsyncIterator[Tower]:
    corp = Provider("corp", "Corp", issuer.url, issuer.grants.client_id, issuer.grants.client_secret)
    of_parts = {"accounts": AccountPolicy(sign_up=policy)}
    async with raised(database, of_parts=of_parts, providers=Providers([corp], SystemClock())) as tower:
        await user(tower, "founder@example.com", None, password=None)
        yield tower


@pytest.fixture
async def house(database: Database, issuer: Issuer) -> AsyncIterator[Tower]:
    """By invitation, on both databases."""
    async for tower in raised_with(database, issuer, SignUp.INVITATION):
        yield tower


@pytest.fixture
async def open_house(database: Database, issuer: Issuer) -> AsyncIterator[Tower]:
    async for tower in raised_with(database, issuer, SignUp.OPEN):
        yield tower


async def gone_and_come_back(client: httpx.AsyncClient, **query: str) -> httpx.Response:
    """From the button to the page that leads on."""
    begun = await client.get(OAUTH, params=query)
    assert begun.status_code == 303, begun.text
    return await client.get(f"{OAUTH}/callback", params=await visited(begun.headers["location"]))


def error_in(answer: httpx.Response) -> str:
    assert answer.status_code == 303
    address = urlsplit(answer.headers["location"])
    assert address.path == "/sign-in"
    return dict(parse_qsl(address.query))["error"]


async def test_the_button_stands_on_the_page_for_signing_in(house: Tower) -> None:
    assert (await browser(house).get("/api/v1/auth")).json()["providers"] == [{"id": "corp", "name": "Corp"}]


async def test_an_account_with_the_same_proven_address_is_opened_and_linked(house: Tower) -> None:
    await user(house)
    client = browser(house)
    answer = await gone_and_come_back(client, next="/monitor?id=7")
    assert 'content="0;url=/monitor?id=7"' in answer.text
    assert (await client.get("/api/v1/session")).json()["way"] == "provider:corp"
    assert [one["email"] for one in (await client.get(f"{ACCOUNT}/identities")).json()["items"]] == [ADA]


async def test_a_linked_account_is_opened_whatever_address_the_provider_names(house: Tower, issuer: Issuer) -> None:
    await user(house)
    await gone_and_come_back(browser(house))
    issuer.person = {**issuer.person, "email": "else@example.com"}
    client = browser(house)
    await gone_and_come_back(client)
    assert (await client.get(ACCOUNT)).json()["email"] == ADA


@pytest.mark.parametrize("verified", [False, "true", 1, None])
async def test_an_address_that_the_provider_does_not_vouch_for_opens_nothing(
    house: Tower, issuer: Issuer, verified: object
) -> None:
    await user(house)
    issuer.person = {**issuer.person, "email_verified": verified}
    client = browser(house)
    assert error_in(await gone_and_come_back(client)) == "sign_in_refused"
    assert (await client.get(ACCOUNT)).status_code == 401


async def test_an_account_that_has_not_proven_its_address_is_not_opened(house: Tower) -> None:
    ada = await user(house)
    async with house.parts.database.write() as connection:
        await UserRepository(connection).set_email(ada.id, ADA, None)
    assert error_in(await gone_and_come_back(browser(house))) == "sign_in_refused"


async def test_a_stranger_gets_no_account_where_one_has_to_be_invited(house: Tower) -> None:
    assert error_in(await gone_and_come_back(browser(house))) == "sign_up_closed"
    async with house.parts.database.read() as connection:
        assert await UserRepository(connection).by_email(ADA) is None


async def test_who_is_invited_gets_an_account(house: Tower) -> None:
    now = house.parts.clock.now_ms()
    async with house.parts.database.write() as connection:
        await InvitationRepository(connection).create(
            house.actor.workspace_id,
            email=ADA,
            role=Role.VIEWER,
            token_hash=b"x" * 32,
            invited_by="x",
            now=now,
            expires_at=now + 1000_000,
        )
    client = browser(house)
    await gone_and_come_back(client)
    assert (await client.get(ACCOUNT)).json()["has_password"] is False


async def test_where_everybody_may_a_stranger_gets_an_account_and_a_workspace(open_house: Tower) -> None:
    client = browser(open_house)
    await gone_and_come_back(client)
    session = (await client.get("/api/v1/session")).json()
    assert (session["user"]["email"], session["workspaces"][0]["role"]) == (ADA, "owner")


async def handle_of(client: httpx.AsyncClient) -> str:
    """Of a sign-in at the provider that wants a second factor here."""
    found = re.search('#second_factor=([^"&]+)', (await gone_and_come_back(client)).text)
    assert found is not None
    return found[1]


async def shown(client: httpx.AsyncClient, handle: str, code: str) -> httpx.Response:
    return await client.post("/api/v1/session/second-factor", json={"handle": handle, "code": code})


async def linked_to(tower: Tower, email: str = ADA) -> list[str]:
    async with tower.parts.database.read() as connection:
        found = await UserRepository(connection).by_email(email)
        assert found is not None
        return [one.provider for one in await IdentityRepository(connection).of_user(found.id)]


async def test_a_second_factor_is_asked_for_as_ever(house: Tower) -> None:
    await with_app(house, await signed_in(house))
    client = browser(house)
    await handle_of(client)
    assert (await client.get(ACCOUNT)).status_code == 401


async def test_a_provider_is_linked_once_the_second_factor_was_shown(house: Tower) -> None:
    _, codes = await with_app(house, await signed_in(house))
    client = browser(house)
    handle = await handle_of(client)
    assert await linked_to(house) == []
    assert (await shown(client, handle, "000000")).status_code == 401
    assert await linked_to(house) == []
    assert (await shown(client, handle, codes[0])).json()["way"] == "provider:corp+recovery_code"
    assert await linked_to(house) == ["corp"]


async def test_of_two_sign_ins_at_once_one_links(house: Tower) -> None:
    _, codes = await with_app(house, await signed_in(house))
    clients = [browser(house), browser(house)]
    handles = [await handle_of(client) for client in clients]
    answers = [await shown(*each) for each in zip(clients, handles, codes, strict=False)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert await linked_to(house) == ["corp"]


async def test_what_another_has_linked_meanwhile_opens_nothing(house: Tower) -> None:
    _, codes = await with_app(house, await signed_in(house))
    client, eve = browser(house), await signed_in(house, "eve@example.com", Role.VIEWER)
    handle = await handle_of(client)
    await gone_and_come_back(eve, link="true")
    assert (await shown(client, handle, codes[0])).status_code == 409
    assert (await client.get(ACCOUNT)).status_code == 401
    assert [await linked_to(house), await linked_to(house, "eve@example.com")] == [[], ["corp"]]


async def test_a_disabled_user_is_refused(house: Tower) -> None:
    ada = await user(house)
    async with house.parts.database.write() as connection:
        await UserRepository(connection).set_disabled(ada.id, 1)
    assert error_in(await gone_and_come_back(browser(house))) == "sign_in_refused"


async def test_somebody_elses_way_back_leads_nowhere(house: Tower) -> None:
    await user(house)
    begun = await browser(house).get(OAUTH)
    query = await visited(begun.headers["location"])
    victim = browser(house)
    assert error_in(await victim.get(f"{OAUTH}/callback", params=query)) == "sign_in_ended"
    other = browser(house)
    await other.get(OAUTH)
    assert error_in(await other.get(f"{OAUTH}/callback", params=query)) == "sign_in_refused"


async def test_a_way_back_is_good_once(house: Tower) -> None:
    await user(house)
    client = browser(house)
    begun = await client.get(OAUTH)
    query = await visited(begun.headers["location"])
    assert (await client.get(f"{OAUTH}/callback", params=query)).status_code == 200
    assert error_in(await client.get(f"{OAUTH}/callback", params=query)) == "sign_in_ended"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
async def test_the_way_on_stays_within_this_site(house: Tower, target: str) -> None:
    await user(house)
    answer = await gone_and_come_back(browser(house), next=target)
    assert 'content="0;url=/"' in answer.text


async def test_a_provider_is_linked_to_the_account_that_asks(house: Tower, issuer: Issuer) -> None:
    issuer.person = {**issuer.person, "email": "else@example.com"}
    client = await signed_in(house)
    await gone_and_come_back(client, link="true")
    assert (await client.get(ACCOUNT)).json()["identities"] == 1


async def test_a_stranger_links_nothing(house: Tower) -> None:
    assert (await browser(house).get(OAUTH, params={"link": "true"})).status_code == 401


async def test_what_is_linked_to_one_account_is_linked_to_no_other(house: Tower) -> None:
    await user(house)
    await gone_and_come_back(browser(house))
    eve = await signed_in(house, "eve@example.com", Role.VIEWER)
    answer = await gone_and_come_back(eve, link="true")
    assert 'content="0;url=/account?error=conflict"' in answer.text
    assert (await eve.get(ACCOUNT)).json()["identities"] == 0


async def test_an_unlinked_provider_opens_the_account_no_more(house: Tower, issuer: Issuer) -> None:
    issuer.person = {**issuer.person, "email": "else@example.com"}
    client = await signed_in(house)
    await gone_and_come_back(client, link="true")
    (linked,) = (await client.get(f"{ACCOUNT}/identities")).json()["items"]
    assert (await client.delete(f"{ACCOUNT}/identities/{linked['id']}")).status_code == 204
    assert error_in(await gone_and_come_back(browser(house))) == "sign_up_closed"


async def test_the_last_way_in_is_not_unlinked(open_house: Tower) -> None:
    client = browser(open_house)
    await gone_and_come_back(client)
    client.headers["X-CSRF-Token"] = (await client.get("/api/v1/session")).json()["csrf_token"]
    (linked,) = (await client.get(f"{ACCOUNT}/identities")).json()["items"]
    assert (await client.delete(f"{ACCOUNT}/identities/{linked['id']}")).status_code == 409


async def test_an_unknown_provider_is_not_found(house: Tower) -> None:
    assert error_in(await browser(house).get("/api/v1/oauth/nobody")) == "not_found"


async def test_very_many_sign_ins_that_are_only_begun_are_refused_for_a_while(house: Tower) -> None:
    client = browser(house)
    begun = [(await client.get(OAUTH)).headers["location"] for _ in range(61)]
    assert ["/sign-in?error=" in location for location in begun] == [False] * 60 + [True]
    assert begun[-1] == "/sign-in?error=too_many_requests"
    assert "error" not in (await browser(house, address="192.0.2.7").get(OAUTH)).headers["location"]


async def test_a_provider_that_is_away_is_said_to_be(house: Tower, issuer: Issuer) -> None:
    issuer.answers["/.well-known/openid-configuration"] = b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
    assert error_in(await browser(house).get(OAUTH)) == "provider_unavailable"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
async def test_no_link_in_a_mail_or_on_another_site_begins_to_link(house: Tower, site: str) -> None:
    client = await signed_in(house)
    answer = await client.get(OAUTH, params={"link": "true"}, headers={"Sec-Fetch-Site": site})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert "set-cookie" not in answer.headers


async def test_who_was_asked_to_link_and_said_no_is_back_at_the_account(house: Tower) -> None:
    client = await signed_in(house)
    begun = await client.get(OAUTH, params={"link": "true"})
    state = dict(parse_qsl(urlsplit(begun.headers["location"]).query))["state"]
    answer = await client.get(f"{OAUTH}/callback", params={"error": "access_denied", "state": state})
    assert 'content="0;url=/account?error=sign_in_refused"' in answer.text
    assert (await client.get(ACCOUNT)).json()["identities"] == 0


async def test_who_cannot_begin_to_link_is_back_at_the_account(house: Tower, issuer: Issuer) -> None:
    issuer.answers["/.well-known/openid-configuration"] = b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
    answer = await (await signed_in(house)).get(OAUTH, params={"link": "true"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?error=provider_unavailable")


async def test_who_signed_in_a_while_ago_links_nothing(house: Tower) -> None:
    client = await signed_in(house)
    async with house.parts.database.write() as connection:
        sessions = SessionRepository(connection)
        (one,) = await sessions.live_of((await stored_user(house)).id, house.parts.clock.now_ms())
        await sessions.authenticated(one.id, 0)
    answer = await client.get(OAUTH, params={"link": "true"})
    assert answer.headers["location"] == "/account?error=reauthentication_required"


async def test_a_page_of_our_own_begins_to_link(house: Tower) -> None:
    client = await signed_in(house)
    answer = await client.get(OAUTH, params={"link": "true"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303
