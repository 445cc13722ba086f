"""Signing in by password: who is let in, what a stranger learns, and how often anybody may guess."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from tests.integration.api.mailbox import Mailbox, delivering, text_of
from tests.integration.api.people import ADA, PASSWORD, browser, csrf_of, user
from tests.integration.api.tower import MONITORS, Tower, opened, raised
from tocsin.auth.passwords import Passwords, Verified
from tocsin.auth.permissions import Role
from tocsin.storage.audit import AuditFilter, AuditRepository, StoredAudit
from tocsin.storage.database import Database
from tocsin.storage.users import StoredUser, UserRepository

SESSION = "/api/v1/session"
WRONG = "something else altogether"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def sign_in(client: httpx.AsyncClient, email: str = ADA, password: str = PASSWORD) -> httpx.Response:
    return await client.post(SESSION, json={"email": email, "password": password})


async def statuses(tower: Tower, times: int, email: str = ADA, password: str = WRONG) -> list[int]:
    """Of guesses that each come from an address of its own."""
    clients = [browser(tower, address=f"203.0.113.{number}") for number in range(1, times + 1)]
    return [(await sign_in(client, email, password)).status_code for client in clients]


async def failures(tower: Tower) -> list[StoredAudit]:
    """What the audit trail has of them, once it has all."""
    await tower.parts.failed_sign_ins.aclose()
    async with tower.parts.database.read() as connection:
        where = AuditFilter(action="session.sign_in_failed")
        return (await AuditRepository(connection).page(tower.actor.workspace_id, where)).items


class CountedPasswords(Passwords):
    """Counts the rounds of hashing."""

    def __init__(self) -> None:
        super().__init__(memory_kib=8, passes=1)
        self.rounds = 0
        self._hasher = _CountedHasher(self, self._hasher)  # type: ignore[assignment]


class _CountedHasher:
    def __init__(self, counted: CountedPasswords, hasher: Any) -> None:
        self._counted, self._hasher = counted, hasher

    def hash(self, password: bytes) -> Any:
        self._counted.rounds += 1
        return self._hasher.hash(password)

    def verify(self, password: bytes, stored: str) -> Any:
        self._counted.rounds += 1
        return self._hasher.verify(password, stored)

    def check_needs_rehash(self, stored: str) -> Any:
        return self._hasher.check_needs_rehash(stored)


class Meddled(Passwords):
    """Something happens to the account while its password is being looked at."""

    def __init__(self, database: Database) -> None:
        super().__init__(memory_kib=8, passes=1)
        self.database = database
        self.is_disabling = False

    async def verify(self, password: str, stored: str | None) -> Verified:
        verified = await super().verify(password, stored)
        async with self.database.write() as connection:
            if self.is_disabling:
                await UserRepository(connection).set_disabled(1, 1)
            else:
                await UserRepository(connection).set_password(1, await self.hash(WRONG), 1)
        return verified


async def stored_user(tower: Tower) -> StoredUser:
    async with tower.parts.database.read() as connection:
        found = await UserRepository(connection).by_email(ADA)
    assert found is not None
    return found


@pytest.fixture
async def its_database(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(sqlite_template, tmp_path) as database:
        yield database


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with delivering() as mailbox:
        yield mailbox


@pytest.fixture
async def mailing(its_database: Database, mailbox: Mailbox) -> AsyncIterator[Tower]:
    async with raised(its_database, of_parts={"postman": mailbox.postman}) as tower:
        yield tower


async def test_the_password_signs_in(tower_on_both: Tower) -> None:
    await user(tower_on_both)
    client = browser(tower_on_both)
    answer = await sign_in(client)
    assert (answer.status_code, answer.json()["user"]["email"], answer.json()["way"]) == (200, ADA, "password")
    assert answer.json()["csrf_token"] == csrf_of(client)
    assert (await client.get(MONITORS)).status_code == 200


@pytest.mark.parametrize("spelling", ["ADA@EXAMPLE.COM", "  ada@example.com\n"])
async def test_an_address_is_found_in_every_spelling(tower: Tower, spelling: str) -> None:
    await user(tower)
    assert (await sign_in(browser(tower), spelling)).status_code == 200


async def test_a_password_is_the_same_whichever_keyboard_it_was_typed_on(tower: Tower) -> None:
    await user(tower, password="caf\u00e9 au lait sur la plage")
    assert (await sign_in(browser(tower), password="cafe\u0301 au lait sur la plage")).status_code == 200


async def test_a_user_of_no_workspace_signs_in_too(tower: Tower) -> None:
    await user(tower, role=None)
    answer = await sign_in(browser(tower))
    assert (answer.status_code, answer.json()["workspaces"]) == (200, [])


async def test_a_sign_in_is_in_the_audit_trail(tower: Tower) -> None:
    await user(tower)
    await sign_in(browser(tower, address="203.0.113.9"))
    async with tower.parts.database.read() as connection:
        (entry, *_) = (await AuditRepository(connection).page(1, AuditFilter(action="session.opened"))).items
    assert (entry.actor, entry.address, entry.detail) == (f"user:{ADA}", "203.0.113.9", {"way": "password"})


async def _oracle(tower: Tower, email: str, password: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    answer = await sign_in(browser(tower), email, password)
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    return answer.status_code, {**answer.json(), "request_id": ""}, headers


async def test_a_stranger_does_not_learn_who_has_an_account(its_database: Database) -> None:
    counted = CountedPasswords()
    async with raised(its_database, of_parts={"passwords": counted}) as tower:
        await user(tower)
        await user(tower, "none@example.com", None, password=None)
        disabled = await user(tower, "disabled@example.com", None)
        async with its_database.write() as connection:
            await UserRepository(connection).set_disabled(disabled.id, 1)
        answers, rounds = [], []
        for email, password in (
            (ADA, WRONG),
            ("nobody@example.com", PASSWORD),
            ("none@example.com", PASSWORD),
            ("disabled@example.com", PASSWORD),
            ("disabled@example.com", WRONG),
        ):
            counted.rounds = 0
            answers.append(await _oracle(tower, email, password))
            rounds.append(counted.rounds)
    assert (answers[0][0], answers[0][1]["code"]) == (401, "sign_in_failed")
    assert "set-cookie" not in answers[0][2]
    assert all(answer == answers[0] for answer in answers)
    assert rounds == [1] * 5


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"email": "ada", "password": PASSWORD}, "/email"),
        ({"email": ADA}, "/password"),
        ({"email": ADA, "password": ""}, "/password"),
        ({"email": ADA, "password": "p" * 1025}, "/password"),
        ({"email": ADA, "password": ["a"]}, "/password"),
        ({"email": f"{'a' * 400}@example.com", "password": PASSWORD}, "/email"),
        ({"email": ADA, "password": PASSWORD, "code": "1"}, "/code"),
    ],
)
async def test_what_cannot_be_meant_is_named(tower: Tower, body: dict[str, Any], pointer: str) -> None:
    answer = await browser(tower).post(SESSION, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert PASSWORD not in answer.text


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
async def test_a_page_of_another_site_signs_nobody_in(tower: Tower, headers: dict[str, str]) -> None:
    await user(tower)
    answer = await browser(tower).post(SESSION, json={"email": ADA, "password": PASSWORD}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert "set-cookie" not in answer.headers


async def test_strangers_have_five_guesses_a_minute_at_one_account(tower: Tower) -> None:
    await user(tower)
    assert await statuses(tower, 7) == [401] * 5 + [429] * 2
    refused = await sign_in(browser(tower))
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert 1 < int(refused.headers["Retry-After"]) <= 60


async def test_the_limit_does_not_tell_who_has_an_account(tower: Tower) -> None:
    await user(tower)
    assert await statuses(tower, 7) == await statuses(tower, 7, "nobody@example.com")


async def test_one_address_has_twenty_guesses_a_minute_at_all_accounts(tower: Tower) -> None:
    client = browser(tower, address="203.0.113.7")
    answers = [await sign_in(client, f"user{number}@example.com") for number in range(21)]
    assert [answer.status_code for answer in answers] == [401] * 20 + [429]
    assert (await sign_in(browser(tower, address="203.0.113.8"), "x@example.com")).status_code == 401


async def test_a_success_counts_against_nobody(tower: Tower) -> None:
    await user(tower)
    assert await statuses(tower, 25, password=PASSWORD) == [200] * 25


async def test_guesses_at_once_are_as_few(its_database: Database) -> None:
    counted = CountedPasswords()
    async with raised(its_database, of_parts={"passwords": counted}) as tower:
        await user(tower)
        counted.rounds = 0
        clients = [browser(tower, address=f"203.0.113.{number}") for number in range(1, 31)]
        answers = await asyncio.gather(*(sign_in(client, password=WRONG) for client in clients))
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 25
    assert counted.rounds == 5


async def test_strangers_do_not_lock_out_a_browser_that_is_known(tower: Tower) -> None:
    await user(tower)
    known = browser(tower, address="203.0.113.1")
    await sign_in(known)
    assert (await statuses(tower, 20))[-1] == 429
    same_address = browser(tower, address="203.0.113.1")
    assert [(await sign_in(same_address, f"{n}@example.com")).status_code for n in range(25)][-1] == 429
    assert (await sign_in(known)).status_code == 200


async def test_a_browser_that_is_known_guesses_as_little(tower: Tower) -> None:
    await user(tower)
    known = browser(tower)
    await sign_in(known)
    guesses = [(await sign_in(known, password=WRONG)).status_code for _ in range(6)]
    assert guesses == [401] * 5 + [429]
    assert (await sign_in(browser(tower))).status_code == 200


@pytest.mark.parametrize("forged", ["x", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwiZGV2IjoieCIsImV4cCI6OTk5OTk5OTk5OX0."])
async def test_a_browser_is_not_known_by_what_it_says(tower: Tower, forged: str) -> None:
    await user(tower)
    await statuses(tower, 5)
    stranger = browser(tower)
    stranger.cookies.set("tocsin_device", forged)
    assert (await sign_in(stranger)).status_code == 429


async def test_a_browser_is_known_to_the_user_of_its_last_sign_in_alone(tower: Tower) -> None:
    await user(tower)
    await user(tower, "eve@example.com", Role.VIEWER)
    eves = browser(tower)
    await sign_in(eves, "eve@example.com")
    await statuses(tower, 5)
    assert (await sign_in(eves)).status_code == 429


async def test_an_access_token_makes_no_browser_known(tower: Tower) -> None:
    await user(tower)
    known, stranger = browser(tower), browser(tower)
    await sign_in(known)
    stranger.cookies.set("tocsin_device", known.cookies["tocsin_access"])
    await statuses(tower, 5)
    assert (await sign_in(stranger)).status_code == 429


async def test_failures_are_told_in_the_trail_once_with_their_number(tower_on_both: Tower) -> None:
    stored = await user(tower_on_both)
    await statuses(tower_on_both, 3)
    (entry,) = await failures(tower_on_both)
    assert (entry.subject, entry.actor, entry.address) == (f"user:{stored.id}", "unknown", "203.0.113.3")
    assert entry.detail == {"count": 3, "addresses": ["203.0.113.1", "203.0.113.2", "203.0.113.3"]}


async def test_failures_at_nobodys_account_are_not_in_the_trail(tower: Tower) -> None:
    await statuses(tower, 3, "nobody@example.com")
    assert await failures(tower) == []


async def test_a_disabled_user_with_the_right_password_is_a_failure_like_any_other(tower: Tower) -> None:
    stored = await user(tower)
    async with tower.parts.database.write() as connection:
        await UserRepository(connection).set_disabled(stored.id, 1)
    await statuses(tower, 2, password=PASSWORD)
    (entry,) = await failures(tower)
    assert entry.detail["count"] == 2


@pytest.mark.parametrize("email", [ADA, "nobody@example.com"])
async def test_the_log_says_neither_who_nor_what(tower: Tower, email: str) -> None:
    await user(tower)
    with capture_logs() as lines:
        await sign_in(browser(tower, address="203.0.113.5"), email, WRONG)
    (line,) = [line for line in lines if line["event"] == "sign_in_failed"]
    assert line["address"] == "203.0.113.5"
    assert email not in str(lines)
    assert WRONG not in str(lines)


async def test_a_hash_of_former_parameters_is_replaced(tower: Tower) -> None:
    former = await Passwords(memory_kib=16, passes=2).hash(PASSWORD)
    stored = await user(tower)
    async with tower.parts.database.write() as connection:
        await UserRepository(connection).set_password(stored.id, former, 1)
    await sign_in(browser(tower), password=WRONG)
    assert (await stored_user(tower)).password_hash == former
    assert (await sign_in(browser(tower))).status_code == 200
    renewed = await stored_user(tower)
    assert (renewed.password_hash != former, renewed.password_changed_at) == (True, 1)
    assert (await sign_in(browser(tower))).status_code == 200


@pytest.mark.parametrize("is_disabling", [True, False])
async def test_who_may_not_any_more_once_the_password_is_looked_at_is_not_let_in(
    its_database: Database, is_disabling: bool
) -> None:
    meddled = Meddled(its_database)
    meddled.is_disabling = is_disabling
    async with raised(its_database, of_parts={"passwords": meddled}) as tower:
        await user(tower)
        answer = await sign_in(browser(tower))
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_failed")


async def test_a_new_device_is_told_by_mail(mailing: Tower, mailbox: Mailbox) -> None:
    await user(mailing)
    await sign_in(browser(mailing))
    assert await mailbox.told() == []
    stranger = browser(mailing, address="203.0.113.9")
    stranger.headers["User-Agent"] = FIREFOX
    await sign_in(stranger)
    assert await mailbox.told() == [(ADA, "A new sign-in to your Tocsin account")]
    assert "203.0.113.9" in text_of((await mailbox.mails())[0])
    assert "Firefox on Linux" in text_of((await mailbox.mails())[0])


async def test_a_device_that_is_known_is_no_news(mailing: Tower, mailbox: Mailbox) -> None:
    await user(mailing)
    known = browser(mailing)
    for _ in range(3):
        await sign_in(known)
    assert await mailbox.told() == []


async def test_a_device_stays_the_same_over_sign_ins(tower: Tower) -> None:
    await user(tower)
    client = browser(tower)
    names = set()
    for _ in range(2):
        await sign_in(client)
        claims = tower.parts.tokens.read_device(client.cookies["tocsin_device"], tower.parts.clock.now_ms())
        names.add(claims and claims.device)
    assert len(names) == 1
