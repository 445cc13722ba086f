"""A user's passkeys: added, named, removed, and every lie about a new one."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.clocks import FakeClock
from tests.integration.api.factors import (
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
    with_passkey,
)
from tests.integration.api.mailbox import Mailbox, delivering, text_of
from tests.integration.api.people import ADA, ON_TLS, browser, signed_in, user
from tests.integration.api.tower import MONITORS, Tower, opened, raised
from tests.servers.passkey import Authenticator, Lies
from tocsin.auth.permissions import Role
from tocsin.storage.identities import IdentityRepository
from tocsin.storage.passkeys import PasskeyRepository, StoredPasskey

EVE = "eve@example.com"


async def stored(tower: Tower) -> list[StoredPasskey]:
    async with tower.parts.database.read() as connection:
        return await PasskeyRepository(connection).of_user((await stored_user(tower)).id)


async def names(client: httpx.AsyncClient) -> list[str]:
    return [one["name"] for one in (await client.get(PASSKEYS)).json()["items"]]


async def fill(tower: Tower, count: int) -> None:
    """So many passkeys of Ada's, which nobody has."""
    async with tower.parts.database.write() as connection:
        for number in range(count):
            await PasskeyRepository(connection).add(
                (await stored_user(tower)).id,
                credential_id=bytes([number]),
                public_key=b"x",
                sign_count=0,
                transports=[],
                is_backed_up=False,
                name=str(number),
                now=0,
            )


async def without_password(tower: Tower) -> httpx.AsyncClient:
    """Ada's browser: her passkeys are the only way in."""
    await user(tower, password=None)
    return await signed_in(tower)


@pytest.fixture
def authenticator() -> Authenticator:
    return Authenticator()


async def test_a_passkey_is_added(timed_on_both: Tower) -> None:
    ada = await signed_in(timed_on_both)
    await with_passkey(ada, "Phone")
    (shown,) = (await ada.get(PASSKEYS)).json()["items"]
    assert (shown["name"], shown["is_backed_up"], shown["last_used_at"]) == ("Phone", False, None)
    assert shown["transports"] == ["hybrid", "internal"]
    assert "public_key" not in shown


async def test_the_browser_is_asked_for_one_that_finds_its_user(timed: Tower) -> None:
    ada = await signed_in(timed)
    options = (await begun(ada, PASSKEYS))["options"]
    assert (options["rp"]["id"], options["user"]["name"], options["excludeCredentials"]) == ("localhost", ADA, [])
    assert options["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }


async def test_an_authenticator_has_one_passkey_for_a_user(timed: Tower) -> None:
    ada = await signed_in(timed)
    authenticator = await with_passkey(ada)
    with pytest.raises(RuntimeError, match="InvalidStateError"):
        await made(ada, authenticator)


@pytest.mark.parametrize(
    "lies",
    [
        Lies(origin="http://localhost:9999"),
        Lies(origin="https://localhost"),
        Lies(challenge=b"c" * 32),
        Lies(party_id="example.com"),
        Lies(public_key=b"\xa0"),
        Lies(is_present=False),
        Lies(is_verified=False),
        Lies(is_framed=True),
    ],
    ids=str,
)
async def test_a_lie_is_refused(timed: Tower, authenticator: Authenticator, lies: Lies) -> None:
    ada, authenticator.lies = await signed_in(timed), lies
    answer = await sent(ada, PASSKEYS, await made(ada, authenticator))
    assert (answer.status_code, answer.json()["code"]) == (422, "passkey_refused")
    assert await stored(timed) == []


async def refused(client: httpx.AsyncClient, body: dict[str, Any]) -> bool:
    answer = await sent(client, PASSKEYS, body)
    return (answer.status_code, answer.json()["code"]) == (422, "passkey_refused")


async def test_what_another_session_began_is_refused(timed: Tower, authenticator: Authenticator) -> None:
    body = await made(await signed_in(timed), authenticator)
    assert await refused(await signed_in(timed), body)


async def test_what_another_user_began_is_refused(timed: Tower, authenticator: Authenticator) -> None:
    body = await made(await signed_in(timed), authenticator)
    assert await refused(await signed_in(timed, EVE, Role.VIEWER), body)


async def test_what_was_begun_for_something_else_is_refused(timed: Tower, authenticator: Authenticator) -> None:
    ada = await signed_in(timed)
    body = await made(ada, authenticator)
    assert await refused(ada, {**body, "handle": (await begun(ada, SIGN_IN))["handle"]})


@pytest.mark.parametrize("handle", ["x", "9" * 200, "1.2.3", "\N{SNOWMAN}"])
async def test_what_is_no_handle_is_refused(timed: Tower, authenticator: Authenticator, handle: str) -> None:
    ada = await signed_in(timed)
    assert await refused(ada, {**await made(ada, authenticator), "handle": handle})


async def test_five_minutes_later_it_is_over(timed: Tower, authenticator: Authenticator, clock: FakeClock) -> None:
    ada = await signed_in(timed)
    body = await made(ada, authenticator)
    clock.advance(5 * MINUTE)
    assert await refused(ada, body)


async def test_nobody_makes_it_last_longer(timed: Tower, authenticator: Authenticator, clock: FakeClock) -> None:
    ada = await signed_in(timed)
    body = await made(ada, authenticator)
    clock.advance(5 * MINUTE)
    expires_at, _, rest = body["handle"].partition(".")
    assert await refused(ada, {**body, "handle": f"{int(expires_at) + MINUTE}.{rest}"})


async def test_a_handle_works_once(timed_on_both: Tower, authenticator: Authenticator) -> None:
    ada = await signed_in(timed_on_both)
    body = await made(ada, authenticator)
    answers = await asyncio.gather(*(sent(ada, PASSKEYS, body) for _ in range(3)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 422: 2}
    assert await refused(ada, body)
    assert len(await stored(timed_on_both)) == 1


async def test_nobody_takes_over_a_passkey_of_somebody_else(timed_on_both: Tower, authenticator: Authenticator) -> None:
    ada, eve = await signed_in(timed_on_both), await signed_in(timed_on_both, EVE, Role.VIEWER)
    await with_passkey(ada)
    (hers,) = await stored(timed_on_both)
    authenticator.lies = Lies(credential_id=hers.credential_id)
    answer = await sent(eve, PASSKEYS, await made(eve, authenticator))
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert await stored(timed_on_both) == [hers]


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "a\nb"}, "/name"),
        ({"name": "n" * 1000}, "/name"),
        ({"handle": "h" * 1000}, "/handle"),
        ({"handle": 1}, "/handle"),
        ({"credential": []}, "/credential"),
        ({"user_id": 1}, "/user_id"),
    ],
)
async def test_what_cannot_be_meant_is_named(timed: Tower, fields: dict[str, Any], pointer: str) -> None:
    ada = await signed_in(timed)
    answer = await sent(ada, PASSKEYS, {"handle": "h", "name": "Phone", "credential": {}, **fields})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.parametrize("credential", [{}, {"id": None}, {"id": "AA", "rawId": "AA", "response": []}])
async def test_what_is_no_passkey_is_refused(timed: Tower, credential: dict[str, Any]) -> None:
    ada = await signed_in(timed)
    asked = await begun(ada, PASSKEYS)
    assert await refused(ada, {"handle": asked["handle"], "name": "Phone", "credential": credential})


async def test_there_are_twenty_at_most(timed_on_both: Tower) -> None:
    ada = await signed_in(timed_on_both)
    await fill(timed_on_both, 18)
    bodies = [await made(ada, Authenticator(), str(number)) for number in range(4)]
    answers = await asyncio.gather(*(sent(ada, PASSKEYS, body) for body in bodies))
    assert Counter(answer.status_code for answer in answers) == {201: 2, 409: 2}
    assert len(await stored(timed_on_both)) == 20
    assert (await ada.post(f"{PASSKEYS}/options")).status_code == 409


async def test_a_passkey_is_named_anew(timed: Tower) -> None:
    ada = await signed_in(timed)
    await with_passkey(ada, "Phone")
    answer = await ada.patch(f"{PASSKEYS}/1", json={"name": "Old phone"})
    assert (answer.status_code, answer.json()["name"], await names(ada)) == (200, "Old phone", ["Old phone"])
    (entry,) = await trail(timed, "passkey.renamed")
    assert entry.detail == {"passkey_id": 1, "name": {"before": "Phone", "after": "Old phone"}}


async def test_what_is_somebody_elses_does_not_exist(timed: Tower) -> None:
    await with_passkey(await signed_in(timed))
    eve = await signed_in(timed, EVE, Role.ADMIN)
    assert (await eve.patch(f"{PASSKEYS}/1", json={"name": "x"})).status_code == 404
    assert (await eve.delete(f"{PASSKEYS}/1")).status_code == 404
    assert await names(eve) == []
    assert [one.name for one in await stored(timed)] == ["Phone"]


async def test_a_passkey_is_removed_and_signs_nobody_in(timed: Tower) -> None:
    ada = await signed_in(timed)
    authenticator = await with_passkey(ada)
    assert (await ada.delete(f"{PASSKEYS}/1")).status_code == 204
    assert await stored(timed) == []
    stranger = browser(timed)
    assert (await sent(stranger, SIGN_IN, await signed(stranger, authenticator))).status_code == 401


async def test_the_last_way_in_stays(timed_on_both: Tower) -> None:
    ada = await without_password(timed_on_both)
    await with_passkey(ada, "Phone")
    await with_passkey(ada, "Key")
    answers = await asyncio.gather(*(ada.delete(f"{PASSKEYS}/{number}") for number in (1, 2)))
    assert sorted(answer.status_code for answer in answers) == [204, 409]
    (last,) = await stored(timed_on_both)
    answer = await ada.delete(f"{PASSKEYS}/{last.id}")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "last way into this account" in answer.json()["detail"]
    assert len(await stored(timed_on_both)) == 1


async def test_an_identity_elsewhere_is_a_way_in(timed: Tower) -> None:
    ada = await without_password(timed)
    await with_passkey(ada)
    async with timed.parts.database.write() as connection:
        found = {"provider": "sso", "issuer": "https://sso.example.com", "subject": "1", "email": ADA}
        await IdentityRepository(connection).add((await stored_user(timed)).id, **found, now=0)
    assert (await ada.delete(f"{PASSKEYS}/1")).status_code == 204


@pytest.mark.parametrize(("method", "address"), [("POST", f"{PASSKEYS}/options"), ("DELETE", f"{PASSKEYS}/1")])
async def test_who_signed_in_a_while_ago_confirms_first(
    timed: Tower, clock: FakeClock, method: str, address: str
) -> None:
    ada = await signed_in(timed)
    await with_passkey(ada)
    clock.advance(16 * MINUTE)
    await refreshed(ada)
    answer = await ada.request(method, address)
    assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")
    assert len(await stored(timed)) == 1


async def test_no_other_site_changes_anything(timed: Tower, authenticator: Authenticator) -> None:
    ada = await signed_in(timed)
    body = await made(ada, authenticator)
    del ada.headers["X-CSRF-Token"]
    answer = await sent(ada, PASSKEYS, body)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert await stored(timed) == []


async def test_other_sessions_go_on(timed: Tower) -> None:
    ada, elsewhere = await signed_in(timed), await signed_in(timed)
    await with_passkey(ada)
    await ada.delete(f"{PASSKEYS}/1")
    assert (await elsewhere.get(MONITORS)).status_code == 200


async def test_the_trail_has_it(timed: Tower) -> None:
    ada = await signed_in(timed)
    await with_passkey(ada)
    await ada.delete(f"{PASSKEYS}/1")
    entries = await trail(timed, "passkey.")
    assert [entry.action for entry in entries] == ["passkey.removed", "passkey.added"]
    assert all(entry.detail == {"passkey_id": 1, "name": "Phone"} for entry in entries)
    assert {(entry.actor, entry.address) for entry in entries} == {(f"user:{ADA}", "127.0.0.1")}


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with delivering() as mailbox:
        yield mailbox


async def test_whose_account_it_is_gets_a_letter(sqlite_template: Path, tmp_path: Path, mailbox: Mailbox) -> None:
    of_parts = {"postman": mailbox.postman}
    async with opened(sqlite_template, tmp_path) as database, raised(database, of_parts=of_parts) as tower:
        ada = await signed_in(tower)
        await with_passkey(ada)
        await ada.delete(f"{PASSKEYS}/1")
    assert await mailbox.told() == [(ADA, "How you sign in to Tocsin has changed")] * 2
    first, second = [text_of(mail) for mail in await mailbox.mails()]
    assert "A passkey was added: Phone." in first
    assert "A passkey was removed: Phone." in second


async def test_an_address_has_no_passkeys(timed: Tower) -> None:
    ada = await signed_in(timed, origin="http://127.0.0.1:8000")
    answer = await ada.post(f"{PASSKEYS}/options", headers={"Origin": "http://127.0.0.1:8000"})
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert "open http://localhost:8000 instead" in answer.json()["detail"]


async def test_behind_a_proxy_the_page_tells_where_it_is(timed: Tower, authenticator: Authenticator) -> None:
    ada = await signed_in(timed, origin="http://tocsin.example.com")
    body = await made(ada, authenticator, origin=ON_TLS)
    assert (await sent(ada, PASSKEYS, body, ON_TLS)).status_code == 201
    assert authenticator.credentials[0].party_id == "tocsin.example.com"


@pytest.fixture
async def public(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Tower]:
    """A tower that is told its address."""
    address = "https://Tocsin.example.com:443/"
    async with opened(sqlite_template, tmp_path) as database, raised(database, public_url=address) as tower:
        yield tower


async def test_passkeys_are_bound_to_the_public_address(public: Tower, authenticator: Authenticator) -> None:
    ada = await signed_in(public, origin=ON_TLS)
    assert (await sent(ada, PASSKEYS, await made(ada, authenticator, origin=ON_TLS), ON_TLS)).status_code == 201
    assert (await begun(browser(public, ON_TLS), SIGN_IN, ON_TLS))["options"]["rpId"] == "tocsin.example.com"


@pytest.mark.parametrize("where", ["http://localhost:8000", "http://192.0.2.1", "http://tocsin.example.com"])
async def test_at_another_address_it_is_said_which_one_is_right(public: Tower, where: str) -> None:
    answer = await browser(public, where).post(f"{SIGN_IN}/options", headers={"Origin": where})
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert "open it there" in answer.json()["detail"]


async def test_no_page_of_another_port_is_believed(public: Tower) -> None:
    headers = {"Origin": "https://tocsin.example.com:8443", "Host": "tocsin.example.com:8443"}
    answer = await browser(public, ON_TLS).post(f"{SIGN_IN}/options", headers=headers)
    assert answer.status_code == 422


async def test_a_public_address_may_have_a_path(sqlite_template: Path, tmp_path: Path) -> None:
    address = "https://tocsin.example.com/watch/"
    async with opened(sqlite_template, tmp_path) as database, raised(database, public_url=address) as tower:
        ways_in = (await browser(tower, ON_TLS).get("/api/v1/auth")).json()
        assert ways_in["passkeys"] == {"are_possible": True, "reason": None}
        assert (await begun(browser(tower, ON_TLS), SIGN_IN, ON_TLS))["options"]["rpId"] == "tocsin.example.com"
