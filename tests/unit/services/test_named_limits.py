"""The limits that are the same everywhere, and what they promise."""

from __future__ import annotations

import pytest

from tests.clocks import FakeClock
from tocsin.services import counters, named_limits
from tocsin.services.limit import Limit
from tocsin.services.named_limits import SIGN_IN_ACCOUNT, SIGN_IN_ADDRESS, SIGN_IN_DEVICE, api_limit, ping_limit
from tocsin.services.rate_limits import RateLimits

NAMED = [value for value in vars(named_limits).values() if isinstance(value, Limit)]


async def guess(limits: RateLimits, limit: Limit, times: int, *who: str) -> int:
    return [await limits.hit(limit, *who) for _ in range(times)].count(0.0)


def test_each_has_a_name_of_its_own() -> None:
    names = [limit.name for limit in NAMED]
    assert len(names) > 5
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("limit", NAMED, ids=lambda limit: limit.name)
def test_a_longer_window_allows_more_and_at_a_lower_rate(limit: Limit) -> None:
    amounts = [item.amount for item in limit.items]
    rates = [item.amount / item.get_expiry() for item in limit.items]
    assert amounts == sorted(amounts)
    assert rates == sorted(rates, reverse=True)


async def test_strangers_lock_an_account_for_some_minutes_at_the_longest() -> None:
    clock = FakeClock()
    limits, waits = RateLimits(now=clock.monotonic), []
    for _ in range(3_600):
        waits.append(await limits.hit(SIGN_IN_ACCOUNT, "ada"))
        clock.advance(1_000)
    assert max(waits) <= 300
    assert waits.count(0.0) == 120


async def test_strangers_do_not_slow_down_a_browser_that_is_known() -> None:
    limits = RateLimits()
    await guess(limits, SIGN_IN_ACCOUNT, 100, "ada")
    assert await limits.peek(SIGN_IN_DEVICE, "ada", "her laptop") == 0


async def test_many_addresses_push_no_guesses_at_accounts_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "MOST", 100)
    limits = RateLimits()
    await guess(limits, SIGN_IN_ACCOUNT, 100, "ada")
    for number in range(1_000):
        await limits.hit(SIGN_IN_ADDRESS, f"2001:db8:0:{number:x}::1")
    assert await limits.peek(SIGN_IN_ACCOUNT, "ada") > 0


async def test_a_page_may_ask_for_much_at_once() -> None:
    assert await guess(RateLimits(), api_limit(100), 1_500, "key") == 1_000


async def test_without_a_rate_there_is_no_limit() -> None:
    assert await guess(RateLimits(), api_limit(0), 5_000, "key") == 5_000


@pytest.mark.parametrize(("rate", "at_once"), [(2, 10), (0.1, 1)])
async def test_five_seconds_worth_of_pings_may_come_at_once(rate: float, at_once: int) -> None:
    assert await guess(RateLimits(), ping_limit(rate), 50, "backup") == at_once


async def test_over_a_longer_time_pings_come_at_their_rate() -> None:
    clock = FakeClock()
    limits, passed = RateLimits(now=clock.monotonic), 0
    for _ in range(1_000):
        passed += await limits.hit(ping_limit(20), "backup") == 0
        clock.advance(20)
    assert passed == 400
