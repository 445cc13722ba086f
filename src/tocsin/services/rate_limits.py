"""How often anybody may do a thing: counted in memory, or by all processes together on Redis."""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge

from tocsin.core.errors import TooManyRequests
from tocsin.services.counters import Counters
from tocsin.services.limit import Limit
from tocsin.services.tally import Tally, TallyAway

if TYPE_CHECKING:
    from tocsin.services.redis_tally import RedisTally

T = TypeVar("T")
Who: TypeAlias = str | int
Question: TypeAlias = Callable[[Tally, Limit, str], Awaitable[tuple[float, Tally]]]
"""Answered with the seconds to wait, and who was asked."""


class Attempt:
    """Something that counts unless it succeeds."""

    def __init__(self) -> None:
        self.has_succeeded = False

    def succeed(self) -> None:
        """Its places are given back once it is over."""
        self.has_succeeded = True


class RateLimits:
    """Without the URL of a Redis, and while that does not answer, this process counts by itself: no door stands open.

    Use it from one event loop. Raise ValueError for a URL that cannot be one.
    """

    def __init__(
        self,
        redis_url: str | None = None,
        registry: CollectorRegistry | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        registry = registry or CollectorRegistry()
        self._refusals = Counter(
            "tocsin_rate_limit_refusals", "What was refused for coming too often", ["limit"], registry=registry
        )
        alone = Gauge("tocsin_rate_limits_alone", "1 while Redis is set and does not answer", registry=registry)
        self._redis = _on_redis(redis_url, alone.set, now) if redis_url else None
        self._here: dict[str, Tally] = {}
        self._now = now

    async def hit(self, limit: Limit, *who: Who) -> float:
        """Count one. 0 when it may pass, else seconds to wait, and nothing was counted."""
        bucket = limit.bucket(who)
        if self._redis is None:
            wait = await self._local(limit).hit(limit, bucket)
        elif limit.own_share:
            wait = await self._hit_sparingly(limit, bucket, self._redis)
        else:
            wait = await self._ask(limit, lambda tally: tally.hit(limit, bucket))
        if wait:
            self._refusals.labels(limit.name).inc()
        return wait

    async def peek(self, limit: Limit, *who: Who) -> float:
        """What `hit` would answer, without counting."""
        bucket = limit.bucket(who)
        return await self._ask(limit, lambda tally: tally.peek(limit, bucket))

    async def clear(self, limit: Limit, *who: Who) -> None:
        """Forget what was counted."""
        bucket = limit.bucket(who)
        await self._local(limit).clear(limit, bucket)
        await self._ask(limit, lambda tally: tally.clear(limit, bucket))

    async def admitted(self, limit: Limit, *who: Who) -> None:
        """Count one. Raise TooManyRequests, which says when to come again."""
        if wait := await self.hit(limit, *who):
            raise _too_often(wait)

    @asynccontextmanager
    async def attempt(self, *places: tuple[Limit, *tuple[Who, ...]]) -> AsyncIterator[Attempt]:
        """For what counts when it fails: a place in each limit, held before anything is tried, given back on success.

        What ends otherwise stays counted, be it by an exception or because the client has gone: a guess was made.
        Raise TooManyRequests when one of them is full.
        """
        buckets = [(limit, limit.bucket(who)) for limit, *who in places]
        for limit, bucket in buckets:
            await self._granted(limit, _peeked, bucket)
        held = [(limit, bucket, await self._granted(limit, _taken, bucket)) for limit, bucket in buckets]
        attempt = Attempt()
        yield attempt
        if attempt.has_succeeded:
            for limit, bucket, tally in held:
                await self._give_back(limit, bucket, tally)

    async def aclose(self) -> None:
        if self._redis is not None:
            await self._redis.aclose()

    async def _hit_sparingly(self, limit: Limit, bucket: str, redis: RedisTally) -> float:
        """What is far from the limit here, and what is above it here alone, costs no way to Redis."""
        here = self._local(limit)
        wait = await here.hit(limit, bucket)
        if wait or await here.fullness(limit, bucket) <= limit.own_share:
            return wait
        try:
            return await redis.ask(lambda tally: tally.hit(limit, bucket))
        except TallyAway:
            return 0.0

    async def _granted(self, limit: Limit, question: Question, bucket: str) -> Tally:
        """Where it was granted. Raise TooManyRequests."""
        wait, tally = await self._ask(limit, lambda tally: question(tally, limit, bucket))
        if wait:
            self._refusals.labels(limit.name).inc()
            raise _too_often(wait)
        return tally

    async def _give_back(self, limit: Limit, bucket: str, tally: Tally) -> None:
        """To where it came from: a hit that was counted here is not taken from Redis' count."""
        if tally is self._local(limit):
            await tally.give_back(limit, bucket)
        elif self._redis is not None:
            with suppress(TallyAway):
                await self._redis.ask(lambda shared: shared.give_back(limit, bucket))

    async def _ask(self, limit: Limit, question: Callable[[Tally], Awaitable[T]]) -> T:
        """Of Redis, or of this process where there is none that answers."""
        if self._redis is not None:
            with suppress(TallyAway):
                return await self._redis.ask(question)
        return await question(self._local(limit))

    def _local(self, limit: Limit) -> Tally:
        """Each limit has its own, so that a flood of one thing pushes nothing else out."""
        found = self._here.get(limit.name)
        if found is None:
            found = self._here[limit.name] = Tally(Counters(self._now))
        return found


def _on_redis(url: str, told: Callable[[bool], None], now: Callable[[], float]) -> RedisTally:
    """Its client takes 50 ms and 7 MB to import, and most servers have no Redis."""
    made: RedisTally = import_module("tocsin.services.redis_tally").RedisTally(url, told, now)
    return made


async def _peeked(tally: Tally, limit: Limit, bucket: str) -> tuple[float, Tally]:
    return await tally.peek(limit, bucket), tally


async def _taken(tally: Tally, limit: Limit, bucket: str) -> tuple[float, Tally]:
    return await tally.take(limit, bucket), tally


def _too_often(wait: float) -> TooManyRequests:
    seconds = math.ceil(wait)
    return TooManyRequests(f"This was done too often: try again in {seconds} s.", retry_after=wait)
