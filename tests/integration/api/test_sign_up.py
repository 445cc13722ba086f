"""Signing up and forgotten passwords: what the mailbox shows, and nothing else does."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.clocks import FakeClock
from tests.integration.api.factors import SIGN_IN, sent, signed, stored_user, with_app, with_passkey
from tests.integration.api.mailbox import Mailbox, delivering, text_of
from tests.integration.api.people import ADA, PASSWORD, browser, signed_in, user
from tests.integration.api.tower import Tower, opened, raised
from tests.servers.passkey import Authenticator
from tocsin.core.accounts import AccountPolicy, SignUp
from tocsin.services.mailed_codes import MOST_ATTEMPTS, OPEN_MS
from tocsin.services.password_resets import OPEN_MS as RESET_OPEN_MS
from tocsin.storage.database import Database
from tocsin.storage.identities import IdentityRepository
from tocsin.storage.users import UserRepository

SIGN_UP, RESET = "/api/v1/sign-up", "/api/v1/password-reset"
NEW = "a longer walk through the marshes"
BOB = {"email": "Bob@Example.com", "name": "Bob", "password": NEW}


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with delivering() as box:
        yield box


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def house(database: Database, mailbox: Mailbox, clock: FakeClock) -> AsyncIterator[Tower]:
    """Set up, and open to everybody, on both databases."""
    policy = AccountPolicy(sign_up=SignUp.OPEN)
    async with raised(database, of_parts={"postman": mailbox.postman, "accounts": policy, "clock": clock}) as tower:
        await user(tower, "founder@example.com", None, password=None)
        yield tower


async def code_of(mailbox: Mailbox) -> str:
    found = re.search(r"\b\d{6}\b", text_of((await mailbox.mails())[-1]))
    assert found is not None
    return found[0]


async def token_of(mailbox: Mailbox) -> str:
    found = re.search(r"#token=([\w-]+)", text_of((await mailbox.mails())[-1]))
    assert found is not None
    return found[1]


async def asked(client: httpx.AsyncClient, **fields: str) -> str:
    answer = await client.post(SIGN_UP, json={**BOB, **fields})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["handle"])


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def test_who_confirms_their_address_has_an_account_and_a_workspace(house: Tower, mailbox: Mailbox) -> None:
    client = browser(house)
    body = {"handle": await asked(client), "code": await code_of(mailbox)}
    session = (await client.post(f"{SIGN_UP}/confirm", json=body)).json()
    assert session["user"]["email"] == "bob@example.com"
    assert [(one["name"], one["role"]) for one in session["workspaces"]] == [("Bob's workspace", "owner")]
    assert (await client.get("/api/v1/account")).json()["is_email_verified"] is True


async def test_before_the_code_there_is_no_account(house: Tower) -> None:
    await asked(browser(house))
    async with house.parts.database.read() as connection:
        assert await UserRepository(connection).by_email("bob@example.com") is None


async def test_nobody_signs_up_before_the_server_is_set_up(
    sqlite_template: Path, tmp_path: Path, mailbox: Mailbox
) -> None:
    parts = {"postman": mailbox.postman, "accounts": AccountPolicy(sign_up=SignUp.OPEN)}
    async with opened(sqlite_template, tmp_path) as database, raised(database, of_parts=parts) as tower:
        answer = await browser(tower).post(SIGN_UP, json=BOB)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_a_code_makes_one_account_also_when_sent_twice_at_once(house: Tower, mailbox: Mailbox) -> None:
    body = {"handle": await asked(browser(house)), "code": await code_of(mailbox)}
    answers = await asyncio.gather(*(browser(house).post(f"{SIGN_UP}/confirm", json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]


async def test_after_five_wrong_codes_the_right_one_is_wrong_too(house: Tower, mailbox: Mailbox) -> None:
    handle, code = await asked(browser(house)), await code_of(mailbox)
    for _ in range(MOST_ATTEMPTS):
        answer = await browser(house).post(f"{SIGN_UP}/confirm", json={"handle": handle, "code": wrong(code)})
        assert (answer.status_code, answer.json()["code"]) == (422, "code_refused")
    answer = await browser(house).post(f"{SIGN_UP}/confirm", json={"handle": handle, "code": code})
    assert (answer.status_code, answer.json()["code"]) == (422, "code_refused")


async def test_a_code_expires(house: Tower, mailbox: Mailbox, clock: FakeClock) -> None:
    body = {"handle": await asked(browser(house)), "code": await code_of(mailbox)}
    clock.advance(OPEN_MS)
    assert (await browser(house).post(f"{SIGN_UP}/confirm", json=body)).status_code == 422


async def test_a_code_is_for_the_browser_that_asked(house: Tower, mailbox: Mailbox) -> None:
    theirs = await asked(browser(house), password="what a stranger has chosen")
    await asked(browser(house))
    body = {"handle": theirs, "code": await code_of(mailbox)}
    assert (await browser(house).post(f"{SIGN_UP}/confirm", json=body)).status_code == 422


async def test_an_address_with_an_account_is_answered_alike_and_told_by_mail(house: Tower, mailbox: Mailbox) -> None:
    await user(house, ADA)
    known = await browser(house).post(SIGN_UP, json={**BOB, "email": ADA})
    unknown = await browser(house).post(SIGN_UP, json=BOB)
    assert known.status_code == unknown.status_code == 202
    assert known.json().keys() == unknown.json().keys()
    assert [to for to, subject in await mailbox.told() if "already" in subject] == [ADA]


async def test_the_code_for_an_address_with_an_account_is_told_to_nobody(house: Tower, mailbox: Mailbox) -> None:
    await user(house, ADA)
    await asked(browser(house), email=ADA)
    assert re.search(r"\b\d{6}\b", text_of((await mailbox.mails())[0])) is None


async def test_a_weak_password_is_refused_before_any_mail(house: Tower, mailbox: Mailbox) -> None:
    answer = await browser(house).post(SIGN_UP, json={**BOB, "password": "password123"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/password")
    assert await mailbox.mails() == []


async def test_one_address_gets_few_mails(house: Tower) -> None:
    answers = [await browser(house, address=f"203.0.113.{number}").post(SIGN_UP, json=BOB) for number in range(1, 5)]
    assert [answer.status_code for answer in answers] == [202, 202, 429, 429]
    assert int(answers[-1].headers["retry-after"]) > 2


@pytest.mark.parametrize("policy", [SignUp.CLOSED, SignUp.INVITATION])
async def test_where_not_everybody_may_nobody_signs_up(
    sqlite_template: Path, tmp_path: Path, mailbox: Mailbox, policy: SignUp
) -> None:
    parts = {"postman": mailbox.postman, "accounts": AccountPolicy(sign_up=policy)}
    async with opened(sqlite_template, tmp_path) as database, raised(database, of_parts=parts) as tower:
        answer = await browser(tower).post(SIGN_UP, json=BOB)
    assert (answer.status_code, answer.json()["code"]) == (403, "sign_up_closed")


@pytest.mark.parametrize(("path", "body"), [(SIGN_UP, BOB), (RESET, {"email": ADA})])
async def test_without_mail_that_is_said_at_once(
    sqlite_template: Path, tmp_path: Path, path: str, body: dict[str, Any]
) -> None:
    parts = {"accounts": AccountPolicy(sign_up=SignUp.OPEN)}
    async with opened(sqlite_template, tmp_path) as database, raised(database, of_parts=parts) as tower:
        answer = await browser(tower).post(path, json=body)
        assert (await browser(tower).get("/api/v1/auth")).json()["sends_mail"] is False
    assert (answer.status_code, answer.json()["code"]) == (409, "mail_not_configured")


@pytest.mark.parametrize(("path", "body"), [(SIGN_UP, BOB), (RESET, {"email": ADA})])
async def test_a_link_never_leads_where_a_stranger_says(
    house: Tower, mailbox: Mailbox, path: str, body: dict[str, Any]
) -> None:
    await user(house, ADA)
    answer = await browser(house).post(path, json=body, headers={"Host": "evil.example"})
    assert answer.status_code == 503
    assert await mailbox.mails() == []


async def reset(house: Tower, mailbox: Mailbox, email: str = ADA) -> str:
    assert (await browser(house).post(RESET, json={"email": email})).status_code == 202
    return await token_of(mailbox)


async def test_a_link_sets_another_password_and_ends_every_session(house: Tower, mailbox: Mailbox) -> None:
    elsewhere = await signed_in(house)
    body = {"token": await reset(house, mailbox), "password": NEW}
    assert (await browser(house).post(f"{RESET}/confirm", json=body)).status_code == 204
    assert (await elsewhere.get("/api/v1/account")).status_code == 401
    session = "/api/v1/session"
    assert (await browser(house).post(session, json={"email": ADA, "password": PASSWORD})).status_code == 401
    assert (await browser(house).post(session, json={"email": ADA, "password": NEW})).status_code == 200


async def test_guessers_do_not_keep_out_who_has_set_another_password(house: Tower, mailbox: Mailbox) -> None:
    await user(house)
    client, session = browser(house), "/api/v1/session"
    token = await reset(house, mailbox)
    for number in range(1, 8):
        guesser = browser(house, address=f"203.0.113.{number}")
        await guesser.post(session, json={"email": ADA, "password": "guessed again"})
    await client.post(f"{RESET}/confirm", json={"token": token, "password": NEW})
    stranger = await browser(house, address="203.0.113.9").post(session, json={"email": ADA, "password": NEW})
    assert stranger.status_code == 429
    assert (await client.post(session, json={"email": ADA, "password": NEW})).status_code == 200


async def test_a_link_is_good_once_also_at_once(house: Tower, mailbox: Mailbox) -> None:
    await user(house)
    body = {"token": await reset(house, mailbox), "password": NEW}
    answers = await asyncio.gather(*(browser(house).post(f"{RESET}/confirm", json=body) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [204, 422, 422]


async def test_a_link_expires(house: Tower, mailbox: Mailbox, clock: FakeClock) -> None:
    await user(house)
    body = {"token": await reset(house, mailbox), "password": NEW}
    clock.advance(RESET_OPEN_MS)
    answer = await browser(house).post(f"{RESET}/confirm", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "reset_refused")


async def test_another_link_ends_the_one_before(house: Tower, mailbox: Mailbox) -> None:
    await user(house)
    first = await reset(house, mailbox)
    await reset(house, mailbox)
    body = {"token": first, "password": NEW}
    assert (await browser(house).post(f"{RESET}/confirm", json=body)).status_code == 422


async def test_a_weak_password_leaves_the_link_good(house: Tower, mailbox: Mailbox) -> None:
    await user(house)
    token = await reset(house, mailbox)
    weak = {"token": token, "password": "ada@example.com"}
    assert (await browser(house).post(f"{RESET}/confirm", json=weak)).json()["errors"][0]["pointer"] == "/password"
    body = {"token": token, "password": NEW}
    assert (await browser(house).post(f"{RESET}/confirm", json=body)).status_code == 204


async def test_a_stranger_does_not_learn_who_has_an_account(house: Tower, mailbox: Mailbox) -> None:
    await user(house)
    known = await browser(house).post(RESET, json={"email": ADA})
    unknown = await browser(house).post(RESET, json={"email": "nobody@example.com"})
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert [to for to, _ in await mailbox.told()] == [ADA]


async def test_a_disabled_user_gets_no_link(house: Tower, mailbox: Mailbox) -> None:
    ada = await user(house)
    async with house.parts.database.write() as connection:
        await UserRepository(connection).set_disabled(ada.id, 1)
    assert (await browser(house).post(RESET, json={"email": ADA})).status_code == 202
    assert await mailbox.mails() == []


async def test_a_reset_is_told_by_mail_and_in_the_trail(house: Tower, mailbox: Mailbox) -> None:
    await user(house)
    body = {"token": await reset(house, mailbox), "password": NEW}
    await browser(house).post(f"{RESET}/confirm", json=body)
    assert (await mailbox.told())[-1] == (ADA, "Your Tocsin password was changed")
    entries = (await house.client.get("/api/v1/audit", params={"action": "user.password_reset"})).json()["items"]
    assert [entry["actor"] for entry in entries] == [f"user:{ADA}"]


async def taken(house: Tower, *, is_proven: bool = False) -> Authenticator:
    """Somebody has an account with this address, and a passkey, an account elsewhere and an app beside it."""
    client = await signed_in(house)
    authenticator = await with_passkey(client)
    await with_app(house, client)
    ada, now = await stored_user(house), house.parts.clock.now_ms()
    async with house.parts.database.write() as connection:
        await IdentityRepository(connection).add(ada.id, provider="corp", issuer="i", subject="s", email=ADA, now=now)
        await UserRepository(connection).set_email(ada.id, ADA, now if is_proven else None)
    return authenticator


async def reset_to_new(house: Tower, mailbox: Mailbox) -> None:
    body = {"token": await reset(house, mailbox), "password": NEW}
    assert (await browser(house).post(f"{RESET}/confirm", json=body)).status_code == 204


async def test_who_had_taken_an_address_before_its_owner_has_no_passkey_to_it(house: Tower, mailbox: Mailbox) -> None:
    authenticator = await taken(house)
    await reset_to_new(house, mailbox)
    client = browser(house)
    assert (await sent(client, SIGN_IN, await signed(client, authenticator))).status_code == 401


async def test_who_had_taken_an_address_has_no_account_elsewhere_that_opens_it(house: Tower, mailbox: Mailbox) -> None:
    await taken(house)
    await reset_to_new(house, mailbox)
    async with house.parts.database.read() as connection:
        assert await IdentityRepository(connection).find("i", "s") is None


async def test_who_had_taken_an_address_keeps_its_owner_out_by_no_app(house: Tower, mailbox: Mailbox) -> None:
    await taken(house)
    await reset_to_new(house, mailbox)
    answer = await browser(house).post("/api/v1/session", json={"email": ADA, "password": NEW})
    assert answer.json()["user"]["email"] == ADA
    assert (await stored_user(house)).email_verified_at is not None


async def test_what_was_taken_away_is_in_the_trail(house: Tower, mailbox: Mailbox) -> None:
    await taken(house)
    await reset_to_new(house, mailbox)
    (entry,) = (await house.client.get("/api/v1/audit", params={"action": "user.password_reset"})).json()["items"]
    removed = {"passkeys_removed": 1, "identities_removed": 1, "totp_removed": True}
    assert entry["detail"] == {"sessions_ended": 1, **removed}


async def test_with_an_address_that_was_shown_to_be_theirs_all_ways_in_stay(house: Tower, mailbox: Mailbox) -> None:
    authenticator = await taken(house, is_proven=True)
    await reset_to_new(house, mailbox)
    client = browser(house)
    assert (await sent(client, SIGN_IN, await signed(client, authenticator))).status_code == 200
    answer = await client.post("/api/v1/session", json={"email": ADA, "password": NEW})
    assert "second_factor" in answer.json()
