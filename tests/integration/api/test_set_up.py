"""The first user: made once, by who sits at this machine or holds the token."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.api.people import ADA, ON_TLS, ORIGIN, PASSWORD, browser, csrf_of, user
from tests.integration.api.tower import MONITORS, Tower, draft, opened, raised
from tocsin.services import set_up
from tocsin.storage.challenges import ChallengeRepository
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.users import UserRepository
from tocsin.storage.workspaces import WorkspaceRepository

SETUP, WAYS_IN = "/api/v1/setup", "/api/v1/auth"
FIRST = {"email": ADA, "name": "Ada", "password": PASSWORD}
TOKEN_REQUIRED = (403, "setup_token_required")


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def from_afar(tower: Tower) -> httpx.AsyncClient:
    """A browser on another machine."""
    return browser(tower, "http://tocsin.example.com:8000", address="203.0.113.7")


async def is_empty(tower: Tower) -> bool:
    async with tower.parts.database.read() as connection:
        return await UserRepository(connection).is_empty()


async def test_who_sits_at_the_machine_makes_the_first_user_and_is_signed_in(tower_on_both: Tower) -> None:
    client = browser(tower_on_both)
    answer = await client.post(SETUP, json={**FIRST, "email": " Ada@Example.com "})
    assert answer.status_code == 201
    assert answer.json()["user"] == {"id": 1, "email": ADA, "name": "Ada"}
    (workspace,) = answer.json()["workspaces"]
    assert (workspace["id"], workspace["name"], workspace["role"]) == (1, "default", "owner")
    made = await client.post(MONITORS, json=draft("shop"), headers={"X-CSRF-Token": csrf_of(client)})
    assert made.status_code == 201


async def test_the_first_user_has_a_verified_address_and_a_password(tower: Tower) -> None:
    await browser(tower).post(SETUP, json=FIRST)
    async with tower.parts.database.read() as connection:
        stored = await UserRepository(connection).by_email(ADA)
    assert stored is not None
    assert stored.email_verified_at is not None
    assert PASSWORD not in (stored.password_hash or PASSWORD)


async def test_the_workspace_is_named_as_the_first_user_wants(tower: Tower) -> None:
    answer = await browser(tower).post(SETUP, json={**FIRST, "workspace": "Lighthouse"})
    assert answer.json()["workspaces"][0]["name"] == "Lighthouse"
    assert (await tower.client.get(MONITORS)).status_code == 200  # the key that was there before is of the same one


async def test_it_is_in_the_audit_trail(tower: Tower) -> None:
    await browser(tower).post(SETUP, json=FIRST)
    entries = (await tower.client.get("/api/v1/audit")).json()["items"]
    assert {"user.created", "session.opened"} <= {entry["action"] for entry in entries}
    assert PASSWORD not in str(entries)


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "LOCALHOST", "127.0.0.1", "127.8.9.1:80", "[::1]:8000"]
)
async def test_these_are_names_of_this_machine(tower: Tower, host: str) -> None:
    assert (await browser(tower).post(SETUP, json=FIRST, headers={"Host": host})).status_code == 201


@pytest.mark.parametrize(
    "host",
    [
        "tocsin.example.com",
        "localhost.example.com",
        "127.0.0.1.example.com",
        "localhost:80@example.com",
        "10.0.0.1",
        "[::2]",
        "[::1",
        "[::1]x",
        "[localhost]",
        "::1",
        "localhost:",
        "localhost:x",
        "",
        "[",
        "0.0.0.0",
    ],
)
async def test_another_name_needs_the_token(tower: Tower, host: str) -> None:
    assert told(await browser(tower).post(SETUP, json=FIRST, headers={"Host": host})) == TOKEN_REQUIRED
    assert await is_empty(tower)


@pytest.mark.parametrize(
    "name", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Via", "X-Real-IP"]
)
@pytest.mark.parametrize("value", ["127.0.0.1", ""])
async def test_what_a_proxy_passes_on_needs_the_token(tower: Tower, name: str, value: str) -> None:
    assert told(await browser(tower).post(SETUP, json=FIRST, headers={name: value})) == TOKEN_REQUIRED
    assert await is_empty(tower)


@pytest.mark.parametrize("address", ["203.0.113.7", "10.0.0.1", "::2", "::ffff:203.0.113.7", "", "localhost"])
async def test_another_machine_needs_the_token(tower: Tower, address: str) -> None:
    assert told(await browser(tower, address=address).post(SETUP, json=FIRST)) == TOKEN_REQUIRED


async def test_two_host_headers_need_the_token(tower: Tower) -> None:
    headers = [("Host", "localhost"), ("Host", "tocsin.example.com")]
    assert told(await browser(tower).post(SETUP, json=FIRST, headers=headers)) == TOKEN_REQUIRED


async def test_behind_a_proxy_that_adds_nothing_the_token_is_needed(sqlite_template: Path, tmp_path: Path) -> None:
    async with opened(sqlite_template, tmp_path) as database, raised(database, public_url=ON_TLS) as tower:
        assert told(await browser(tower).post(SETUP, json=FIRST)) == TOKEN_REQUIRED
        assert (await browser(tower).get(WAYS_IN)).json()["set_up"] == {"is_needed": True, "needs_token": True}


async def test_a_public_address_of_this_machine_changes_nothing(sqlite_template: Path, tmp_path: Path) -> None:
    async with opened(sqlite_template, tmp_path) as database, raised(database, public_url=ORIGIN) as tower:
        assert (await browser(tower).post(SETUP, json=FIRST)).status_code == 201


async def test_a_page_of_another_site_is_refused(tower: Tower) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert told(await browser(tower).post(SETUP, json=FIRST, headers=headers)) == (403, "csrf_failed")
    assert await is_empty(tower)


async def test_the_token_of_the_start_lets_in_from_afar(tower_on_both: Tower) -> None:
    token = await set_up.prepare(tower_on_both.parts)
    answer = await from_afar(tower_on_both).post(SETUP, json={**FIRST, "token": token})
    assert answer.status_code == 201


@pytest.mark.parametrize("token", ["x", "0" * 43, "ü", "\ud7ff"])
async def test_another_token_does_not(tower: Tower, token: str) -> None:
    await set_up.prepare(tower.parts)
    assert told(await from_afar(tower).post(SETUP, json={**FIRST, "token": token})) == TOKEN_REQUIRED
    assert await is_empty(tower)


async def test_guesses_at_the_token_are_limited(tower: Tower) -> None:
    client = from_afar(tower)
    answers = [await client.post(SETUP, json={**FIRST, "token": "guess"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [403] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 1


async def test_the_token_of_an_earlier_start_is_worth_nothing(tower: Tower) -> None:
    earlier = await set_up.prepare(tower.parts)
    assert await set_up.prepare(tower.parts) not in (None, earlier)
    assert told(await from_afar(tower).post(SETUP, json={**FIRST, "token": earlier})) == TOKEN_REQUIRED


async def test_only_a_hash_of_the_token_is_kept(tower: Tower) -> None:
    token = await set_up.prepare(tower.parts)
    async with tower.parts.database.read() as connection:
        assert await ChallengeRepository(connection).get(str(token).encode(), "setup", 0) is None


async def test_there_is_no_token_once_there_is_a_user(tower: Tower) -> None:
    await user(tower)
    assert await set_up.prepare(tower.parts) is None


async def test_it_happens_once(tower_on_both: Tower) -> None:
    token = await set_up.prepare(tower_on_both.parts)
    assert (await browser(tower_on_both).post(SETUP, json=FIRST)).status_code == 201
    again = {**FIRST, "email": "eve@example.com", "token": token}
    for client in (browser(tower_on_both), from_afar(tower_on_both)):
        assert told(await client.post(SETUP, json=again)) == (409, "conflict")


@pytest.mark.parametrize("has_token", [True, False])
async def test_of_two_at_once_one_wins(tower_on_both: Tower, has_token: bool) -> None:
    if has_token:
        await set_up.prepare(tower_on_both.parts)
    drafts = [{**FIRST, "email": f"{name}@example.com"} for name in ("ada", "grace", "hedy", "joan")]
    answers = await asyncio.gather(*(browser(tower_on_both).post(SETUP, json=one) for one in drafts))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    async with tower_on_both.parts.database.read() as connection:
        assert len(await UserRepository(connection).all()) == 1
        assert len(await MembershipRepository(connection).of_workspace(1)) == 1


async def test_where_the_first_workspace_was_deleted_there_is_a_fresh_one(tower: Tower) -> None:
    async with tower.parts.database.write() as connection:
        await WorkspaceRepository(connection).delete(1, 1)
    (workspace,) = (await browser(tower).post(SETUP, json=FIRST)).json()["workspaces"]
    assert (workspace["id"], workspace["name"]) == (2, "default")


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"email": "ada"}, "/email"),
        ({"email": ""}, "/email"),
        ({"name": ""}, "/name"),
        ({"name": "a\nb"}, "/name"),
        ({"password": ""}, "/password"),
        ({"password": "short"}, "/password"),
        ({"password": "p" * 1025}, "/password"),
        ({"password": "x" * 300}, "/password"),
        ({"password": "ada@example.com"}, "/password"),
        ({"password": 1}, "/password"),
        ({"workspace": ""}, "/workspace"),
        ({"token": "x" * 300}, "/token"),
        ({"role": "owner"}, "/role"),
    ],
)
async def test_a_field_that_does_not_fit_is_named(tower: Tower, fields: dict[str, Any], pointer: str) -> None:
    answer = await browser(tower).post(SETUP, json={**FIRST, **fields})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert await is_empty(tower)


async def test_a_password_that_does_not_fit_is_not_repeated(tower: Tower) -> None:
    for password in ("sunshine99", "p" * 1025):
        assert password not in (await browser(tower).post(SETUP, json={**FIRST, "password": password})).text


async def test_a_stranger_is_told_what_a_page_has_to_know(tower: Tower) -> None:
    answer = await browser(tower).get(WAYS_IN)
    assert answer.json() == {
        "set_up": {"is_needed": True, "needs_token": False},
        "sign_up": "invitation",
        "sends_mail": False,
        "providers": [],
        "passkeys": {"are_possible": True, "reason": None},
        "password": {"shortest": 10, "longest": 256},
    }


async def test_from_afar_the_token_is_asked_for(tower: Tower) -> None:
    assert (await from_afar(tower).get(WAYS_IN)).json()["set_up"] == {"is_needed": True, "needs_token": True}


async def test_nothing_is_asked_for_once_there_is_a_user(tower: Tower) -> None:
    await user(tower)
    assert (await from_afar(tower).get(WAYS_IN)).json()["set_up"] == {"is_needed": False, "needs_token": False}


@pytest.mark.parametrize(
    ("origin", "are_possible"),
    [(ORIGIN, True), (ON_TLS, True), ("http://127.0.0.1", False), ("http://tower", False), ("https://10.0.0.1", False)],
)
async def test_passkeys_need_a_name_and_tls(tower: Tower, origin: str, are_possible: bool) -> None:
    passkeys = (await browser(tower, origin).get(WAYS_IN)).json()["passkeys"]
    assert passkeys["are_possible"] == are_possible
    assert (passkeys["reason"] is None) == are_possible
