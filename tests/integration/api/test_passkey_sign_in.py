"""Signing in and confirming by passkey: who is let in, and every lie that is not."""

from __future__ import annotations

import asyncio
import copy
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeAlias

import httpx
import pytest
from webauthn.helpers import bytes_to_base64url

from tests.clocks import FakeClock
from tests.integration.api.factors import (
    CONFIRMATION,
    MINUTE,
    PASSKEYS,
    SIGN_IN,
    begun,
    made,
    refreshed,
    sent,
    signed,
    stored_user,
    trail,
    with_app,
    with_passkey,
)
from tests.integration.api.people import ADA, browser, csrf_of, signed_in, user
from tests.integration.api.tower import MONITORS, Tower
from tests.servers.passkey import Authenticator, Lies
from tocsin.auth.permissions import Role
from tocsin.storage.challenges import ChallengeRepository
from tocsin.storage.users import UserRepository

EVE = "eve@example.com"
Body: TypeAlias = dict[str, Any]
LIES = [
    Lies(origin="http://localhost:9999"),
    Lies(origin="https://localhost"),
    Lies(challenge=b"c" * 32),
    Lies(party_id="example.com"),
    Lies(is_present=False),
    Lies(is_verified=False),
    Lies(is_framed=True),
    Lies(sign_count=0),
    Lies(sign_count=1),
]


async def sign_in(tower: Tower, authenticator: Authenticator) -> httpx.Response:
    stranger = browser(tower)
    return await sent(stranger, SIGN_IN, await signed(stranger, authenticator))


def is_refused(answer: httpx.Response) -> bool:
    """Nobody is signed in, and nothing is told."""
    says_no_more = answer.json()["detail"] in {
        "This passkey signs nobody in here.",
        "This sign-in has ended: begin again.",
    }
    found = (answer.status_code, answer.json()["code"], "set-cookie" in answer.headers)
    return found == (401, "sign_in_failed", False) and says_no_more


async def disable(tower: Tower, email: str = ADA) -> None:
    found = await stored_user(tower, email)
    async with tower.parts.database.write() as connection:
        await UserRepository(connection).set_disabled(found.id, 1)


async def test_a_passkey_signs_in(timed_on_both: Tower) -> None:
    authenticator = await with_passkey(await signed_in(timed_on_both))
    stranger = browser(timed_on_both)
    answer = await sent(stranger, SIGN_IN, await signed(stranger, authenticator))
    assert (answer.status_code, answer.json()["user"]["email"], answer.json()["way"]) == (200, ADA, "passkey")
    assert answer.json()["csrf_token"] == csrf_of(stranger)
    assert (await stranger.get(MONITORS)).status_code == 200
    assert {cookie.name for cookie in stranger.cookies.jar} >= {"tocsin_access", "tocsin_refresh", "tocsin_device"}


async def test_a_passkey_signs_in_again_and_again(timed: Tower) -> None:
    authenticator = await with_passkey(await signed_in(timed))
    assert [(await sign_in(timed, authenticator)).status_code for _ in range(3)] == [200] * 3


async def test_one_that_counts_nothing_signs_in_again_and_again(timed: Tower) -> None:
    authenticator = await with_passkey(await signed_in(timed), is_synced=True)
    assert [(await sign_in(timed, authenticator)).status_code for _ in range(3)] == [200] * 3


async def test_its_last_use_is_shown(timed: Tower, clock: FakeClock) -> None:
    ada = await signed_in(timed)
    authenticator = await with_passkey(ada)
    clock.advance(MINUTE)
    await sign_in(timed, authenticator)
    (shown,) = (await ada.get(PASSKEYS)).json()["items"]
    assert (shown["created_at"], shown["last_used_at"]) == ("2023-11-14T22:13:20.000Z", "2023-11-14T22:14:20.000Z")


async def test_no_second_factor_is_asked_for(timed: Tower) -> None:
    ada = await signed_in(timed)
    await with_app(timed, ada)
    answer = await sign_in(timed, await with_passkey(ada))
    assert (answer.status_code, answer.json()["way"]) == (200, "passkey")


async def test_who_has_nothing_else_signs_in(timed: Tower) -> None:
    await user(timed, password=None)
    assert (await sign_in(timed, await with_passkey(await signed_in(timed)))).status_code == 200


async def test_what_a_stranger_is_asked_tells_of_nobody(timed: Tower) -> None:
    before = (await begun(browser(timed), SIGN_IN))["options"]
    await with_passkey(await signed_in(timed))
    after = (await begun(browser(timed), SIGN_IN))["options"]
    assert before["allowCredentials"] == after["allowCredentials"] == []
    assert {**before, "challenge": ""} == {**after, "challenge": ""}
    assert before["challenge"] != after["challenge"]


@pytest.mark.parametrize("lies", LIES, ids=str)
async def test_a_lie_is_refused(timed: Tower, lies: Lies) -> None:
    authenticator = await with_passkey(await signed_in(timed))
    authenticator.lies = lies
    assert is_refused(await sign_in(timed, authenticator))


async def test_one_that_begins_to_count_nothing_is_refused(timed: Tower) -> None:
    authenticator = await with_passkey(await signed_in(timed))
    authenticator.is_synced = True
    authenticator.lies = Lies(sign_count=0)
    assert is_refused(await sign_in(timed, authenticator))


async def test_a_copy_is_told_to_the_trail(timed_on_both: Tower) -> None:
    authenticator = await with_passkey(await signed_in(timed_on_both))
    copied = copy.deepcopy(authenticator)
    assert (await sign_in(timed_on_both, authenticator)).status_code == 200
    assert is_refused(await sign_in(timed_on_both, copied))
    (entry,) = await trail(timed_on_both, "passkey.copied")
    assert (entry.actor, entry.subject, entry.address) == ("unknown", "user:1", "127.0.0.1")
    assert entry.detail == {"passkey_id": 1, "name": "Phone", "sign_count": 2}


async def test_nobody_makes_the_trail_tell_of_a_copy_without_the_key(timed: Tower) -> None:
    authenticator = await with_passkey(await signed_in(timed))
    stranger = browser(timed)
    authenticator.lies = Lies(sign_count=0)
    body = await signed(stranger, authenticator)
    body["credential"]["response"]["signature"] = "AA"
    assert is_refused(await sent(stranger, SIGN_IN, body))
    assert await trail(timed, "passkey.copied") == []


async def test_of_two_with_the_same_count_one_is_a_copy(timed_on_both: Tower) -> None:
    authenticator = await with_passkey(await signed_in(timed_on_both))
    copied = copy.deepcopy(authenticator)
    answers = await asyncio.gather(*(sign_in(timed_on_both, one) for one in (authenticator, copied)))
    assert sorted(answer.status_code for answer in answers) == [200, 401]
    assert len(await trail(timed_on_both, "passkey.copied")) == 1


async def test_a_handle_works_once(timed_on_both: Tower) -> None:
    authenticator = await with_passkey(await signed_in(timed_on_both), is_synced=True)
    body = await signed(browser(timed_on_both), authenticator)
    answers = await asyncio.gather(*(sent(browser(timed_on_both), SIGN_IN, body) for _ in range(4)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 401: 3}
    assert is_refused(await sent(browser(timed_on_both), SIGN_IN, body))


async def test_five_minutes_later_it_is_over(timed: Tower, clock: FakeClock) -> None:
    body = await signed(browser(timed), await with_passkey(await signed_in(timed)))
    clock.advance(5 * MINUTE)
    assert is_refused(await sent(browser(timed), SIGN_IN, body))


async def test_just_before_it_is_not(timed: Tower, clock: FakeClock) -> None:
    body = await signed(browser(timed), await with_passkey(await signed_in(timed)))
    clock.advance(5 * MINUTE - 1)
    assert (await sent(browser(timed), SIGN_IN, body)).status_code == 200


async def test_nobody_makes_it_last_longer(timed: Tower, clock: FakeClock) -> None:
    body = await signed(browser(timed), await with_passkey(await signed_in(timed)))
    clock.advance(5 * MINUTE)
    expires_at, _, rest = body["handle"].partition(".")
    assert is_refused(await sent(browser(timed), SIGN_IN, {**body, "handle": f"{int(expires_at) + MINUTE}.{rest}"}))


async def test_what_was_signed_for_another_challenge_is_refused(timed: Tower) -> None:
    authenticator = await with_passkey(await signed_in(timed))
    body, other = await signed(browser(timed), authenticator), await begun(browser(timed), SIGN_IN)
    assert is_refused(await sent(browser(timed), SIGN_IN, {**body, "handle": other["handle"]}))


@pytest.mark.parametrize("where", [PASSKEYS, CONFIRMATION])
async def test_what_was_begun_for_something_else_is_refused(timed: Tower, where: str) -> None:
    ada = await signed_in(timed)
    authenticator = await with_passkey(ada)
    asked = await begun(ada, where)
    signed_ = authenticator.get({"rpId": "localhost", "challenge": asked["options"]["challenge"]}, "http://localhost")
    assert is_refused(await sent(browser(timed), SIGN_IN, {"handle": asked["handle"], "credential": signed_}))


def with_id_of(body: Body, other: Authenticator) -> None:
    body["credential"]["id"] = body["credential"]["rawId"] = bytes_to_base64url(other.credentials[0].id)


def with_handle_of(body: Body, other: Authenticator) -> None:
    body["credential"]["response"]["userHandle"] = bytes_to_base64url(other.credentials[0].user_handle)


def without_handle(body: Body, other: Authenticator) -> None:
    del body["credential"]["response"]["userHandle"]


@pytest.mark.parametrize("forge", [with_id_of, with_handle_of, without_handle])
async def test_nobody_signs_in_as_somebody_else(timed: Tower, forge: Callable[[Body, Authenticator], None]) -> None:
    adas = await with_passkey(await signed_in(timed))
    eves = await with_passkey(await signed_in(timed, EVE, Role.VIEWER))
    body = await signed(browser(timed), eves)
    forge(body, adas)
    assert is_refused(await sent(browser(timed), SIGN_IN, body))


@pytest.mark.parametrize("credential", [{}, {"id": 1}, {"id": "A"}, {"id": "AA", "response": []}])
async def test_what_is_no_passkey_is_refused(timed: Tower, credential: Body) -> None:
    asked = await begun(browser(timed), SIGN_IN)
    assert is_refused(await sent(browser(timed), SIGN_IN, {"handle": asked["handle"], "credential": credential}))


async def _told(tower: Tower, authenticator: Authenticator) -> tuple[int, Body, dict[str, str]]:
    answer = await sign_in(tower, authenticator)
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    return answer.status_code, {**answer.json(), "request_id": ""}, headers


async def test_a_disabled_user_is_refused_as_one_who_is_not_known(timed: Tower) -> None:
    unknown, ada = Authenticator(), await signed_in(timed)
    adas, eves = await with_passkey(ada), await with_passkey(await signed_in(timed, EVE, Role.VIEWER))
    await made(ada, unknown)
    await disable(timed)
    eves.lies = Lies(is_verified=False)
    told = [await _told(timed, authenticator) for authenticator in (unknown, adas, eves)]
    assert told[0][0] == 401
    assert told[0] == told[1] == told[2]


async def test_failures_are_in_the_trail(timed: Tower) -> None:
    authenticator = await with_passkey(await signed_in(timed))
    authenticator.lies = Lies(is_verified=False)
    await sign_in(timed, authenticator)
    await timed.parts.failed_sign_ins.aclose()
    (entry,) = await trail(timed, "session.sign_in_failed")
    assert (entry.actor, entry.subject, entry.detail["count"]) == ("unknown", "user:1", 1)


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_a_page_of_another_site_signs_nobody_in(timed: Tower, headers: dict[str, str]) -> None:
    body = await signed(browser(timed), await with_passkey(await signed_in(timed)))
    answer = await browser(timed).post(SIGN_IN, json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


async def test_beginning_stores_nothing(timed: Tower, clock: FakeClock) -> None:
    await begun(browser(timed), SIGN_IN)
    async with timed.parts.database.read() as connection:
        assert await ChallengeRepository(connection).count("passkey_sign_in", "", clock.now_ms()) == 0


async def test_one_address_begins_sixty_times_a_minute(timed: Tower) -> None:
    busy, other = browser(timed, address="203.0.113.7"), browser(timed, address="203.0.113.8")
    answers = [await busy.post(f"{SIGN_IN}/options") for _ in range(61)]
    assert Counter(answer.status_code for answer in answers) == {200: 60, 429: 1}
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert (await other.post(f"{SIGN_IN}/options")).status_code == 200


async def test_one_address_fails_sixty_times_a_minute(timed: Tower) -> None:
    body = await signed(browser(timed), await with_passkey(await signed_in(timed)))
    busy, other = browser(timed, address="203.0.113.7"), browser(timed, address="203.0.113.8")
    forged = {**body, "credential": {**body["credential"], "id": "AA"}}
    answers = [await busy.post(SIGN_IN, json=forged) for _ in range(61)]
    assert Counter(answer.status_code for answer in answers) == {401: 60, 429: 1}
    assert (await sent(other, SIGN_IN, body)).status_code == 200


async def test_a_success_does_not_count_as_a_failure(timed: Tower) -> None:
    authenticator = await with_passkey(await signed_in(timed))
    assert [(await sign_in(timed, authenticator)).status_code for _ in range(40)] == [200] * 40


async def waiting(tower: Tower, clock: FakeClock) -> tuple[httpx.AsyncClient, Authenticator]:
    """Ada with a passkey, whose last proof was a while ago."""
    client = await signed_in(tower)
    authenticator = await with_passkey(client)
    clock.advance(16 * MINUTE)
    await refreshed(client)
    return client, authenticator


async def test_a_passkey_confirms(timed_on_both: Tower, clock: FakeClock) -> None:
    ada, authenticator = await waiting(timed_on_both, clock)
    assert (await ada.post(f"{PASSKEYS}/options")).status_code == 403
    answer = await sent(ada, CONFIRMATION, await signed(ada, authenticator, CONFIRMATION))
    assert (answer.status_code, answer.json()["authenticated_at"]) == (200, "2023-11-14T22:29:20.000Z")
    assert (await ada.post(f"{PASSKEYS}/options")).status_code == 200


async def test_one_of_their_own_is_asked_for(timed: Tower, clock: FakeClock) -> None:
    ada, authenticator = await waiting(timed, clock)
    (allowed,) = (await begun(ada, CONFIRMATION))["options"]["allowCredentials"]
    assert allowed["id"] == bytes_to_base64url(authenticator.credentials[0].id)


async def test_who_has_no_passkey_cannot_confirm_by_one(timed: Tower) -> None:
    answer = await (await signed_in(timed)).post(f"{CONFIRMATION}/options")
    assert (answer.status_code, answer.json()["detail"]) == (409, "This account has no passkey.")


async def confirms_nothing(client: httpx.AsyncClient, body: Body) -> bool:
    """Refused, and the session goes on as it was."""
    answer = await sent(client, CONFIRMATION, body)
    refusal = (answer.status_code, answer.json()["code"]) == (422, "confirmation_failed")
    return refusal and (await client.post(f"{PASSKEYS}/options")).status_code == 403


@pytest.mark.parametrize("lies", LIES, ids=str)
async def test_a_lie_confirms_nothing(timed: Tower, clock: FakeClock, lies: Lies) -> None:
    ada, authenticator = await waiting(timed, clock)
    authenticator.lies = lies
    assert await confirms_nothing(ada, await signed(ada, authenticator, CONFIRMATION))


async def test_somebody_elses_passkey_confirms_nothing(timed: Tower, clock: FakeClock) -> None:
    eves = await with_passkey(await signed_in(timed, EVE, Role.VIEWER))
    ada, _ = await waiting(timed, clock)
    asked = await begun(ada, CONFIRMATION)
    credential = eves.get({**asked["options"], "allowCredentials": []}, "http://localhost")
    assert await confirms_nothing(ada, {"handle": asked["handle"], "credential": credential})


async def test_what_another_session_began_confirms_nothing(timed: Tower, clock: FakeClock) -> None:
    ada, authenticator = await waiting(timed, clock)
    body = await signed(await signed_in(timed), authenticator, CONFIRMATION)
    assert await confirms_nothing(ada, body)


async def test_what_a_stranger_began_confirms_nothing(timed: Tower, clock: FakeClock) -> None:
    ada, authenticator = await waiting(timed, clock)
    assert await confirms_nothing(ada, await signed(browser(timed), authenticator, SIGN_IN))


async def test_what_has_confirmed_confirms_no_more(timed: Tower, clock: FakeClock) -> None:
    ada = await signed_in(timed)
    authenticator = await with_passkey(ada, is_synced=True)
    body = await signed(ada, authenticator, CONFIRMATION)
    assert (await sent(ada, CONFIRMATION, body)).status_code == 200
    clock.advance(4 * MINUTE)
    answer = await sent(ada, CONFIRMATION, body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/handle")


async def test_five_minutes_later_it_confirms_nothing(timed: Tower, clock: FakeClock) -> None:
    ada, authenticator = await waiting(timed, clock)
    body = await signed(ada, authenticator, CONFIRMATION)
    clock.advance(5 * MINUTE)
    assert await confirms_nothing(ada, body)
