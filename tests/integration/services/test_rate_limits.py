"""Limits, counted in memory and on a real Redis."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from tests.polling import found
from tocsin.core.errors import TooManyRequests
from tocsin.services.limit import Limit
from tocsin.services.rate_limits import RateLimits


@pytest.fixture(params=["memory", "redis"])
async def limits(request: pytest.FixtureRequest) -> AsyncIterator[RateLimits]:
    url = request.getfixturevalue("redis_url") if request.param == "redis" else None
    async with aclosing(RateLimits(url)) as limits:
        yield limits


def limit(windows: str, *, by_address: bool = False, own_share: float = 0.0) -> Limit:
    """One that no other test knows."""
    return Limit(f"test-{secrets.token_hex(8)}", windows, by_address, own_share)


async def passed(limits: RateLimits, some: Limit, times: int, who: str | int = "ada") -> int:
    return [await limits.hit(some, who) for _ in range(times)].count(0.0)


async def failed(limits: RateLimits, *places: tuple[Limit, str]) -> None:
    async with limits.attempt(*places):
        pass


async def succeeded(limits: RateLimits, *places: tuple[Limit, str]) -> None:
    async with limits.attempt(*places) as attempt:
        await asyncio.sleep(0)
        attempt.succeed()


async def test_so_many_may_pass(limits: RateLimits) -> None:
    assert await passed(limits, limit("3/minute"), 5) == 3


async def test_the_wait_is_what_is_left_of_the_window(limits: RateLimits) -> None:
    some = limit("1/minute")
    await limits.hit(some, "ada")
    assert 58 < await limits.hit(some, "ada") <= 60


async def test_one_does_not_use_up_the_turns_of_another(limits: RateLimits) -> None:
    some = limit("3/minute")
    assert await passed(limits, some, 5, "ada") == await passed(limits, some, 5, "bob") == 3


async def test_a_text_and_a_number_are_two(limits: RateLimits) -> None:
    some = limit("3/minute")
    assert await passed(limits, some, 5, "7") == await passed(limits, some, 5, 7) == 3


async def test_parts_of_names_cannot_be_shifted(limits: RateLimits) -> None:
    some = limit("1/minute")
    assert [await limits.hit(some, *who) for who in (("a", "b:c"), ("a:b", "c"), ("a/b", "c"))] == [0, 0, 0]


async def test_once_a_window_has_ended_the_next_may_pass(limits: RateLimits) -> None:
    some = limit("1/second")
    await limits.hit(some, "ada")

    async def passes() -> bool:
        return await limits.hit(some, "ada") == 0

    assert await found(passes)


async def test_the_longest_wait_of_the_full_windows_is_told(limits: RateLimits) -> None:
    some = limit("2/minute; 2/hour; 3/day")
    await passed(limits, some, 2)
    assert 3_500 < await limits.hit(some, "ada") <= 3_600


async def test_what_one_window_refuses_counts_in_no_other(limits: RateLimits) -> None:
    some = limit("2/second; 3/hour")
    assert await passed(limits, some, 10) == 2

    async def passes() -> bool:
        return await limits.hit(some, "ada") == 0

    assert await found(passes)
    assert await limits.peek(some, "ada") > 1_000


async def test_to_peek_counts_nothing(limits: RateLimits) -> None:
    some = limit("1/minute")
    assert [await limits.peek(some, "ada") for _ in range(3)] == [0, 0, 0]
    assert await limits.hit(some, "ada") == 0
    assert await limits.peek(some, "ada") > 58


async def test_what_is_cleared_is_forgotten(limits: RateLimits) -> None:
    some = limit("1/minute; 2/hour")
    await passed(limits, some, 5)
    await limits.clear(some, "ada")
    assert await passed(limits, some, 5) == 1


async def test_no_window_is_no_limit(limits: RateLimits) -> None:
    assert await passed(limits, limit(""), 50) == 50


async def test_who_is_not_admitted_is_told_when_to_come_again(limits: RateLimits) -> None:
    some = limit("1/minute")
    await limits.admitted(some, "ada")
    with pytest.raises(TooManyRequests, match=r"try again in (59|60) s") as caught:
        await limits.admitted(some, "ada")
    assert caught.value.retry_after == pytest.approx(60, abs=2)


async def test_of_many_at_once_no_more_pass_than_may(limits: RateLimits) -> None:
    some = limit("5/minute; 20/hour")
    waits = await asyncio.gather(*(limits.hit(some, "ada") for _ in range(50)))
    assert waits.count(0.0) == 5


async def test_of_many_guesses_at_once_no_more_are_made_than_may_fail(limits: RateLimits) -> None:
    address, account = limit("40/minute"), limit("5/minute; 10/5 minutes")
    outcomes = await asyncio.gather(
        *(failed(limits, (address, "192.0.2.1"), (account, "ada")) for _ in range(50)), return_exceptions=True
    )
    assert outcomes.count(None) == 5
    assert sum(isinstance(outcome, TooManyRequests) for outcome in outcomes) == 45


async def test_successes_do_not_count(limits: RateLimits) -> None:
    some = limit("3/minute; 4/hour")
    for _ in range(10):
        await succeeded(limits, (some, "ada"))
    assert await passed(limits, some, 10) == 3


async def test_successes_at_once_leave_nothing_behind(limits: RateLimits) -> None:
    some = limit("20/minute; 30/hour")
    await asyncio.gather(*(succeeded(limits, (some, "ada")) for _ in range(20)))
    assert await passed(limits, some, 30) == 20


async def test_what_ends_by_an_exception_counts(limits: RateLimits) -> None:
    some = limit("1/minute")
    with pytest.raises(ZeroDivisionError):
        async with limits.attempt((some, "ada")):
            raise ZeroDivisionError
    assert await limits.peek(some, "ada") > 0


async def test_who_hangs_up_in_the_midst_of_a_guess_has_made_one(limits: RateLimits) -> None:
    some, begun = limit("1/minute"), asyncio.Event()

    async def guess() -> None:
        async with limits.attempt((some, "ada")) as attempt:
            begun.set()
            await asyncio.Event().wait()
            attempt.succeed()

    guessing = asyncio.create_task(guess())
    await begun.wait()
    guessing.cancel()
    await asyncio.wait([guessing])
    assert await limits.peek(some, "ada") > 0


async def test_an_attempt_that_one_limit_refuses_counts_in_none(limits: RateLimits) -> None:
    wide, full = limit("2/minute"), limit("1/minute")
    await limits.hit(full, "ada")
    for _ in range(5):
        with pytest.raises(TooManyRequests):
            await failed(limits, (wide, "192.0.2.1"), (full, "ada"))
    assert await passed(limits, wide, 5, "192.0.2.1") == 2


async def test_a_network_of_ipv6_is_one_client(limits: RateLimits) -> None:
    some = limit("1/minute", by_address=True)
    assert await limits.hit(some, "2001:db8:1:2:3::4") == 0
    assert await limits.hit(some, "2001:db8:1:2:ffff::1") > 0
    assert await limits.hit(some, "2001:db8:1:3::4") == 0
