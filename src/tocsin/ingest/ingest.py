"""Ingest's loop: take a batch of results, judge it, commit everything that follows from it, and only then tell."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import cast

import structlog

from tocsin.bus import Bus
from tocsin.core.clock import Clock
from tocsin.core.messages import RESULTS_QUEUE, Broadcast, MonitorsChanged, Topic
from tocsin.core.result import Result
from tocsin.core.verdict import Verdict
from tocsin.ingest.afterwards import Afterwards
from tocsin.ingest.commit import write_judgement
from tocsin.ingest.doubts import Suspicion, in_slices
from tocsin.ingest.judgement import Judgement, doubted
from tocsin.ingest.ledger import Ledger
from tocsin.ingest.listening import Listening
from tocsin.ingest.metrics import IngestMetrics
from tocsin.ingest.watchfulness import Watchfulness
from tocsin.storage.database import Database
from tocsin.storage.push_states import PushStateRepository

log = structlog.get_logger()

DRAINED_S = 0.05
SWEEP_PARTS = 10
SILENT_AT_ONCE = 1_000
RENEWED_AT_ONCE = 1_000


class Ingest:
    """The only writer of results, states, transitions and incidents; pings are heard by its `Listening`."""

    def __init__(
        self,
        bus: Bus,
        database: Database,
        clock: Clock,
        metrics: IngestMetrics,
        *,
        linger_s: float = 0.05,
        batch_size: int = 2_000,
    ) -> None:
        self._linger_s = linger_s
        self._batch_size = batch_size
        self._bus = bus
        self._clock = clock
        self._metrics = metrics
        self._ledger = Ledger(bus, database, clock, metrics)
        self._watches = self._ledger.memory.watches
        self._persistence = self._ledger.persistence
        self._listening = Listening(bus, clock, self._ledger, batch_size=batch_size)
        self._afterwards = Afterwards(self._ledger)
        self._persistence.announce(self._recall, "is reading the database")

    @property
    def trouble(self) -> str | None:
        """What keeps results from being stored; None while all is well."""
        return self._persistence.trouble

    async def run(self) -> None:
        """Remember what the database knows, then take results and pings until cancelled."""
        async with self._bus.subscribe(Topic.MONITORS) as changes:
            await self._persistence.until_stored(self._recall)
            await self._persistence.until_stored(self._store_renewed)
            await self._account_for_absence()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._take_results())
                group.create_task(self._listening.run())
                group.create_task(self._follow_changes(changes))
                group.create_task(self._notice_silence())
                group.create_task(self._afterwards.run())

    async def drain(self) -> None:
        """Commit what is on the queues already; for an orderly stop, after `run` was cancelled."""
        async with self._bus.consume(RESULTS_QUEUE, most=self._batch_size) as deliveries:
            while True:
                try:
                    async with asyncio.timeout(DRAINED_S):
                        delivery = await anext(deliveries)
                except TimeoutError:
                    break
                for part in in_slices(cast("Sequence[Result]", delivery.messages)):
                    await self._store_once(part)
                await delivery.ack()
        await self._listening.drain(DRAINED_S)

    async def _recall(self) -> None:
        ledger = self._ledger
        await ledger.memory.recall(self._clock.now_ms())
        await Watchfulness(ledger).recall()
        ledger.doubts.restore(ledger.memory.suspect_at_start)
        for region in ledger.memory.suspect_at_start:
            self._metrics.suspect.labels(region).set(1)

    async def _account_for_absence(self) -> None:
        """Before any new result is judged: the time in which nobody watched is `unknown`."""
        ids = self._watches.ids()
        for start in range(0, len(ids), SILENT_AT_ONCE):
            await self._persistence.until_stored(partial(self._expire, ids[start : start + SILENT_AT_ONCE]))

    async def _take_results(self) -> None:
        async with self._bus.consume(RESULTS_QUEUE, most=self._batch_size) as deliveries:
            async for delivery in deliveries:
                if len(delivery.messages) == self._batch_size:
                    self._persistence.expect_backlog()
                for part in in_slices(cast("Sequence[Result]", delivery.messages)):
                    await self._store(part)
                await delivery.ack()
                await asyncio.sleep(self._linger_s)

    async def _store(self, results: Sequence[Result]) -> None:
        """Commit the batch however long the database is away; halve it around what can never be stored."""
        try:
            await self._persistence.until_stored(partial(self._store_once, results))
        except Exception:
            if len(results) == 1:
                log.exception("a result cannot be stored and is dropped", monitor_id=results[0].monitor_id)
                self._metrics.dropped.labels("rejected").inc()
                return
            log.warning("a batch was refused; storing its halves", results=len(results), exc_info=True)
            middle = len(results) // 2
            await self._store(results[:middle])
            await self._store(results[middle:])

    async def _store_once(self, results: Sequence[Result]) -> None:
        ledger = self._ledger
        async with ledger.turn:
            with self._metrics.batch_seconds.time():
                await ledger.memory.know({r.monitor_id: r.revision for r in results}, self._clock.now_ms())
                known = [r for r in results if self._watches.get(r.monitor_id) is not None]
                self._metrics.dropped.labels("monitor_gone").inc(len(results) - len(known))
                if known:
                    await self._commit_results(known)

    async def _commit_results(self, results: list[Result]) -> None:
        doubts, now = self._ledger.doubts, self._clock.now_ms()
        self._ledger.turned += doubts.hear(results, now)
        suspicion = doubts.suspicion()
        if suspicion.regions:
            results = [doubted(r) if self._is_doubted(r, suspicion) else r for r in results]

        def judge(some: Sequence[Result]) -> Judgement:
            judgement = Judgement(self._watches, suspicion, now)
            judgement.take(some)
            return judgement

        await self._ledger.commit(results, judge, append=self._ledger.append_results)

    def _is_doubted(self, result: Result, suspicion: Suspicion) -> bool:
        watch = self._watches.get(result.monitor_id)
        return (
            watch is not None
            and result.outcome.verdict != Verdict.UP
            and result.region in suspicion.about(watch.target)
        )

    async def _follow_changes(self, changes: AsyncIterator[Broadcast]) -> None:
        async for message in changes:
            if isinstance(message, MonitorsChanged):
                await self._persistence.until_stored(partial(self._refresh, message.monitor_ids))
                await self._persistence.until_stored(self._store_renewed)

    async def _refresh(self, monitor_ids: Sequence[int]) -> None:
        async with self._ledger.turn:
            await self._ledger.memory.refresh(monitor_ids or None, self._clock.now_ms())

    async def _store_renewed(self) -> None:
        """A new configuration, or the end of a pause, changes what is expected of pushed monitors."""
        pushes = self._ledger.memory.pushes
        while pushes.has_renewed:
            async with self._ledger.turn:
                renewed = pushes.renewed(RENEWED_AT_ONCE)
                async with self._ledger.database.write() as connection:
                    await PushStateRepository(connection).upsert_many(renewed)
                pushes.forget_renewed(record.monitor_id for record in renewed)

    async def _notice_silence(self) -> None:
        """Look at a part of all monitors each second: those that nobody reports on any more become `unknown`."""
        part = 0
        while True:
            await asyncio.sleep(1.0)
            self._persistence.look_at_clock()
            if self._persistence.is_catching_up:
                continue
            ids = self._watches.ids()[part::SWEEP_PARTS]
            part = (part + 1) % SWEEP_PARTS
            await self._persistence.until_stored(partial(self._expire, ids))

    async def _expire(self, monitor_ids: Sequence[int]) -> None:
        ledger = self._ledger
        async with ledger.turn:
            now = self._clock.now_ms()
            await ledger.memory.know({}, now)
            judgement = Judgement(self._watches, ledger.doubts.suspicion(), now)
            for monitor_id in monitor_ids:
                watch = self._watches.get(monitor_id)
                if watch is not None:
                    judgement.notice_silence(watch)
                if len(judgement.drafts) == SILENT_AT_ONCE:
                    break
            if not judgement.drafts:
                return
            with ledger.forgetting_on_failure(judgement.drafts):
                async with ledger.database.write() as connection:
                    changed = await write_judgement(connection, judgement, {}, now)
            judgement.commit()
        ledger.count(0, (), changed, ())
        await ledger.tell((), changed)
