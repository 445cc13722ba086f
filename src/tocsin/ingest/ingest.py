"""Ingest's loop: take a batch of results, judge it, commit everything that follows from it, and only then tell."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import cast

import structlog

from tocsin.bus import Bus
from tocsin.core.clock import Clock
from tocsin.core.messages import (
    RESULTS_QUEUE,
    Broadcast,
    MonitorsChanged,
    RecheckRequested,
    ResultsStored,
    StateChanged,
    Topic,
)
from tocsin.core.result import Result
from tocsin.core.verdict import Verdict
from tocsin.ingest.commit import write_good_evidence, write_judgement, write_turn
from tocsin.ingest.doubts import Doubts, Suspicion, Turn, in_slices
from tocsin.ingest.judgement import Judgement, doubted
from tocsin.ingest.memory import Memory
from tocsin.ingest.metrics import IngestMetrics
from tocsin.storage.database import Database
from tocsin.storage.errors import StorageUnavailable
from tocsin.storage.regions import RegionRepository
from tocsin.storage.results import ResultRepository, append

log = structlog.get_logger()

DRAINED_S = 0.05
FIRST_RETRY_S = 0.1
LONGEST_RETRY_S = 5.0
GOOD_EVIDENCE_EVERY_S = 5.0
GOOD_EVIDENCE_AT_ONCE = 200
REGIONS_EVERY_S = 10.0
SWEEP_PARTS = 10
CLOCK_STEP_S = 1.0
CATCHING_UP_S = 60.0
"""After an outage of the database, or a jump of the wall clock, silence means nothing until results are in again."""
SILENT_AT_ONCE = 1_000


class Ingest:
    """The only writer of results, states, transitions and incidents."""

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
        self._database = database
        self._clock = clock
        self._metrics = metrics
        self._memory = Memory(database)
        self._watches = self._memory.watches
        self._doubts = Doubts(self._watches)
        self._turned: list[Turn] = []
        self._good_evidence: dict[tuple[int, str], Result] = {}
        self._reporting: set[str] = set()
        self._turn = asyncio.Lock()
        self._no_silence_before = 0.0
        self._troubles: dict[Callable[[], Awaitable[None]], str] = {self._recall: "is reading the database"}

    @property
    def trouble(self) -> str | None:
        """What keeps results from being stored; None while all is well."""
        return next(iter(self._troubles.values()), None)

    async def run(self) -> None:
        """Remember what the database knows, then take results until cancelled."""
        async with self._bus.subscribe(Topic.MONITORS) as changes:
            await self._until_stored(self._recall)
            await self._account_for_absence()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._take_results())
                group.create_task(self._follow_changes(changes))
                group.create_task(self._notice_silence())
                group.create_task(self._keep_good_evidence())
                group.create_task(self._note_regions())

    async def drain(self) -> None:
        """Commit what is on the queue already; for an orderly stop, after `run` was cancelled."""
        async with self._bus.consume(RESULTS_QUEUE, most=self._batch_size) as deliveries:
            while True:
                try:
                    async with asyncio.timeout(DRAINED_S):
                        delivery = await anext(deliveries)
                except TimeoutError:
                    return
                for part in in_slices(cast("Sequence[Result]", delivery.messages)):
                    await self._store_once(part)
                await delivery.ack()

    async def _recall(self) -> None:
        await self._memory.recall(self._clock.now_ms())
        self._doubts.restore(self._memory.suspect_at_start)
        for region in self._memory.suspect_at_start:
            self._metrics.suspect.labels(region).set(1)

    async def _account_for_absence(self) -> None:
        """Before any new result is judged: the time in which nobody watched is `unknown`."""
        ids = self._watches.ids()
        for start in range(0, len(ids), SILENT_AT_ONCE):
            await self._until_stored(partial(self._expire, ids[start : start + SILENT_AT_ONCE]))

    async def _take_results(self) -> None:
        async with self._bus.consume(RESULTS_QUEUE, most=self._batch_size) as deliveries:
            async for delivery in deliveries:
                if len(delivery.messages) == self._batch_size:
                    self._expect_backlog()
                for part in in_slices(cast("Sequence[Result]", delivery.messages)):
                    await self._store(part)
                await delivery.ack()
                await asyncio.sleep(self._linger_s)

    async def _store(self, results: Sequence[Result]) -> None:
        """Commit the batch however long the database is away; halve it around what can never be stored."""
        try:
            await self._until_stored(partial(self._store_once, results))
        except Exception:
            if len(results) == 1:
                log.exception("a result cannot be stored and is dropped", monitor_id=results[0].monitor_id)
                self._metrics.dropped.labels("rejected").inc()
                return
            log.warning("a batch was refused; storing its halves", results=len(results), exc_info=True)
            middle = len(results) // 2
            await self._store(results[:middle])
            await self._store(results[middle:])

    async def _until_stored(self, work: Callable[[], Awaitable[None]]) -> None:
        """Try again while the database is locked, full, read-only or away: never a verdict, only a delay."""
        pause = FIRST_RETRY_S
        try:
            while True:
                try:
                    await work()
                except StorageUnavailable as error:
                    self._note_trouble(work, error, pause)
                else:
                    self._troubles.pop(work, None)
                    if pause > FIRST_RETRY_S and not self._troubles:
                        log.info("results are stored again")
                    return
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_RETRY_S)
        finally:
            # Only its own: that something else went well does not mean that this one's results are stored.
            self._troubles.pop(work, None)
            self._metrics.is_storing.set(not self._troubles)

    def _note_trouble(self, work: Callable[[], Awaitable[None]], error: StorageUnavailable, pause: float) -> None:
        self._troubles[work] = error.message
        self._metrics.is_storing.set(0)
        self._metrics.storage_failures.labels(error.reason).inc()
        log.error("results cannot be stored; trying again", reason=error.reason, error=error.message, pause_s=pause)
        self._expect_backlog()

    def _expect_backlog(self) -> None:
        self._no_silence_before = self._clock.monotonic() + CATCHING_UP_S

    async def _store_once(self, results: Sequence[Result]) -> None:
        async with self._turn:
            with self._metrics.batch_seconds.time():
                await self._memory.know({r.monitor_id: r.revision for r in results}, self._clock.now_ms())
                known = [r for r in results if self._watches.get(r.monitor_id) is not None]
                self._metrics.dropped.labels("monitor_gone").inc(len(results) - len(known))
                if known:
                    with self._forgetting_on_failure(result.monitor_id for result in known):
                        await self._commit_results(known)

    @contextmanager
    def _forgetting_on_failure(self, monitor_ids: Iterable[int]) -> Iterator[None]:
        """Whether a commit that fails or is cancelled has happened is open: what is concluded is read again."""
        try:
            yield
        except BaseException:
            self._memory.forget_states(set(monitor_ids))
            raise

    async def _commit_results(self, results: list[Result]) -> None:
        now = self._clock.now_ms()
        self._turned += self._doubts.hear(results, now)
        suspicion = self._doubts.suspicion()
        if suspicion.regions:
            results = [doubted(r) if self._is_doubted(r, suspicion) else r for r in results]
        judgement = self._judge(results, suspicion, now)
        region_ids = self._memory.known_region_ids({result.region for result in results})
        if (
            region_ids is not None
            and judgement.leads_to_nothing
            and not self._turned
            and await append(self._database, results, region_ids, now=now)
        ):
            await self._settle(results, results, judgement, (), now)
            return
        async with self._database.write() as connection:
            region_ids = await self._memory.region_ids(connection, {result.region for result in results}, now)
            new = await ResultRepository(connection).insert(results, region_ids, now=now)
            if len(new) != len(results):
                judgement = self._judge(new, suspicion, now)
            changed = await write_judgement(connection, judgement, region_ids, now)
            for turn in self._turned:
                await write_turn(connection, turn, self._watches.workspaces(turn.region), now)
        self._memory.learn_region_ids(region_ids)
        await self._settle(results, new, judgement, changed, now)

    def _is_doubted(self, result: Result, suspicion: Suspicion) -> bool:
        watch = self._watches.get(result.monitor_id)
        return (
            watch is not None
            and result.outcome.verdict != Verdict.UP
            and result.region in suspicion.about(watch.target)
        )

    def _judge(self, results: Sequence[Result], suspicion: Suspicion, now: int) -> Judgement:
        judgement = Judgement(self._watches, suspicion, now)
        judgement.take(results)
        return judgement

    async def _settle(
        self,
        heard: Sequence[Result],
        new: Sequence[Result],
        judgement: Judgement,
        changed: Sequence[StateChanged],
        now: int,
    ) -> None:
        """After the commit: remember, count, tell, ask."""
        judgement.commit()
        for result in judgement.good_evidence:
            self._good_evidence[result.monitor_id, result.region] = result
        self._reporting.update({result.region for result in new})
        turned, self._turned = self._turned, []
        self._count(len(heard), new, changed, turned)
        await self._tell(new, changed)
        await self._ask([*judgement.rechecks, *self._doubts.second_opinions(judgement.first_failures, now)])

    async def _keep_good_evidence(self) -> None:
        """Good results write nothing but themselves; what they looked like is kept a little later, many at a time.

        A crash in between loses nothing but the newer of two good pictures.
        """
        while True:
            await asyncio.sleep(GOOD_EVIDENCE_EVERY_S)
            results = [r for r in self._good_evidence.values() if self._watches.get(r.monitor_id) is not None]
            self._good_evidence = {}
            for start in range(0, len(results), GOOD_EVIDENCE_AT_ONCE):
                some = results[start : start + GOOD_EVIDENCE_AT_ONCE]
                try:
                    await self._until_stored(partial(self._write_good_evidence, some))
                except Exception:
                    log.exception("the evidence of good results was refused and is dropped", results=len(some))

    async def _write_good_evidence(self, results: Sequence[Result]) -> None:
        async with self._turn, self._database.write() as connection:
            region_ids = await self._memory.region_ids(
                connection, {result.region for result in results}, self._clock.now_ms()
            )
            await write_good_evidence(connection, results, region_ids)

    async def _note_regions(self) -> None:
        """Say now and then which regions have reported."""
        while True:
            await asyncio.sleep(REGIONS_EVERY_S)
            reporting, self._reporting = self._reporting, set()
            if reporting:
                await self._until_stored(partial(self._write_regions, reporting))

    async def _write_regions(self, names: Collection[str]) -> None:
        async with self._database.write() as connection:
            await RegionRepository(connection).saw(names, self._clock.now_ms())

    def _count(
        self,
        heard: int,
        new: Sequence[Result],
        changed: Sequence[StateChanged],
        turned: Sequence[Turn],
    ) -> None:
        self._metrics.stored.inc(len(new))
        self._metrics.repeated.inc(heard - len(new))
        for message in changed:
            self._metrics.transitions.labels(message.to_state.word).inc()
        for turn in turned:
            self._metrics.suspect.labels(turn.region).set(turn.is_suspect)
            log.warning(
                "region looks offline: its failures count as unknown" if turn.is_suspect else "region is trusted again",
                region=turn.region,
                account=turn.account,
            )

    async def _tell(self, new: Sequence[Result], changed: Sequence[StateChanged]) -> None:
        if new and self._bus.has_subscribers(Topic.EVENTS):
            await self._bus.broadcast(Topic.EVENTS, ResultsStored(tuple(new)))
        for message in changed:
            await self._bus.broadcast(Topic.EVENTS, message)

    async def _ask(self, rechecks: Sequence[RecheckRequested]) -> None:
        for recheck in rechecks:
            await self._bus.broadcast(Topic.REQUESTS, recheck)

    async def _follow_changes(self, changes: AsyncIterator[Broadcast]) -> None:
        async for message in changes:
            if isinstance(message, MonitorsChanged):
                await self._until_stored(partial(self._refresh, message.monitor_ids))

    async def _refresh(self, monitor_ids: Sequence[int]) -> None:
        async with self._turn:
            await self._memory.refresh(monitor_ids or None, self._clock.now_ms())

    async def _notice_silence(self) -> None:
        """Look at a part of all monitors each second: those that nobody reports on any more become `unknown`."""
        part = 0
        offset = self._clock_offset()
        while True:
            await asyncio.sleep(1.0)
            before, offset = offset, self._clock_offset()
            if abs(offset - before) > CLOCK_STEP_S:
                self._no_silence_before = self._clock.monotonic() + CATCHING_UP_S
            if self._clock.monotonic() < self._no_silence_before:
                continue
            ids = self._watches.ids()[part::SWEEP_PARTS]
            part = (part + 1) % SWEEP_PARTS
            await self._until_stored(partial(self._expire, ids))

    def _clock_offset(self) -> float:
        return self._clock.now_ms() / 1000 - self._clock.monotonic()

    async def _expire(self, monitor_ids: Sequence[int]) -> None:
        async with self._turn:
            now = self._clock.now_ms()
            await self._memory.know({}, now)
            judgement = Judgement(self._watches, self._doubts.suspicion(), now)
            for monitor_id in monitor_ids:
                watch = self._watches.get(monitor_id)
                if watch is not None:
                    judgement.notice_silence(watch)
                if len(judgement.drafts) == SILENT_AT_ONCE:
                    break
            if not judgement.drafts:
                return
            with self._forgetting_on_failure(judgement.drafts):
                async with self._database.write() as connection:
                    changed = await write_judgement(connection, judgement, {}, now)
            judgement.commit()
        self._count(0, (), changed, ())
        await self._tell((), changed)
