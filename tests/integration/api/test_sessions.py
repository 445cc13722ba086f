"""The life of a session in a browser: its cookies, its refreshes, and all the ways in which it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from http.cookies import Morsel, SimpleCookie
from pathlib import Path

import httpx
import pyotp
import pytest

from tests.clocks import FakeClock
from tests.integration.api.people import ADA, ON_TLS, ORIGIN, PASSWORD, browser, csrf_of, signed_in, user
from tests.integration.api.test_sign_in import WRONG, sign_in
from tests.integration.api.tower import MONITORS, Tower, draft, opened, raised
from tocsin.auth.permissions import PERMISSIONS_OF_ROLE, Role
from tocsin.services import sessions
from tocsin.services.rate_limits import RateLimits
from tocsin.storage.audit import AuditFilter, AuditRepository
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.sessions import SessionRepository
from tocsin.storage.users import UserRepository
from tocsin.storage.workspaces import WorkspaceRepository

SESSION, REFRESH, CONFIRM = "/api/v1/session", "/api/v1/session/refresh", "/api/v1/session/confirm"
SESSIONS = "/api/v1/account/sessions"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SECOND, MINUTE, DAY = 1000, 60_000, 24 * 60 * 60_000
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def its_tower(sqlite_template: Path, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Tower]:
    """With a user, on a clock that the test moves."""
    parts = {"clock": clock, "limits": RateLimits(now=clock.monotonic)}
    async with opened(sqlite_template, tmp_path) as database, raised(database, of_parts=parts) as tower:
        await user(tower)
        yield tower


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def given(answer: httpx.Response) -> dict[str, Morsel[str]]:
    """The cookies that came along, with what is said about them."""
    cookies: SimpleCookie = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        cookies.load(header)
    return dict(cookies)


async def entered(tower: Tower, origin: str = ORIGIN) -> httpx.AsyncClient:
    """Ada's browser, signed in with her password."""
    client = browser(tower, origin)
    assert (await sign_in(client)).status_code == 200
    client.headers["X-CSRF-Token"] = csrf_of(client)
    return client


def twin(client: httpx.AsyncClient, tower: Tower) -> httpx.AsyncClient:
    """Another holder of the same cookies: a tab that is as far, or a thief."""
    other = browser(tower)
    other.cookies.update(client.cookies)
    other.headers["X-CSRF-Token"] = client.headers["X-CSRF-Token"]
    return other


async def actions(tower: Tower, action: str) -> int:
    async with tower.parts.database.read() as connection:
        return len((await AuditRepository(connection).page(1, AuditFilter(action=action))).items)


async def test_on_plain_http_the_cookies_have_plain_names_and_no_secure(tower: Tower) -> None:
    await user(tower)
    cookies = given(await sign_in(browser(tower)))
    assert set(cookies) == {"tocsin_access", "tocsin_refresh", "tocsin_csrf", "tocsin_device"}
    assert not any(cookie["secure"] for cookie in cookies.values())


async def test_on_tls_they_are_secure_and_of_this_host_alone(tower: Tower) -> None:
    await user(tower)
    cookies = given(await sign_in(browser(tower, ON_TLS)))
    names = {"access", "refresh", "csrf", "device"}
    assert set(cookies) == {f"__Host-tocsin_{name}" for name in names}
    assert all(cookie["secure"] for cookie in cookies.values())


async def test_behind_a_proxy_that_ends_tls_the_public_address_decides(sqlite_template: Path, tmp_path: Path) -> None:
    async with opened(sqlite_template, tmp_path) as database, raised(database, public_url=ON_TLS) as tower:
        await user(tower)
        cookies = given(await sign_in(browser(tower, ON_TLS.replace("https", "http"))))
    assert all(name.startswith("__Host-") and cookie["secure"] for name, cookie in cookies.items())


@pytest.mark.parametrize("origin", [ORIGIN, ON_TLS])
async def test_cookies_go_to_no_other_site_and_no_script_but_one(tower: Tower, origin: str) -> None:
    await user(tower)
    cookies = given(await sign_in(browser(tower, origin)))
    assert {(cookie["samesite"], cookie["path"], cookie["domain"]) for cookie in cookies.values()} == {
        ("strict", "/", "")
    }
    assert [name for name, cookie in cookies.items() if not cookie["httponly"]] == [
        name for name in cookies if name.endswith("csrf")
    ]


async def test_cookies_last_as_long_as_what_is_in_them(its_tower: Tower) -> None:
    ages = {name: int(cookie["max-age"]) for name, cookie in given(await sign_in(browser(its_tower))).items()}
    month, year = 30 * 86_400, 365 * 86_400
    assert ages == {"tocsin_access": 600, "tocsin_refresh": month, "tocsin_csrf": month, "tocsin_device": year}


async def test_a_session_works_on_tls(tower: Tower) -> None:
    await user(tower)
    client = await entered(tower, ON_TLS)
    assert (await client.post(MONITORS, json=draft("shop"))).status_code == 201
    assert (await client.post(REFRESH)).status_code == 200


async def test_cookies_of_plain_http_are_nothing_on_tls(tower: Tower) -> None:
    await user(tower)
    on_http = await entered(tower)
    on_tls = browser(tower, ON_TLS)
    for cookie in on_http.cookies.jar:
        on_tls.cookies.set(cookie.name, cookie.value or "", "tocsin.example.com")
    assert told(await on_tls.get(SESSION)) == (401, "unauthenticated")


async def test_the_session_says_who_it_is_and_what_they_may_do(tower: Tower) -> None:
    await user(tower)
    client = await entered(tower)
    said = (await client.get(SESSION)).json()
    assert said["user"] == {"id": 1, "email": ADA, "name": "Ada"}
    (workspace,) = said["workspaces"]
    assert (workspace["id"], workspace["name"], workspace["role"]) == (1, "default", "owner")
    assert workspace["permissions"] == sorted(PERMISSIONS_OF_ROLE[Role.OWNER])
    assert said["csrf_token"] == csrf_of(client)


async def test_a_deleted_workspace_is_not_among_them(tower: Tower) -> None:
    await user(tower)
    async with tower.parts.database.write() as connection:
        other = await WorkspaceRepository(connection).create("other", 1)
        await MembershipRepository(connection).add(other.id, 1, Role.OWNER, 1)
        await WorkspaceRepository(connection).delete(other.id, 1)
    client = await entered(tower)
    assert [one["id"] for one in (await client.get(SESSION)).json()["workspaces"]] == [1]


async def test_a_stranger_has_no_session(tower: Tower) -> None:
    assert told(await browser(tower).get(SESSION)) == (401, "unauthenticated")


async def test_an_access_token_is_good_for_ten_minutes(its_tower: Tower, clock: FakeClock) -> None:
    client = await entered(its_tower)
    clock.advance(10 * MINUTE - SECOND)
    assert (await client.get(MONITORS)).status_code == 200
    clock.advance(SECOND)
    assert told(await client.get(MONITORS)) == (401, "access_expired")


async def test_a_browser_that_has_dropped_the_access_cookie_is_told_to_refresh(its_tower: Tower) -> None:
    client = await entered(its_tower)
    client.cookies.delete("tocsin_access")
    assert told(await client.get(MONITORS)) == (401, "access_expired")
    assert (await client.post(REFRESH)).status_code == 200
    assert (await client.get(MONITORS)).status_code == 200


async def test_a_refresh_gives_fresh_tokens_of_the_same_session(its_tower: Tower, clock: FakeClock) -> None:
    client = await entered(its_tower)
    before = dict(client.cookies)
    clock.advance(11 * MINUTE)
    answer = await client.post(REFRESH)
    assert (answer.status_code, answer.json()["user"]["email"]) == (200, ADA)
    assert client.cookies["tocsin_refresh"] != before["tocsin_refresh"]
    assert client.cookies["tocsin_access"] != before["tocsin_access"]
    assert csrf_of(client) == before["tocsin_csrf"]
    assert (await client.post(MONITORS, json=draft("shop"))).status_code == 201


async def test_a_session_that_is_not_used_ends_after_thirty_days(its_tower: Tower, clock: FakeClock) -> None:
    client = await entered(its_tower)
    clock.advance(30 * DAY)
    assert told(await client.post(REFRESH)) == (401, "unauthenticated")


async def test_a_session_that_is_used_ends_after_ninety_days(its_tower: Tower, clock: FakeClock) -> None:
    client = await entered(its_tower)
    statuses = []
    for _ in range(4):
        clock.advance(29 * DAY)
        statuses.append((await client.post(REFRESH)).status_code)
    assert statuses == [200, 200, 200, 401]


async def test_a_refresh_token_that_is_used_again_ends_the_whole_session(its_tower: Tower, clock: FakeClock) -> None:
    client = await entered(its_tower)
    thief = twin(client, its_tower)
    await client.post(REFRESH)
    clock.advance(11 * SECOND)
    assert told(await thief.post(REFRESH)) == (401, "unauthenticated")
    assert told(await client.get(MONITORS)) == (401, "unauthenticated")
    assert told(await client.post(REFRESH)) == (401, "unauthenticated")
    assert await actions(its_tower, "session.refresh_reused") == 1


async def test_two_tabs_at_once_share_one_refresh(tower_on_both: Tower) -> None:
    await user(tower_on_both)
    client = await entered(tower_on_both)
    tabs = [twin(client, tower_on_both) for _ in range(2)]
    answers = await asyncio.gather(*(tab.post(REFRESH) for tab in tabs))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    lucky = tabs[[answer.status_code for answer in answers].index(200)]
    assert (await lucky.post(REFRESH)).status_code == 200
    assert (await client.get(MONITORS)).status_code == 200


async def test_the_tab_that_comes_late_is_given_nothing(its_tower: Tower, clock: FakeClock) -> None:
    client = await entered(its_tower)
    late = twin(client, its_tower)
    await client.post(REFRESH)
    clock.advance(9 * SECOND)
    answer = await late.post(REFRESH)
    assert told(answer) == (409, "conflict")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("token", ["", "x", "1.0.x", "1.0." + "A" * 43, "9" * 30 + ".0.x"])
async def test_a_refresh_token_that_was_not_given_is_refused(tower: Tower, token: str) -> None:
    client = browser(tower)
    client.cookies.set("tocsin_refresh", token)
    client.headers["X-CSRF-Token"] = tower.parts.tokens.csrf_token(1)
    assert told(await client.post(REFRESH)) == (401, "unauthenticated")


async def test_a_refresh_token_of_one_session_is_none_of_another(tower: Tower) -> None:
    await user(tower)
    one, other = await entered(tower), await entered(tower)
    session_id = one.cookies["tocsin_refresh"].partition(".")[0]
    rest = other.cookies["tocsin_refresh"].partition(".")[2]
    one.cookies.set("tocsin_refresh", f"{session_id}.{rest}", "localhost.local")
    assert told(await one.post(REFRESH)) == (401, "unauthenticated")


@pytest.mark.parametrize(("method", "path"), [("POST", MONITORS), ("POST", REFRESH), ("DELETE", SESSION)])
@pytest.mark.parametrize("token", [None, "", "x", "that of another session"])
async def test_nothing_changes_without_the_sessions_csrf_token(
    tower: Tower, method: str, path: str, token: str | None
) -> None:
    client, other = await signed_in(tower), await signed_in(tower)
    del client.headers["X-CSRF-Token"]
    if token is not None:
        client.headers["X-CSRF-Token"] = token.replace("that of another session", csrf_of(other))
    answer = await client.request(method, path, json=draft("x") if path == MONITORS else None)
    assert told(answer) == (403, "csrf_failed")
    assert (await client.get(SESSION)).status_code == 200


@pytest.mark.parametrize(("method", "path"), [("POST", MONITORS), ("POST", REFRESH), ("DELETE", SESSION)])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_nothing_changes_for_a_page_of_another_site(
    tower: Tower, method: str, path: str, headers: dict[str, str]
) -> None:
    client = await signed_in(tower)
    answer = await client.request(method, path, json=draft("x") if path == MONITORS else None, headers=headers)
    assert told(answer) == (403, "csrf_failed")


async def test_its_own_pages_may(tower: Tower) -> None:
    client = await signed_in(tower)
    headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
    assert (await client.post(MONITORS, json=draft("x"), headers=headers)).status_code == 201


async def test_signing_out_ends_the_session_and_takes_its_cookies(tower_on_both: Tower) -> None:
    await user(tower_on_both)
    client = await entered(tower_on_both)
    left_behind = twin(client, tower_on_both)
    answer = await client.delete(SESSION)
    assert (answer.status_code, set(client.cookies)) == (204, {"tocsin_device"})
    assert told(await left_behind.get(MONITORS)) == (401, "unauthenticated")
    assert told(await left_behind.post(REFRESH)) == (401, "unauthenticated")


async def test_on_tls_signing_out_takes_the_cookies_too(tower: Tower) -> None:
    await user(tower)
    client = await entered(tower, ON_TLS)
    await client.delete(SESSION)
    assert set(client.cookies) == {"__Host-tocsin_device"}


async def test_a_browser_from_which_somebody_signed_out_stays_known(tower: Tower) -> None:
    await user(tower)
    client = await entered(tower)
    await client.delete(SESSION)
    for number in range(6):
        await sign_in(browser(tower, address=f"203.0.113.{number}"), password=WRONG)
    assert (await sign_in(client)).status_code == 200


async def test_a_user_sees_where_they_are_signed_in(its_tower: Tower, clock: FakeClock) -> None:
    first = await entered(its_tower)
    clock.advance(MINUTE)
    second = browser(its_tower, address="203.0.113.9")
    second.headers["User-Agent"] = FIREFOX
    await sign_in(second)
    listed = (await first.get(SESSIONS)).json()["items"]
    assert [one["is_current"] for one in listed] == [False, True]
    assert (listed[0]["device"], listed[0]["address"], listed[0]["way"]) == (
        "Firefox on Linux",
        "203.0.113.9",
        "password",
    )
    assert listed[0]["created_at"] == "2023-11-14T22:14:20.000Z"


async def test_nobody_sees_the_sessions_of_others(tower: Tower) -> None:
    await signed_in(tower)
    eve = await signed_in(tower, "eve@example.com", Role.ADMIN)
    assert len((await eve.get(SESSIONS)).json()["items"]) == 1


async def test_a_session_that_is_ended_elsewhere_stops_at_once(tower_on_both: Tower) -> None:
    here, there = await signed_in(tower_on_both), await signed_in(tower_on_both)
    assert (await there.get(MONITORS)).status_code == 200
    listed = (await here.get(SESSIONS)).json()["items"]
    (other,) = [one["id"] for one in listed if not one["is_current"]]
    assert (await here.delete(f"{SESSIONS}/{other}")).status_code == 204
    assert told(await there.get(MONITORS)) == (401, "unauthenticated")
    assert told(await there.post(REFRESH)) == (401, "unauthenticated")
    assert (await here.get(MONITORS)).status_code == 200


async def test_nobody_ends_the_session_of_another(tower: Tower) -> None:
    ada, eve = await signed_in(tower), await signed_in(tower, "eve@example.com", Role.ADMIN)
    (own,) = (await ada.get(SESSIONS)).json()["items"]
    assert told(await eve.delete(f"{SESSIONS}/{own['id']}")) == (404, "not_found")
    assert (await ada.get(SESSION)).status_code == 200


async def test_a_session_that_ends_itself_loses_its_cookies(tower: Tower) -> None:
    client = await signed_in(tower)
    (own,) = (await client.get(SESSIONS)).json()["items"]
    await client.delete(f"{SESSIONS}/{own['id']}")
    assert not client.cookies


async def test_all_others_end_together(tower: Tower) -> None:
    here, *others = [await signed_in(tower) for _ in range(3)]
    assert (await here.delete(SESSIONS)).json() == {"ended": 2}
    assert [(await other.get(SESSION)).status_code for other in others] == [401, 401]
    assert (await here.get(SESSION)).status_code == 200
    assert (await here.delete(SESSIONS)).json() == {"ended": 0}


async def test_a_disabled_user_is_out_as_soon_as_this_is_known(its_tower: Tower) -> None:
    client = await entered(its_tower)
    assert (await client.get(MONITORS)).status_code == 200
    async with its_tower.parts.database.write() as connection:
        await UserRepository(connection).set_disabled(1, 1)
    await its_tower.parts.memory.changed()
    assert told(await client.get(MONITORS)) == (401, "unauthenticated")
    assert told(await client.post(REFRESH)) == (401, "unauthenticated")


async def test_what_nobody_has_told_is_known_within_ten_seconds(its_tower: Tower, clock: FakeClock) -> None:
    client = await entered(its_tower)
    await client.get(MONITORS)
    async with its_tower.parts.database.write() as connection:
        await SessionRepository(connection).end_all(1, "revoked", clock.now_ms())
    clock.advance(10 * SECOND)
    assert told(await client.get(MONITORS)) == (401, "unauthenticated")


async def test_a_key_is_no_session(tower: Tower) -> None:
    for method, path in (("GET", SESSION), ("GET", SESSIONS), ("DELETE", SESSION), ("DELETE", SESSIONS)):
        assert told(await tower.client.request(method, path)) == (401, "unauthenticated")


async def test_the_password_confirms_who_it_is(its_tower: Tower, clock: FakeClock) -> None:
    client = await entered(its_tower)
    clock.advance(5 * MINUTE)
    answer = await client.post(CONFIRM, json={"password": PASSWORD})
    assert (answer.status_code, answer.json()["authenticated_at"]) == (200, "2023-11-14T22:18:20.000Z")
    assert (await client.get(SESSION)).json()["authenticated_at"] == "2023-11-14T22:18:20.000Z"
    assert await actions(its_tower, "session.confirmed") == 1


async def test_a_wrong_password_confirms_nothing(its_tower: Tower, clock: FakeClock) -> None:
    client = await entered(its_tower)
    clock.advance(5 * MINUTE)
    refused = await client.post(CONFIRM, json={"password": WRONG})
    assert told(refused) == (422, "confirmation_failed")
    assert refused.json()["errors"] == [{"pointer": "/password", "message": "is wrong"}]
    assert (await client.get(SESSION)).json()["authenticated_at"] == "2023-11-14T22:13:20.000Z"


async def test_without_a_password_none_confirms(tower: Tower) -> None:
    await user(tower, password=None)
    client = await signed_in(tower)
    assert told(await client.post(CONFIRM, json={"password": PASSWORD})) == (422, "confirmation_failed")


async def test_guesses_within_a_session_are_limited_and_lock_out_no_other(tower: Tower) -> None:
    await user(tower)
    stolen, own = await signed_in(tower), await signed_in(tower)
    guesses = [(await stolen.post(CONFIRM, json={"password": WRONG})).status_code for _ in range(6)]
    assert guesses == [422] * 5 + [429]
    assert (await own.post(CONFIRM, json={"password": PASSWORD})).status_code == 200
    assert (await sign_in(browser(tower))).status_code == 200


async def test_a_code_confirms_once(its_tower: Tower, clock: FakeClock) -> None:
    client = await entered(its_tower)
    async with its_tower.parts.database.write() as connection:
        await UserRepository(connection).set_totp(1, its_tower.parts.box.encrypt(SECRET), 1)
    body = {"code": pyotp.TOTP(SECRET).at(clock.wall_ms // 1000)}
    assert (await client.post(CONFIRM, json=body)).status_code == 200
    assert told(await client.post(CONFIRM, json=body)) == (422, "confirmation_failed")


async def test_guesses_at_the_code_within_a_session_are_limited(its_tower: Tower) -> None:
    client = await entered(its_tower)
    guesses = [(await client.post(CONFIRM, json={"code": "000000"})).status_code for _ in range(6)]
    assert guesses == [422] * 5 + [429]


@pytest.mark.parametrize("body", [{}, {"password": "x", "code": "1"}, {"password": None}, {"password": ""}])
async def test_it_is_confirmed_by_one_thing(tower: Tower, body: dict[str, str]) -> None:
    client = await signed_in(tower)
    assert told(await client.post(CONFIRM, json=body)) == (422, "validation_failed")


async def test_confirming_needs_the_csrf_token(tower: Tower) -> None:
    client = await signed_in(tower)
    del client.headers["X-CSRF-Token"]
    assert told(await client.post(CONFIRM, json={"password": PASSWORD})) == (403, "csrf_failed")


async def test_of_very_many_sessions_those_used_least_lately_end(
    tower_on_both: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "MOST_LIVE", 3)
    first = await signed_in(tower_on_both)
    others = [await signed_in(tower_on_both) for _ in range(3)]
    await tower_on_both.parts.memory.changed()
    assert (await first.get("/api/v1/session")).status_code == 401
    assert [(await other.get("/api/v1/session")).status_code for other in others] == [200, 200, 200]
