"""Counts that processes share on Redis, for as long as it answers. `rate_limits` loads it where there is one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog
from limits.aio.storage import RedisStorage
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from tocsin.services.tally import Tally, TallyAway

DEADLINE_SECONDS = 0.25
AGAIN_SECONDS = 5.0
"""How long Redis is left alone once it has not answered."""
MOST_AT_ONCE = 16
"""Questions, each on a connection of its own."""
LATE_SECONDS = 1.0
"""When the client gives up of itself."""
LONGEST_REASON = 200
T = TypeVar("T")
_log = structlog.get_logger(__name__)


class RedisTally:
    """`told` is called when Redis goes away (with True) and when it is back. Use it from one event loop.

    Raise ValueError for an address that cannot be one.
    """

    def __init__(self, url: str, told: Callable[[bool], None], now: Callable[[], float] = time.monotonic) -> None:
        # A connection that Redis has closed meanwhile is no sign that it is away: one more try, within the deadline.
        self._pool = ConnectionPool.from_url(
            url, max_connections=MOST_AT_ONCE, retry=Retry(NoBackoff(), 1), socket_timeout=LATE_SECONDS
        )
        self._places = asyncio.Semaphore(MOST_AT_ONCE)
        self._asking: set[asyncio.Task[Any]] = set()
        storage = RedisStorage(
            "async+redis://",
            implementation="redispy",
            key_prefix="tocsin:limits",
            connection_pool=self._pool,  # type: ignore[arg-type] # its options are typed as numbers and texts
        )
        self._tally = Tally(storage)
        self._told = told
        self._now = now
        self._is_away = False
        self._again = 0.0

    async def ask(self, question: Callable[[Tally], Awaitable[T]]) -> T:
        """Raise TallyAway, by the deadline."""
        if self._is_away:
            if self._now() < self._again:
                raise TallyAway
            # One asks whether it is back, and the others need not wait for that.
            self._again = self._now() + AGAIN_SECONDS
        try:
            answer = await self._in_time(question)
        except (RedisError, OSError, TimeoutError) as error:
            self._goes(error)
            raise TallyAway from error
        self._answers()
        return answer

    async def aclose(self) -> None:
        for task in self._asking:
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)
        await self._pool.aclose()

    async def _in_time(self, question: Callable[[Tally], Awaitable[T]]) -> T:
        """Raise TimeoutError at the deadline, whatever the client does: it may not end when it is told to."""
        asking = asyncio.create_task(self._asked(question))
        self._asking.add(asking)
        asking.add_done_callback(self._over)
        try:
            await asyncio.wait([asking], timeout=DEADLINE_SECONDS)
        finally:
            asking.cancel()
        if not asking.done():
            raise TimeoutError
        return asking.result()

    async def _asked(self, question: Callable[[Tally], Awaitable[T]]) -> T:
        async with self._places:
            return await question(self._tally)

    def _over(self, asking: asyncio.Task[Any]) -> None:
        """Who asked may have left meanwhile, and what went wrong is of no interest any more."""
        self._asking.discard(asking)
        if not asking.cancelled():
            asking.exception()

    def _goes(self, error: Exception) -> None:
        self._again = self._now() + AGAIN_SECONDS
        if not self._is_away:
            self._is_away = True
            self._told(True)
            reason = f"{type(error).__name__}: {error}"[:LONGEST_REASON]
            _log.warning("Redis is away: this process counts by itself what is limited", reason=reason)

    def _answers(self) -> None:
        if self._is_away:
            self._is_away = False
            self._told(False)
            _log.info("Redis is back: the processes count together what is limited")
