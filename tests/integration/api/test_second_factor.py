"""Signing in where the account has a second factor."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest

from tests.clocks import FakeClock
from tests.integration.api.mailbox import Mailbox, delivering, text_of
from tests.integration.api.people import ADA, browser, user
from tests.integration.api.test_sign_in import failures, sign_in
from tests.integration.api.tower import MONITORS, Tower, opened, raised
from tocsin.auth import recovery_codes, tokens
from tocsin.services.rate_limits import RateLimits
from tocsin.services.second_factor import MOST_OPEN, OPEN_MS, PURPOSE
from tocsin.storage.audit import AuditFilter, AuditRepository
from tocsin.storage.challenges import ChallengeRepository
from tocsin.storage.recovery_codes import RecoveryCodeRepository
from tocsin.storage.users import UserRepository

SECOND = "/api/v1/session/second-factor"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
MINUTE = 60_000


class Account:
    """Ada's, on a tower whose clock the test moves. `codes` are her recovery codes."""

    def __init__(self, tower: Tower, clock: FakeClock, codes: list[str]) -> None:
        self.tower, self.clock, self.codes = tower, clock, codes

    @property
    def code(self) -> str:
        """What her app shows."""
        return pyotp.TOTP(SECRET).at(self.clock.wall_ms // 1000)

    @property
    def wrong_code(self) -> str:
        shown = {pyotp.TOTP(SECRET).at(self.clock.wall_ms // 1000 + away) for away in (-30, 0, 30)}
        return next(code for code in ("000000", "111111", "222222", "333333") if code not in shown)

    async def begin(self, client: httpx.AsyncClient) -> str:
        answer = await sign_in(client)
        assert answer.status_code == 200
        return str(answer.json()["second_factor"]["handle"])

    async def finish(self, client: httpx.AsyncClient, handle: str, code: str) -> httpx.Response:
        return await client.post(SECOND, json={"handle": handle, "code": code})

    async def outcome(self, client: httpx.AsyncClient, handle: str, code: str) -> tuple[int, str]:
        answer = await self.finish(client, handle, code)
        return answer.status_code, str(answer.json().get("code", ""))


async def protect(tower: Tower, user_id: int) -> list[str]:
    codes = recovery_codes.new_codes()
    hashes = [found for code in codes if (found := recovery_codes.hash_of(code)) is not None]
    async with tower.parts.database.write() as connection:
        await UserRepository(connection).set_totp(user_id, tower.parts.box.encrypt(SECRET), 1)
        await RecoveryCodeRepository(connection).replace(user_id, hashes)
    return codes


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with delivering() as mailbox:
        yield mailbox


@pytest.fixture
async def ada(sqlite_template: Path, tmp_path: Path, mailbox: Mailbox) -> AsyncIterator[Account]:
    clock = FakeClock()
    parts = {"clock": clock, "postman": mailbox.postman, "limits": RateLimits(now=clock.monotonic)}
    async with opened(sqlite_template, tmp_path) as database, raised(database, of_parts=parts) as tower:
        yield Account(tower, clock, await protect(tower, (await user(tower)).id))


async def test_the_password_alone_gives_no_cookie(ada: Account) -> None:
    client = browser(ada.tower)
    answer = await sign_in(client)
    wanted: dict[str, Any] = answer.json().pop("second_factor")
    assert set(answer.json()) == {"second_factor"}
    assert (wanted["methods"], wanted["expires_at"]) == (["totp", "recovery_code"], "2023-11-14T22:23:20.000Z")
    assert "set-cookie" not in answer.headers
    assert (await client.get(MONITORS)).status_code == 401


async def test_the_code_finishes_the_sign_in(ada: Account) -> None:
    client = browser(ada.tower)
    answer = await ada.finish(client, await ada.begin(client), ada.code)
    assert (answer.status_code, answer.json()["way"]) == (200, "password+totp")
    assert answer.json()["recovery_codes_left"] is None
    assert (await client.get(MONITORS)).status_code == 200


async def test_a_secret_that_is_not_confirmed_asks_for_nothing(tower: Tower) -> None:
    stored = await user(tower)
    async with tower.parts.database.write() as connection:
        await UserRepository(connection).set_totp(stored.id, tower.parts.box.encrypt(SECRET), None)
    assert "user" in (await sign_in(browser(tower))).json()


async def test_a_wrong_code_leaves_the_sign_in_open(ada: Account) -> None:
    client = browser(ada.tower)
    handle = await ada.begin(client)
    refused = await ada.finish(client, handle, ada.wrong_code)
    assert (refused.status_code, refused.json()["code"]) == (401, "code_wrong")
    assert "set-cookie" not in refused.headers
    assert (await ada.finish(client, handle, ada.code)).status_code == 200


async def test_after_five_wrong_codes_the_sign_in_has_ended(ada: Account) -> None:
    client = browser(ada.tower)
    handle = await ada.begin(client)
    outcomes = [await ada.outcome(client, handle, ada.wrong_code) for _ in range(5)]
    assert outcomes == [(401, "code_wrong")] * 4 + [(401, "sign_in_failed")]
    ada.clock.advance(6 * MINUTE)  # when as many may be tried again
    assert await ada.outcome(client, handle, ada.code) == (401, "sign_in_failed")


async def test_codes_guessed_at_once_are_as_few(ada: Account) -> None:
    client = browser(ada.tower)
    handle = await ada.begin(client)
    outcomes = await asyncio.gather(*(ada.outcome(client, handle, ada.wrong_code) for _ in range(20)))
    assert sorted(status for status, _ in outcomes) == [401] * 5 + [429] * 15


async def test_a_code_is_good_once(ada: Account) -> None:
    handles = [await ada.begin(browser(ada.tower)) for _ in range(2)]
    outcomes = [(await ada.outcome(browser(ada.tower), handle, ada.code))[0] for handle in handles]
    assert outcomes == [200, 401]


async def test_of_two_with_one_code_at_once_one_is_let_in(ada: Account) -> None:
    handles = [await ada.begin(browser(ada.tower)) for _ in range(4)]
    outcomes = await asyncio.gather(*(ada.outcome(browser(ada.tower), handle, ada.code) for handle in handles))
    assert sorted(status for status, _ in outcomes) == [200, 401, 401, 401]


async def test_a_handle_is_good_once(ada: Account) -> None:
    handle = await ada.begin(browser(ada.tower))
    assert (await ada.outcome(browser(ada.tower), handle, ada.code))[0] == 200
    ada.clock.advance(MINUTE)
    assert await ada.outcome(browser(ada.tower), handle, ada.code) == (401, "sign_in_failed")


async def test_a_sign_in_is_open_for_ten_minutes(ada: Account) -> None:
    handle = await ada.begin(browser(ada.tower))
    ada.clock.advance(OPEN_MS)
    assert await ada.outcome(browser(ada.tower), handle, ada.code) == (401, "sign_in_failed")


@pytest.mark.parametrize("handle", ["x", "0" * 43, "ü"])
async def test_a_handle_that_was_not_given_leads_nowhere(ada: Account, handle: str) -> None:
    assert await ada.outcome(browser(ada.tower), handle, ada.code) == (401, "sign_in_failed")


async def test_a_handle_of_another_purpose_leads_nowhere(ada: Account) -> None:
    handle, now = tokens.new_token(), ada.clock.now_ms()
    async with ada.tower.parts.database.write() as connection:
        await ChallengeRepository(connection).add(
            handle_hash=tokens.hash_of(handle), purpose="password_reset", user_id=1, now=now, expires_at=now + MINUTE
        )
    assert await ada.outcome(browser(ada.tower), handle, ada.code) == (401, "sign_in_failed")


async def test_a_sign_in_that_was_begun_does_not_outlive_the_password(ada: Account) -> None:
    handle = await ada.begin(browser(ada.tower))
    async with ada.tower.parts.database.write() as connection:
        await UserRepository(connection).set_password(1, "another", ada.clock.now_ms() + 1)
    assert await ada.outcome(browser(ada.tower), handle, ada.code) == (401, "sign_in_failed")


async def test_a_sign_in_that_was_begun_does_not_outlive_the_account(ada: Account) -> None:
    handle = await ada.begin(browser(ada.tower))
    async with ada.tower.parts.database.write() as connection:
        await UserRepository(connection).set_disabled(1, ada.clock.now_ms())
    assert await ada.outcome(browser(ada.tower), handle, ada.code) == (401, "sign_in_failed")


async def test_a_page_of_another_site_finishes_nothing(ada: Account) -> None:
    client = browser(ada.tower)
    body = {"handle": await ada.begin(client), "code": ada.code}
    refused = await client.post(SECOND, json=body, headers={"Origin": "https://evil.example"})
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")


async def test_a_recovery_code_stands_in_for_the_app_and_is_told_by_mail(ada: Account, mailbox: Mailbox) -> None:
    client = browser(ada.tower)
    answer = await ada.finish(client, await ada.begin(client), ada.codes[0].lower())
    assert (answer.status_code, answer.json()["way"]) == (200, "password+recovery_code")
    assert answer.json()["recovery_codes_left"] == 9
    assert await mailbox.told() == [(ADA, "How you sign in to Tocsin has changed")]
    assert "left: 9" in text_of((await mailbox.mails())[0])


async def test_the_use_of_a_recovery_code_is_in_the_audit_trail(ada: Account) -> None:
    client = browser(ada.tower)
    await ada.finish(client, await ada.begin(client), ada.codes[0])
    async with ada.tower.parts.database.read() as connection:
        (entry,) = (await AuditRepository(connection).page(1, AuditFilter(action="recovery_code.used"))).items
    assert (entry.actor, entry.detail) == (f"user:{ADA}", {"left": 9})


async def test_a_recovery_code_is_good_once(ada: Account) -> None:
    outcomes = []
    for _ in range(2):
        handle = await ada.begin(browser(ada.tower))
        outcomes.append(await ada.outcome(browser(ada.tower), handle, ada.codes[0]))
    assert outcomes == [(200, ""), (401, "code_wrong")]


async def test_without_recovery_codes_none_is_offered(ada: Account) -> None:
    async with ada.tower.parts.database.write() as connection:
        await RecoveryCodeRepository(connection).clear(1)
    wanted = (await sign_in(browser(ada.tower))).json()["second_factor"]
    assert wanted["methods"] == ["totp"]


async def test_wrong_codes_over_many_sign_ins_are_limited(ada: Account) -> None:
    statuses = []
    for number in range(7):
        client = browser(ada.tower, address=f"203.0.113.{number}")
        statuses.append((await ada.finish(client, await ada.begin(client), ada.wrong_code)).status_code)
    assert statuses == [401] * 5 + [429] * 2


async def test_who_has_the_password_does_not_lock_out_a_browser_that_is_known(ada: Account) -> None:
    known = browser(ada.tower)
    await ada.finish(known, await ada.begin(known), ada.code)
    ada.clock.advance(MINUTE)
    thief = browser(ada.tower)
    for _ in range(6):
        await ada.finish(thief, await ada.begin(thief), ada.wrong_code)
    assert (await ada.finish(thief, await ada.begin(thief), ada.code)).status_code == 429
    assert (await ada.finish(known, await ada.begin(known), ada.code)).status_code == 200


async def test_wrong_codes_are_in_the_audit_trail(ada: Account) -> None:
    client = browser(ada.tower)
    await ada.finish(client, await ada.begin(client), ada.wrong_code)
    (entry,) = await failures(ada.tower)
    assert entry.detail["count"] == 1


async def test_sign_ins_that_are_begun_do_not_pile_up(ada: Account) -> None:
    for _ in range(MOST_OPEN + 3):
        await ada.begin(browser(ada.tower))
    async with ada.tower.parts.database.read() as connection:
        assert await ChallengeRepository(connection).count(PURPOSE, "user:1", ada.clock.now_ms()) <= MOST_OPEN


async def test_a_lost_key_does_not_shut_out_a_recovery_code(ada: Account) -> None:
    async with ada.tower.parts.database.write() as connection:
        await UserRepository(connection).set_totp(1, "enc:v1:00000000:AAAA", 1)
    client = browser(ada.tower)
    handle = await ada.begin(client)
    assert await ada.outcome(client, handle, "123456") == (503, "secret_unreadable")
    assert (await ada.finish(client, handle, ada.codes[0])).status_code == 200
