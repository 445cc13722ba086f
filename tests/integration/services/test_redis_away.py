"""Redis goes away, hangs, comes back: what is limited stays limited, and nobody waits for long."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from itertools import count

import pytest
from prometheus_client import CollectorRegistry
from redis.asyncio import Redis
from structlog.testing import capture_logs

from tests.clocks import FakeClock
from tests.integration.services.test_rate_limits import failed, limit, passed, succeeded
from tests.servers.tcp import saying, serve_tcp
from tocsin.services.rate_limits import RateLimits
from tocsin.services.redis_tally import AGAIN_SECONDS, DEADLINE_SECONDS
from tools.redis import found_program
from tools.redis_server import LocalRedis

AGAIN_MS = round(AGAIN_SECONDS * 1000)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def closed_redis(free_port: int) -> str:
    return f"redis://127.0.0.1:{free_port}"


@pytest.fixture
def server() -> Iterator[LocalRedis]:
    """One of the test's own, which it may kill."""
    program = found_program()
    assert program is not None
    with LocalRedis(program) as server:
        yield server


def is_alone(registry: CollectorRegistry) -> float | None:
    return registry.get_sample_value("tocsin_rate_limits_alone")


async def test_two_processes_count_together(redis_url: str) -> None:
    some = limit("3/minute")
    async with aclosing(RateLimits(redis_url)) as one, aclosing(RateLimits(redis_url)) as other:
        assert [await passed(one, some, 2), await passed(other, some, 2)] == [2, 1]


async def test_what_is_not_counted_exactly_asks_redis_only_near_the_limit(redis_url: str) -> None:
    some = limit("20/minute", own_share=0.1)
    async with aclosing(RateLimits(redis_url)) as one, aclosing(RateLimits(redis_url)) as other:
        assert await passed(one, some, 50) == 20
        assert await passed(other, some, 50) == 2 + 2


async def test_redis_learns_no_names_and_forgets(server: LocalRedis) -> None:
    some = limit("3/minute; 9/hour", by_address=True)
    async with aclosing(RateLimits(server.url)) as limits, aclosing(Redis.from_url(server.url)) as redis:
        await limits.hit(some, "192.0.2.1", "ada@example.com")
        keys = [key.decode() async for key in redis.scan_iter()]
        assert [key.startswith(f"tocsin:limits:{some.name}/") for key in keys] == [True, True]
        assert [text for text in ("192", "ada", "example") if text in "".join(keys)] == []
        assert min([await redis.ttl(key) for key in keys]) > 0


async def test_while_redis_refuses_this_process_counts(closed_redis: str) -> None:
    async with aclosing(RateLimits(closed_redis)) as limits:
        assert await passed(limits, limit("3/minute; 9/hour"), 10) == 3


async def test_what_asks_seldom_counts_here_meanwhile(closed_redis: str) -> None:
    async with aclosing(RateLimits(closed_redis)) as limits:
        assert await passed(limits, limit("20/minute", own_share=0.1), 50) == 20


async def test_a_redis_that_hangs_holds_nobody_up_twice() -> None:
    registry = CollectorRegistry()
    async with serve_tcp(saying(b"")) as port, aclosing(RateLimits(f"redis://127.0.0.1:{port}", registry)) as limits:
        some = limit("3/minute")
        async with asyncio.timeout(DEADLINE_SECONDS + 5):
            outcomes = await asyncio.gather(*(limits.hit(some, "ada") for _ in range(50)))
            assert outcomes.count(0.0) == 3
            await passed(limits, some, 1_000)
        assert is_alone(registry) == 1


async def test_while_it_hangs_one_at_a_time_looks_whether_it_is_back(clock: FakeClock) -> None:
    asked = count()

    async def hang(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        next(asked)
        await reader.read()

    async with serve_tcp(hang) as port:
        limits = RateLimits(f"redis://127.0.0.1:{port}", now=clock.monotonic)
        async with aclosing(limits):
            await limits.hit(limit("3/minute"), "ada")
            seen = next(asked)
            clock.advance(AGAIN_MS)
            await asyncio.gather(*(limits.hit(limit("3/minute"), "ada") for _ in range(20)))
    assert next(asked) - seen == 2


@pytest.mark.parametrize("said", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00\xff" * 100, b"$-1\r\n" * 100, b"*1\r\n"])
async def test_what_is_no_redis_breaks_nothing(said: bytes) -> None:
    async with serve_tcp(saying(said)) as port, aclosing(RateLimits(f"redis://127.0.0.1:{port}")) as limits:
        assert await passed(limits, limit("3/minute; 9/hour"), 10) == 3


async def test_a_wrong_password_is_told_once_without_any(server: LocalRedis) -> None:
    url = server.url.replace(server.password, "not-the-password")
    with capture_logs() as lines:
        async with aclosing(RateLimits(url)) as limits:
            assert await passed(limits, limit("3/minute"), 10) == 3
    assert [line["log_level"] for line in lines] == ["warning"]
    assert "not-the-password" not in str(lines)


async def test_a_redis_that_is_killed_and_comes_back_is_used_again(server: LocalRedis, clock: FakeClock) -> None:
    registry, some = CollectorRegistry(), limit("3/minute")
    with capture_logs() as lines:
        async with aclosing(RateLimits(server.url, registry, clock.monotonic)) as limits:
            assert await passed(limits, some, 2) == 2
            server.kill()
            assert await passed(limits, some, 10) == 3
            assert is_alone(registry) == 1
            server.start()
            assert await passed(limits, some, 10) == 0
            clock.advance(AGAIN_MS)
            assert await passed(limits, some, 10) == 3
    assert is_alone(registry) == 0
    assert [line["log_level"] for line in lines] == ["warning", "info"]


async def test_a_connection_that_redis_has_closed_is_no_absence(server: LocalRedis) -> None:
    registry, some = CollectorRegistry(), limit("3/minute")
    async with aclosing(RateLimits(server.url, registry)) as limits, aclosing(Redis.from_url(server.url)) as redis:
        await limits.hit(some, "ada")
        await redis.client_kill_filter(skipme=True, _type="normal")
        assert await passed(limits, some, 10) == 2
    assert is_alone(registry) == 0


async def test_a_redis_that_may_store_nothing_more_is_away(server: LocalRedis) -> None:
    async with aclosing(RateLimits(server.url)) as limits, aclosing(Redis.from_url(server.url)) as redis:
        await redis.config_set("maxmemory", "1")
        assert await passed(limits, limit("3/minute"), 10) == 3


async def test_what_was_counted_here_is_given_back_here(server: LocalRedis, clock: FakeClock) -> None:
    some = limit("3/minute")
    async with aclosing(RateLimits(server.url, now=clock.monotonic)) as limits:
        await passed(limits, some, 2)
        server.kill()
        async with limits.attempt((some, "ada")) as attempt:
            server.start()
            clock.advance(AGAIN_MS)
            await failed(limits, (some, "ada"))
            attempt.succeed()
        assert await passed(limits, some, 10) == 2


async def test_a_redis_that_goes_while_something_is_tried_breaks_nothing(server: LocalRedis) -> None:
    some = limit("3/minute")
    async with aclosing(RateLimits(server.url)) as limits:
        async with limits.attempt((some, "ada")) as attempt:
            server.kill()
            attempt.succeed()
        await succeeded(limits, (some, "ada"))
        assert await passed(limits, some, 10) == 3


async def test_who_goes_away_in_the_midst_of_a_question_spoils_no_connection(redis_url: str) -> None:
    some = limit("1000/minute")
    async with aclosing(RateLimits(redis_url)) as limits:
        asking = [asyncio.create_task(limits.hit(some, "ada")) for _ in range(50)]
        await asyncio.sleep(0)
        for task in asking[::2]:
            task.cancel()
        await asyncio.wait(asking)
        other = limit("3/minute")
        assert await passed(limits, other, 10) == 3
