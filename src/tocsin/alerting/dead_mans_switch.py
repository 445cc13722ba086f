"""The dead man's switch: an address of the operator's is fetched in every minute in which all is well with us.

When it is fetched no more, whoever is behind it alerts: nobody else could tell that we tell nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from prometheus_client import CollectorRegistry, Counter

from tocsin.core.clock import Clock
from tocsin.core.errors import Unavailable
from tocsin.core.notifier import DeliveryFailed, Web
from tocsin.core.plugins import Deadline
from tocsin.storage.database import Database
from tocsin.storage.outbox import OutboxRepository

log = structlog.get_logger()

EVERY_S = 60.0
SOON_S = 5.0
"""Until all parts have begun, and until one that was in trouble is looked at again."""
DEADLINE_S = 20.0
LONGEST_WAIT_MS = 60_000
"""Nothing that was concluded waits so long to be decided upon, unless something is the matter."""

Check = Callable[[], Awaitable[str | None]]


class DeadMansSwitch:
    """`checks` give a sentence each for what is the matter, and None while it is well."""

    def __init__(
        self,
        url: str,
        web: Web,
        database: Database,
        clock: Clock,
        checks: Mapping[str, Check],
        registry: CollectorRegistry,
    ) -> None:
        self._url = url
        self._web = web
        self._database = database
        self._clock = clock
        self._checks = checks
        self._trouble_before = ""
        self._pings = Counter(
            "tocsin_dead_mans_switch",
            "What became of the dead man's switch each time it was due: pinged, not reached, or held back in trouble.",
            ["outcome"],
            registry=registry,
        )

    async def run(self) -> None:
        """Until cancelled."""
        await asyncio.sleep(SOON_S)
        while True:
            outcome = await self.step()
            self._pings.labels(outcome).inc()
            await asyncio.sleep(pause_after(outcome))

    async def step(self) -> str:
        """Fetch it if all is well: `pinged`, `failed` or `held_back`."""
        trouble = await self._trouble()
        if trouble is not None:
            if trouble != self._trouble_before:
                log.error("the dead man's switch is held back", trouble=trouble)
            self._trouble_before = trouble
            return "held_back"
        self._trouble_before = ""
        try:
            answer = await self._web.request("GET", self._url, Deadline.after(DEADLINE_S))
        except DeliveryFailed as failure:
            log.warning("the dead man's switch could not be reached", answer=failure.answer)
            return "failed"
        if not 200 <= answer.status < 300:
            log.warning("the dead man's switch was refused", status=answer.status)
            return "failed"
        return "pinged"

    async def _trouble(self) -> str | None:
        for check in self._checks.values():
            if trouble := await check():
                return trouble
        try:
            async with self._database.read() as connection:
                oldest = await OutboxRepository(connection).oldest_available(self._clock.now_ms())
        except Unavailable as error:
            return error.message
        waited = 0 if oldest is None else self._clock.now_ms() - oldest
        return f"alerts wait for {waited // 1000} s to be decided upon" if waited > LONGEST_WAIT_MS else None


def pause_after(outcome: str) -> float:
    """Seconds. Whoever waits for it is patient for little more than a minute: what is well again is told at once."""
    return SOON_S if outcome == "held_back" else EVERY_S
