"""One's own account: what may be changed, what wants a recent proof, what always stays."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.clocks import FakeClock
from tests.integration.api.mailbox import Mailbox, delivering, text_of
from tests.integration.api.people import ADA, signed_in, user
from tests.integration.api.tower import Tower, raised
from tocsin.auth.permissions import Role
from tocsin.auth.person import RECENT_MS
from tocsin.storage.database import Database
from tocsin.storage.identities import IdentityRepository

ACCOUNT = "/api/v1/account"
NEW = "a longer walk through the marshes"
ELSEWHERE = "ada@elsewhere.example"


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with delivering() as box:
        yield box


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def house(database: Database, mailbox: Mailbox, clock: FakeClock) -> AsyncIterator[Tower]:
    async with raised(database, of_parts={"postman": mailbox.postman, "clock": clock}) as tower:
        yield tower


async def code_in(mailbox: Mailbox) -> str:
    found = re.search(r"\b\d{6}\b", text_of((await mailbox.mails())[-1]))
    assert found is not None
    return found[0]


async def moving_to(client: httpx.AsyncClient, email: str) -> str:
    answer = await client.post(f"{ACCOUNT}/email", json={"email": email})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["handle"])


async def test_an_account_shows_its_ways_in(house: Tower) -> None:
    found = (await (await signed_in(house)).get(ACCOUNT)).json()
    assert (found["email"], found["has_password"], found["has_totp"], found["passkeys"]) == (ADA, True, False, 0)


async def test_a_new_name_is_shown_on_the_next_request(house: Tower) -> None:
    client = await signed_in(house)
    await client.patch(ACCOUNT, json={"name": "Countess"})
    assert (await client.get("/api/v1/session")).json()["user"]["name"] == "Countess"


async def test_another_password_ends_every_other_session(house: Tower, mailbox: Mailbox) -> None:
    elsewhere, client = await signed_in(house), await signed_in(house)
    assert (await client.put(f"{ACCOUNT}/password", json={"password": NEW})).json() == {"ended": 1}
    assert (await elsewhere.get(ACCOUNT)).status_code == 401
    assert (await client.get(ACCOUNT)).status_code == 200
    assert (ADA, "Your Tocsin password was changed") in await mailbox.told()


async def test_a_weak_password_is_refused(house: Tower) -> None:
    answer = await (await signed_in(house)).put(f"{ACCOUNT}/password", json={"password": "password123"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/password")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/password", {"password": NEW}),
        ("DELETE", "/password", None),
        ("POST", "/email", {"email": ELSEWHERE}),
        ("DELETE", "", {"email": ADA}),
    ],
)
async def test_what_is_sensitive_wants_a_recent_proof(
    house: Tower, clock: FakeClock, method: str, path: str, body: dict[str, str] | None
) -> None:
    await user(house)
    client = await signed_in(house)
    clock.advance(RECENT_MS + 1)
    await client.post("/api/v1/session/refresh")
    client.headers["X-CSRF-Token"] = (await client.get("/api/v1/session")).json()["csrf_token"]
    answer = await client.request(method, f"{ACCOUNT}{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")


async def test_the_last_way_in_stays(house: Tower) -> None:
    answer = await (await signed_in(house)).delete(f"{ACCOUNT}/password")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_who_comes_in_elsewhere_needs_no_password(house: Tower) -> None:
    ada = await user(house)
    async with house.parts.database.write() as connection:
        await IdentityRepository(connection).add(
            user_id=ada.id, provider="google", issuer="https://issuer.example", subject="1", email=ADA, now=1
        )
    client = await signed_in(house)
    assert (await client.delete(f"{ACCOUNT}/password")).status_code == 204
    assert (await client.get(ACCOUNT)).json()["has_password"] is False


async def test_another_address_is_taken_once_it_answers(house: Tower, mailbox: Mailbox) -> None:
    client = await signed_in(house)
    body = {"handle": await moving_to(client, ELSEWHERE), "code": await code_in(mailbox)}
    assert (await client.get(ACCOUNT)).json()["email"] == ADA
    assert (await client.post(f"{ACCOUNT}/email/confirm", json=body)).json()["email"] == ELSEWHERE
    assert (await mailbox.told())[-1] == (ADA, "The address of your Tocsin account was changed")


async def test_somebody_elses_address_cannot_be_taken(house: Tower, mailbox: Mailbox) -> None:
    await user(house, ELSEWHERE, None)
    await moving_to(await signed_in(house), ELSEWHERE)
    assert (await mailbox.told())[-1] == (ELSEWHERE, "You have a Tocsin account already")


async def test_a_code_is_for_the_account_that_asked(house: Tower, mailbox: Mailbox) -> None:
    body = {"handle": await moving_to(await signed_in(house), ELSEWHERE), "code": await code_in(mailbox)}
    eve = await signed_in(house, "eve@example.com", Role.VIEWER)
    assert (await eve.post(f"{ACCOUNT}/email/confirm", json=body)).status_code == 422


async def test_an_owner_hands_over_before_they_go(house: Tower) -> None:
    answer = await (await signed_in(house)).request("DELETE", ACCOUNT, json={"email": ADA})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_a_deleted_account_is_gone_at_once(house: Tower) -> None:
    client = await signed_in(house, "bob@example.com", Role.EDITOR)
    wrong = await client.request("DELETE", ACCOUNT, json={"email": ADA})
    assert wrong.json()["errors"][0]["pointer"] == "/email"
    assert (await client.request("DELETE", ACCOUNT, json={"email": "bob@example.com"})).status_code == 204
    assert (await (await signed_in(house)).get("/api/v1/members")).json()["items"][0]["email"] == ADA
    assert (await client.get(ACCOUNT)).status_code == 401


async def test_a_changed_address_is_in_the_trail_with_what_it_was(house: Tower, mailbox: Mailbox) -> None:
    client = await signed_in(house)
    body = {"handle": await moving_to(client, ELSEWHERE), "code": await code_in(mailbox)}
    await client.post(f"{ACCOUNT}/email/confirm", json=body)
    (entry,) = (await house.client.get("/api/v1/audit", params={"action": "user.email_changed"})).json()["items"]
    assert entry["detail"]["email"] == {"before": ADA, "after": ELSEWHERE}


async def test_nobody_has_codes_mailed_to_one_stranger_after_another(house: Tower, mailbox: Mailbox) -> None:
    client = await signed_in(house)
    moves = [await client.post(f"{ACCOUNT}/email", json={"email": f"stranger-{i}@example.com"}) for i in range(6)]
    assert [answer.status_code for answer in moves] == [202] * 5 + [429]
    assert len(await mailbox.mails()) == 5
