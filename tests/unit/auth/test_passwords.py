"""Passwords: what is stored of them, and which are refused."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pwdlib.hashers.argon2 import Argon2Hasher

from tests.polling import until
from tocsin.auth.passwords import MOST_AT_ONCE, MOST_WAITING, Passwords, Verified, weakness_of
from tocsin.core.errors import TooManyRequests, ValidationFailed

PASSWORD = "violet harbour 9 lamps"
ABOUT = ["ada.lovelace@example.com", "Ada Lovelace"]
MOST = MOST_AT_ONCE + MOST_WAITING


@pytest.fixture
def passwords() -> Passwords:
    return Passwords.quick()


class Gate:
    """A hasher that waits to be let through."""

    def __init__(self) -> None:
        self.is_open = threading.Event()
        self.inside = 0
        self.most_inside = 0
        self.begun = 0
        self._counting = threading.Lock()

    def hash(self, password: bytes) -> str:
        with self._counting:
            self.begun += 1
            self.inside += 1
            self.most_inside = max(self.most_inside, self.inside)
        self.is_open.wait(10)
        with self._counting:
            self.inside -= 1
        return "hash"


@contextlib.contextmanager
def gated(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate = Gate()
    monkeypatch.setattr(passwords, "_hasher", gate)
    try:
        yield gate
    finally:
        gate.is_open.set()


async def test_a_password_is_known_by_its_hash(passwords: Passwords) -> None:
    assert await passwords.verify(PASSWORD, await passwords.hash(PASSWORD)) == Verified(is_right=True)


@pytest.mark.parametrize("given", ["", "Violet harbour 9 lamps", PASSWORD + " ", PASSWORD * 1000, "\ud800"])
async def test_another_password_is_not(passwords: Passwords, given: str) -> None:
    assert await passwords.verify(given, await passwords.hash(PASSWORD)) == Verified(is_right=False)


async def test_the_hash_is_argon2id_with_a_salt_of_its_own(passwords: Passwords) -> None:
    first, second = await passwords.hash(PASSWORD), await passwords.hash(PASSWORD)
    assert first.startswith("$argon2id$v=19$")
    assert first != second


async def test_by_default_it_costs_64_mebibytes_and_three_passes() -> None:
    assert "$m=65536,t=3,p=1$" in await Passwords().hash(PASSWORD)


async def test_nobody_has_no_password(passwords: Passwords) -> None:
    assert await passwords.verify(PASSWORD, None) == Verified(is_right=False)


async def test_for_nobody_as_much_is_hashed(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    with gated(passwords, monkeypatch) as gate:
        gate.is_open.set()
        await passwords.verify(PASSWORD, None)
    assert gate.begun == 1


@pytest.mark.parametrize("stored", ["", "plain", "$argon2id$", "$2b$12$abcdefghijklmnopqrstuv"])
async def test_a_damaged_hash_is_nobodys(passwords: Passwords, stored: str) -> None:
    assert await passwords.verify(PASSWORD, stored) == Verified(is_right=False)


async def test_a_hash_with_other_parameters_is_renewed(passwords: Passwords) -> None:
    old = Argon2Hasher(time_cost=2, memory_cost=16, parallelism=2).hash(PASSWORD)
    verified = await passwords.verify(PASSWORD, old)
    assert verified.is_right
    assert verified.new_hash
    assert await passwords.verify(PASSWORD, verified.new_hash) == Verified(is_right=True)


async def test_a_wrong_password_renews_nothing(passwords: Passwords) -> None:
    old = Argon2Hasher(time_cost=2, memory_cost=16, parallelism=2).hash(PASSWORD)
    assert await passwords.verify("another one", old) == Verified(is_right=False)


async def test_what_was_verified_does_not_show_the_hash() -> None:
    assert "secret" not in repr(Verified(is_right=True, new_hash="secret"))


@pytest.mark.parametrize(("typed", "composed"), [("Zu\u0308rich 42 km", "Zürich 42 km"), ("ｖｉｏｌｅｔ", "violet")])
async def test_a_password_is_the_same_on_every_keyboard(passwords: Passwords, typed: str, composed: str) -> None:
    assert (await passwords.verify(typed, await passwords.hash(composed))).is_right


async def test_what_is_too_long_is_not_hashed(passwords: Passwords) -> None:
    with pytest.raises(ValidationFailed, match="at most 256"):
        await passwords.hash("x" * 100_000)


async def test_what_is_too_long_is_not_taken_for_its_beginning(passwords: Passwords) -> None:
    stored = await passwords.hash("x" * 1024)
    assert (await passwords.verify("x" * 1024, stored)).is_right
    assert not (await passwords.verify("x" * 1025, stored)).is_right


async def test_two_are_hashed_at_once(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    with gated(passwords, monkeypatch) as gate:
        crowd = [asyncio.create_task(passwords.hash(PASSWORD)) for _ in range(8)]
        await until(lambda: gate.inside == MOST_AT_ONCE)
        gate.is_open.set()
        assert await asyncio.gather(*crowd) == ["hash"] * 8
    assert gate.most_inside == MOST_AT_ONCE


async def test_who_comes_when_a_crowd_waits_is_sent_away(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    with gated(passwords, monkeypatch) as gate:
        crowd = [asyncio.create_task(passwords.hash(PASSWORD)) for _ in range(MOST)]
        await until(lambda: gate.inside == MOST_AT_ONCE)
        with pytest.raises(TooManyRequests, match="try again"):
            await passwords.verify(PASSWORD, None)
        gate.is_open.set()
        assert len(await asyncio.gather(*crowd)) == MOST


async def test_who_leaves_the_crowd_makes_room(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    with gated(passwords, monkeypatch) as gate:
        crowd = [asyncio.create_task(passwords.hash(PASSWORD)) for _ in range(MOST)]
        await until(lambda: gate.inside == MOST_AT_ONCE)
        crowd[-1].cancel()
        await until(crowd[-1].done)
        another = asyncio.create_task(passwords.hash(PASSWORD))
        gate.is_open.set()
        assert await another == "hash"
        await asyncio.gather(*crowd[:-1])


async def test_who_leaves_while_hashed_keeps_the_place(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    with gated(passwords, monkeypatch) as gate:
        crowd = [asyncio.create_task(passwords.hash(PASSWORD)) for _ in range(MOST)]
        await until(lambda: gate.inside == MOST_AT_ONCE)
        crowd[0].cancel()
        await until(crowd[0].done)
        with pytest.raises(TooManyRequests):
            await passwords.hash(PASSWORD)
        gate.is_open.set()
        await asyncio.gather(*crowd[1:])


async def test_an_error_gives_the_place_back(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", None)
    for _ in range(MOST + 1):
        with pytest.raises(AttributeError):
            await passwords.hash(PASSWORD)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "correct horse battery staple",
        "hx7k2m9q4tw",
        "x8!kP2#qLm9z",
        "пчела танцует ночью",
        "木漏れ日の中の静かな図書館",
        "my dog is brown",
        "pQ7" * 3 + "vault-of-ten-bells" * 12,
    ],
)
def test_a_decent_password_is_taken(password: str) -> None:
    assert weakness_of(password, ABOUT) is None


@pytest.mark.parametrize("password", ["", "short", "x7!kP2#qL", "１２３４５６７８９"])
def test_a_short_password_is_refused(password: str) -> None:
    assert weakness_of(password) == "must have at least 10 characters"


@pytest.mark.parametrize("password", ["ab" * 129, "\ufdfa" * 20, "x" * 100_000])
def test_a_long_password_is_refused(password: str) -> None:
    assert weakness_of(password) == "must have at most 256 characters"


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "qwertyuiop",
        "password123",
        "P@$$w0rd!(",
        "!@#$%^&*()",
        "aaaaaaaaaa",
        " " * 12,
        "abcabcabcabc",
        "a" * 256,
        "ｐａｓｓｗｏｒｄ１２３",
    ],
)
def test_a_common_password_is_refused(password: str) -> None:
    assert weakness_of(password) is not None


def test_the_most_used_ones_are_called_so() -> None:
    assert "most used" in str(weakness_of("qwertyuiop"))


@pytest.mark.parametrize(
    "password",
    [
        "adalovelace1",
        "Lovelace.1815",
        "ada.lovelace@example.com",
        "ecalevolada",
        "l0v3l4c3!!",
        "tocsintocsin",
        "Tocsin2026",
    ],
)
def test_what_is_known_of_the_user_is_refused(password: str) -> None:
    assert weakness_of(password, ABOUT) is not None


def test_one_users_name_is_nothing_to_another() -> None:
    assert weakness_of("zbigniewkowalczyk", ["zbigniew.kowalczyk@example.com"]) is not None
    assert weakness_of("zbigniewkowalczyk", ABOUT) is None


def test_the_reason_names_no_part_of_the_password() -> None:
    assert "lovelace" not in str(weakness_of("Lovelace.1815", ABOUT)).lower()


def test_much_that_is_known_is_judged_in_part() -> None:
    assert weakness_of(PASSWORD, ["x" * 100_000, "a b c d " * 10_000] * 50) is None


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=3))
def test_any_text_is_judged(password: str, about: list[str]) -> None:
    weakness = weakness_of(password, about)
    assert weakness is None or weakness.islower() or weakness[0].islower()
