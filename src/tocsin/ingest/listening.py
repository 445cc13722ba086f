"""Ingest's other ear: takes pings, judges them, commits all that follows from them, and notices when none come."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import cast

import structlog

from tocsin.bus import Bus
from tocsin.core.clock import Clock
from tocsin.core.doubt import Part
from tocsin.core.messages import PINGS_QUEUE, PingsStored, Topic
from tocsin.core.ping import Ping
from tocsin.core.result import Result
from tocsin.ingest.doubts import Suspicion
from tocsin.ingest.hearing import Hearing
from tocsin.ingest.judgement import Judgement
from tocsin.ingest.ledger import Also, Append, Ledger
from tocsin.storage import pushed
from tocsin.storage.database import Connection
from tocsin.storage.pings import PingRepository
from tocsin.storage.push_states import PushStateRepository

log = structlog.get_logger()

LINGER_S = 0.005
"""Measured at 1,000 pings a second: without it they are answered 4 ms sooner, for 2.5 times the bytes written and a
third more CPU.
"""
LONGEST_SLEEP_S = 1.0
ELAPSED_AT_ONCE = 200
"""The more, the sooner all of 10,000 are dealt with, and the longer pings wait meanwhile: 3 s and 1.3 s with 500."""
BACKLOG_S = 1.0
"""More pings are taken within this time, if there are any."""
RETRY_MS = 60_000
ONSET_MS = 120_000
"""A region's uplink was dead for some time before enough of its checks had failed to tell."""


class KnownAlready(Exception):
    """Some of a batch is stored: the transaction is undone, and what is new goes in by itself."""


class Listening:
    """The only writer of pings and of what is remembered of them."""

    def __init__(self, bus: Bus, clock: Clock, ledger: Ledger, *, batch_size: int) -> None:
        self._bus = bus
        self._clock = clock
        self._ledger = ledger
        self._batch_size = batch_size
        self._pushes = ledger.memory.pushes
        self._cut_off: frozenset[str] = frozenset()
        self._is_behind = False
        self._behind_at = 0
        self._behind_until = 0.0

    async def run(self) -> None:
        """Take pings and notice silence until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._take_pings())
            group.create_task(self._notice_silence())

    async def drain(self, seconds: float) -> None:
        """Commit what is on the queue already; for an orderly stop, after `run` was cancelled."""
        async with self._bus.consume(PINGS_QUEUE, most=self._batch_size) as deliveries:
            while True:
                try:
                    async with asyncio.timeout(seconds):
                        delivery = await anext(deliveries)
                except TimeoutError:
                    return
                await self._store_once(cast("Sequence[Ping]", delivery.messages))
                await delivery.ack()

    async def _take_pings(self) -> None:
        async with self._bus.consume(PINGS_QUEUE, most=self._batch_size) as deliveries:
            async for delivery in deliveries:
                pings = cast("Sequence[Ping]", delivery.messages)
                self._note_backlog(pings)
                await self._store(pings)
                await delivery.ack()
                await asyncio.sleep(LINGER_S)

    def _note_backlog(self, pings: Sequence[Ping]) -> None:
        """Where there are as many as may be taken at once there are more, which came later."""
        self._is_behind = len(pings) >= self._batch_size
        self._behind_at, self._behind_until = pings[-1].at, self._clock.monotonic() + BACKLOG_S

    def _heard_until(self) -> int:
        """All pings that came before this moment are judged: silence is looked at as of it, and not as of now."""
        now = self._clock.now_ms()
        return min(now, self._behind_at) if self._is_behind and self._clock.monotonic() < self._behind_until else now

    async def _store(self, pings: Sequence[Ping]) -> None:
        """Commit the batch however long the database is away; halve it around what can never be stored.

        Whoever sent what is dropped gets no answer in time, and knows that it was not taken.
        """
        try:
            await self._ledger.persistence.until_stored(partial(self._store_once, pings))
        except Exception:
            if len(pings) == 1:
                log.exception("a ping cannot be stored and is dropped", monitor_id=pings[0].monitor_id)
                self._ledger.metrics.pings_dropped.inc()
                return
            log.warning("a batch of pings was refused; storing its halves", pings=len(pings), exc_info=True)
            middle = len(pings) // 2
            await self._store(pings[:middle])
            await self._store(pings[middle:])

    async def _store_once(self, pings: Sequence[Ping]) -> None:
        async with self._ledger.turn:
            await self._ledger.memory.know(dict.fromkeys((ping.monitor_id for ping in pings), 0), self._clock.now_ms())
            try:
                await self._hear(pings)
                repeated = 0
            except KnownAlready:
                await self._ledger.memory.know({}, self._clock.now_ms())
                async with self._ledger.database.read() as connection:
                    known = await PingRepository(connection).known(pings)
                new = list({ping.id: ping for ping in pings if ping.id not in known}.values())
                repeated = len(pings) - len(new)
                if new:
                    await self._hear(new)
        self._ledger.metrics.pings_repeated.inc(repeated)
        await self._bus.broadcast(Topic.RECEIPTS, PingsStored(tuple(ping.id for ping in pings)))

    async def _hear(self, pings: Sequence[Ping]) -> None:
        """Raise KnownAlready, and store nothing, when some of them are stored."""
        hearing = Hearing(self._ledger.memory.watches, self._pushes)
        hearing.hear(pings)

        async def also(connection: Connection) -> None:
            if not await PingRepository(connection).insert(hearing.stored):
                raise KnownAlready
            await PushStateRepository(connection).upsert_many(hearing.records())

        async def append(results: Sequence[Result], region_ids: Mapping[str, int], now: int) -> bool:
            database = self._ledger.database
            return await pushed.append(database, hearing.stored, hearing.records(), results, region_ids, now=now)

        if hearing.stored:
            await self._commit(hearing, also, append)
            for signal, count in Counter(stored.ping.signal for stored in hearing.stored).items():
                self._ledger.metrics.pings_stored.labels(signal).inc(count)

    async def _notice_silence(self) -> None:
        persistence = self._ledger.persistence
        while True:
            await asyncio.sleep(self._until_next_wake())
            persistence.look_at_clock()
            self._follow_uplink()
            if persistence.may_be_deaf:
                continue
            due = self._pushes.take_due(self._heard_until(), ELAPSED_AT_ONCE)
            if due:
                await self._elapse(due)

    def _until_next_wake(self) -> float:
        """Seconds; never none, so that pings have their turn between two rounds."""
        wake = None if self._ledger.persistence.may_be_deaf else self._pushes.next_wake()
        ahead = LONGEST_SLEEP_S if wake is None else (wake - self._clock.now_ms()) / 1000
        return min(max(ahead, LINGER_S), LONGEST_SLEEP_S)

    def _follow_uplink(self) -> None:
        """While our own way out is in doubt, so is the way in."""
        deafness, now = self._ledger.persistence.deafness, self._clock.now_ms()
        cut_off = self._ledger.doubts.suspicion().regions_without(Part.UPLINK)
        for region in cut_off:
            deafness.begin(now - ONSET_MS, region)
        for region in self._cut_off - cut_off:
            deafness.end(now, region)
        self._cut_off = cut_off

    async def _elapse(self, monitor_ids: Sequence[int]) -> None:
        """Halve them around one that cannot be judged: it must not keep the others from being missed."""
        try:
            await self._ledger.persistence.until_stored(partial(self._elapse_once, monitor_ids))
        except Exception:
            if len(monitor_ids) == 1:
                log.exception("a monitor's silence cannot be judged; trying again", monitor_id=monitor_ids[0])
                self._pushes.wake_later(monitor_ids[0], self._clock.now_ms() + RETRY_MS)
                return
            middle = len(monitor_ids) // 2
            await self._elapse(monitor_ids[:middle])
            await self._elapse(monitor_ids[middle:])

    async def _elapse_once(self, monitor_ids: Sequence[int]) -> None:
        async with self._ledger.turn:
            now = self._heard_until()
            await self._ledger.memory.know({}, now)
            hearing = Hearing(self._ledger.memory.watches, self._pushes)
            hearing.elapse(monitor_ids, now, self._ledger.persistence.deafness)

            async def also(connection: Connection) -> None:
                await PushStateRepository(connection).upsert_many(hearing.records())

            if hearing.memories:
                await self._commit(hearing, also)
            self._pushes.wake_again(monitor_ids)

    async def _commit(self, hearing: Hearing, also: Also, append: Append | None = None) -> None:
        """One transaction for the results, all that they lead to, and what is remembered."""
        with self._ledger.forgetting_on_failure(hearing.memories):
            await self._ledger.commit(hearing.results, self._judge, also=also, append=append, is_durable=True)
        self._pushes.apply(hearing.memories)

    def _judge(self, results: Sequence[Result]) -> Judgement:
        """What was said to us is no less true for our region being in doubt."""
        judgement = Judgement(self._ledger.memory.watches, Suspicion(), self._clock.now_ms())
        judgement.take(results)
        return judgement
