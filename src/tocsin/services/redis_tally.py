"""Counts that processes share on Redis, for as long as it answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from limits.aio.storage import RedisStorage
from redis.asyncio import BlockingConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from tocsin.services.tally import Tally

DEADLINE_SECONDS = 0.25
AGAIN_SECONDS = 5.0
"""How long Redis is left alone once it has not answered."""
MOST_CONNECTIONS = 16
LONGEST_REASON = 200
T = TypeVar("T")
_log = structlog.get_logger(__name__)


class RedisAway(Exception):
    """Redis does not answer, or did not a moment ago."""


class RedisTally:
    """`told` is called when Redis goes away (with True) and when it is back. Use it from one event loop.

    Raise ValueError for an address that cannot be one.
    """

    def __init__(self, url: str, told: Callable[[bool], None], now: Callable[[], float] = time.monotonic) -> None:
        # A connection that Redis has closed meanwhile is no sign that it is away: one more try, within the deadline.
        self._pool = BlockingConnectionPool.from_url(
            url, max_connections=MOST_CONNECTIONS, timeout=DEADLINE_SECONDS, retry=Retry(NoBackoff(), 1)
        )
        storage = RedisStorage(
            f"async+{url}",
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
        """Raise RedisAway, by the deadline."""
        if self._is_away:
            if self._now() < self._again:
                raise RedisAway
            # One asks whether it is back, and the others need not wait for that.
            self._again = self._now() + AGAIN_SECONDS
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                answer = await question(self._tally)
        except (RedisError, OSError, TimeoutError) as error:
            self._goes(error)
            raise RedisAway from error
        self._answers()
        return answer

    async def aclose(self) -> None:
        await self._pool.aclose()

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
