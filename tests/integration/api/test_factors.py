"""An authenticator app and recovery codes: added, used once each, replaced, removed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.clocks import FakeClock
from tests.integration.api.factors import (
    HALF_MINUTE,
    MINUTE,
    RECOVERY_CODES,
    TOTP,
    code_of,
    finish,
    refreshed,
    sign_in,
    stored_user,
    trail,
    with_app,
)
from tests.integration.api.mailbox import Mailbox, delivering, text_of
from tests.integration.api.people import ADA, browser, signed_in
from tests.integration.api.tower import MONITORS, Tower, opened, raised
from tocsin.auth.recovery_codes import CODES
from tocsin.auth.secrets import is_sealed
from tocsin.storage.recovery_codes import RecoveryCodeRepository

WRONG = "000000"


async def left(tower: Tower) -> int:
    async with tower.parts.database.read() as connection:
        return await RecoveryCodeRepository(connection).left(1)


async def has_app(tower: Tower) -> bool:
    return (await stored_user(tower)).totp_confirmed_at is not None


async def test_an_app_is_added_by_its_first_code(timed_on_both: Tower, clock: FakeClock) -> None:
    ada = await signed_in(timed_on_both)
    secret, codes = await with_app(timed_on_both, ada)
    assert len(set(codes)) == CODES == await left(timed_on_both)
    clock.advance(HALF_MINUTE)
    answer = await finish(browser(timed_on_both), code_of(timed_on_both, secret))
    assert (answer.status_code, answer.json()["way"]) == (200, "password+totp")


async def test_the_secret_comes_in_three_forms(timed: Tower) -> None:
    answer = (await (await signed_in(timed)).post(TOTP)).json()
    assert answer["provisioning_uri"].startswith("otpauth://totp/Tocsin:ada%40example.com?")
    assert f"secret={answer['secret']}" in answer["provisioning_uri"]
    assert answer["qr_svg"].startswith("<svg")


async def test_secrets_are_not_stored_as_they_are(timed: Tower) -> None:
    secret, _ = await with_app(timed, await signed_in(timed))
    stored = (await stored_user(timed)).totp_secret
    assert is_sealed(stored)
    assert secret not in str(stored)


async def test_an_app_that_is_not_confirmed_is_not_asked_for(timed: Tower) -> None:
    await (await signed_in(timed)).post(TOTP)
    assert "csrf_token" in (await sign_in(browser(timed))).json()


async def test_a_wrong_code_confirms_nothing(timed: Tower) -> None:
    ada = await signed_in(timed)
    await ada.post(TOTP)
    answer = await ada.post(f"{TOTP}/confirm", json={"code": WRONG})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/code")
    assert not await has_app(timed)
    assert await left(timed) == 0


async def test_a_secret_that_was_asked_for_before_confirms_nothing(timed: Tower) -> None:
    ada = await signed_in(timed)
    former = (await ada.post(TOTP)).json()["secret"]
    await ada.post(TOTP)
    assert (await ada.post(f"{TOTP}/confirm", json={"code": code_of(timed, former)})).status_code == 422


async def test_nothing_is_confirmed_before_it_is_begun(timed: Tower) -> None:
    answer = await (await signed_in(timed)).post(f"{TOTP}/confirm", json={"code": WRONG})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_an_app_does_not_take_the_place_of_another(timed: Tower, clock: FakeClock) -> None:
    ada = await signed_in(timed)
    secret, _ = await with_app(timed, ada)
    assert (await ada.post(TOTP)).status_code == 409
    clock.advance(HALF_MINUTE)
    assert (await finish(browser(timed), code_of(timed, secret))).status_code == 200


async def test_an_app_is_confirmed_once(timed_on_both: Tower) -> None:
    ada = await signed_in(timed_on_both)
    body = {"code": code_of(timed_on_both, (await ada.post(TOTP)).json()["secret"])}
    answers = await asyncio.gather(*(ada.post(f"{TOTP}/confirm", json=body) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert await left(timed_on_both) == CODES


async def test_guesses_at_the_first_code_are_few(timed: Tower) -> None:
    ada = await signed_in(timed)
    await ada.post(TOTP)
    answers = [await ada.post(f"{TOTP}/confirm", json={"code": WRONG}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]


async def test_the_code_that_confirmed_signs_nobody_in(timed: Tower) -> None:
    secret, _ = await with_app(timed, await signed_in(timed))
    assert (await finish(browser(timed), code_of(timed, secret))).status_code == 401


async def test_a_code_signs_in_once(timed_on_both: Tower, clock: FakeClock) -> None:
    secret, _ = await with_app(timed_on_both, await signed_in(timed_on_both))
    clock.advance(HALF_MINUTE)
    code = code_of(timed_on_both, secret)
    answers = await asyncio.gather(*(finish(browser(timed_on_both), code) for _ in range(4)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 401: 3}
    assert (await finish(browser(timed_on_both), code)).status_code == 401


async def test_a_recovery_code_signs_in_once(timed_on_both: Tower) -> None:
    _, (code, *_) = await with_app(timed_on_both, await signed_in(timed_on_both))
    answers = await asyncio.gather(*(finish(browser(timed_on_both), code) for _ in range(4)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 401: 3}
    assert [answer.json()["recovery_codes_left"] for answer in answers if answer.is_success] == [CODES - 1]
    assert (await finish(browser(timed_on_both), code)).status_code == 401


async def test_fresh_recovery_codes_replace_the_former(timed_on_both: Tower) -> None:
    ada = await signed_in(timed_on_both)
    _, (former, *_) = await with_app(timed_on_both, ada)
    codes = (await ada.post(RECOVERY_CODES)).json()["recovery_codes"]
    assert len(set(codes)) == CODES == await left(timed_on_both)
    assert (await finish(browser(timed_on_both), former)).status_code == 401
    assert (await finish(browser(timed_on_both), codes[-1])).status_code == 200


@pytest.mark.parametrize("is_begun", [True, False])
async def test_there_are_no_recovery_codes_without_an_app(timed: Tower, is_begun: bool) -> None:
    ada = await signed_in(timed)
    await ada.post(TOTP if is_begun else MONITORS)
    answer = await ada.post(RECOVERY_CODES)
    assert (answer.status_code, await left(timed)) == (409, 0)


async def test_without_the_app_the_password_is_enough(timed: Tower) -> None:
    ada = await signed_in(timed)
    await with_app(timed, ada)
    assert (await ada.delete(TOTP)).status_code == 204
    assert "csrf_token" in (await sign_in(browser(timed))).json()
    assert await left(timed) == 0
    assert (await ada.delete(TOTP)).status_code == 404


@pytest.mark.parametrize(
    ("method", "address"),
    [("POST", TOTP), ("POST", f"{TOTP}/confirm"), ("DELETE", TOTP), ("POST", RECOVERY_CODES)],
)
async def test_who_signed_in_a_while_ago_confirms_first(
    timed: Tower, clock: FakeClock, method: str, address: str
) -> None:
    ada = await signed_in(timed)
    secret, _ = await with_app(timed, ada)
    clock.advance(16 * MINUTE)
    await refreshed(ada)
    answer = await ada.request(method, address, json={"code": code_of(timed, secret)})
    assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")
    assert (await has_app(timed), await left(timed)) == (True, CODES)


@pytest.mark.parametrize(("method", "address"), [("POST", TOTP), ("DELETE", TOTP), ("POST", RECOVERY_CODES)])
async def test_no_other_site_changes_anything(timed: Tower, method: str, address: str) -> None:
    ada = await signed_in(timed)
    del ada.headers["X-CSRF-Token"]
    answer = await ada.request(method, address)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


async def test_other_sessions_go_on(timed: Tower) -> None:
    ada, elsewhere = await signed_in(timed), await signed_in(timed)
    await with_app(timed, ada)
    await ada.delete(TOTP)
    assert (await elsewhere.get(MONITORS)).status_code == 200


async def test_the_trail_has_it_all_and_no_secret(timed: Tower) -> None:
    ada = await signed_in(timed)
    await with_app(timed, ada)
    await ada.post(RECOVERY_CODES)
    await ada.delete(TOTP)
    entries = [*await trail(timed, "totp."), *await trail(timed, "recovery_codes.")]
    assert [entry.action for entry in entries] == ["totp.removed", "totp.added", "totp.begun", "recovery_codes.renewed"]
    assert {(entry.actor, entry.address) for entry in entries} == {(f"user:{ADA}", "127.0.0.1")}
    assert not any(entry.detail for entry in entries)


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with delivering() as mailbox:
        yield mailbox


@pytest.fixture
async def mailing(sqlite_template: Path, tmp_path: Path, mailbox: Mailbox) -> AsyncIterator[Tower]:
    of_parts = {"postman": mailbox.postman}
    async with opened(sqlite_template, tmp_path) as database, raised(database, of_parts=of_parts) as tower:
        yield tower


async def test_whose_account_it_is_gets_a_letter(mailing: Tower, mailbox: Mailbox) -> None:
    ada = await signed_in(mailing)
    await with_app(mailing, ada)
    await ada.post(RECOVERY_CODES)
    await ada.delete(TOTP)
    subjects = await mailbox.told()
    assert subjects == [(ADA, "How you sign in to Tocsin has changed")] * 3
    told = [text_of(mail) for mail in await mailbox.mails()]
    whats = ["app was added", "were replaced by new ones", "app was removed"]
    assert [what in text for what, text in zip(whats, told, strict=True)] == [True] * 3


async def test_what_was_only_begun_is_dropped_without_a_letter(mailing: Tower, mailbox: Mailbox) -> None:
    ada = await signed_in(mailing)
    await ada.post(TOTP)
    assert (await ada.delete(TOTP)).status_code == 204
    assert await mailbox.told() == []
