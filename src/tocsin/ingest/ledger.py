"""One transaction at a time for results and all that follows from them; what is committed is told, and only then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import structlog

from tocsin.bus import Bus
from tocsin.core.clock import Clock
from tocsin.core.messages import RecheckRequested, ResultsStored, StateChanged, Topic
from tocsin.core.result import Result
from tocsin.ingest.commit import write_judgement, write_turn
from tocsin.ingest.doubts import Doubts, Turn
from tocsin.ingest.judgement import Judgement
from tocsin.ingest.memory import Memory
from tocsin.ingest.metrics import IngestMetrics
from tocsin.ingest.persistence import Persistence
from tocsin.storage.database import Connection, Database
from tocsin.storage.results import ResultRepository, append

log = structlog.get_logger()

Judge = Callable[[Sequence[Result]], Judgement]
Also = Callable[[Connection], Awaitable[None]]
Append = Callable[[Sequence[Result], Mapping[str, int], int], Awaitable[bool]]


class Ledger:
    """Whoever writes holds `turn` from before it judges until after it has settled."""

    def __init__(self, bus: Bus, database: Database, clock: Clock, metrics: IngestMetrics) -> None:
        self.bus = bus
        self.database = database
        self.clock = clock
        self.metrics = metrics
        self.turn = asyncio.Lock()
        self.memory = Memory(database)
        self.doubts = Doubts(self.memory.watches)
        self.persistence = Persistence(clock, metrics)
        self.turned: list[Turn] = []
        self.good_evidence: dict[tuple[int, str], Result] = {}
        self.reporting: set[str] = set()

    async def commit(
        self,
        results: Sequence[Result],
        judge: Judge,
        *,
        also: Also | None = None,
        append: Append | None = None,
        is_durable: bool = False,
    ) -> None:
        """Store what is new of these results and what `judge` makes of it, together with what `also` writes.

        `append` is a faster way for results that are new and lead to nothing: it stores them and the same as `also`
        does, or nothing at all.
        """
        now = self.clock.now_ms()
        judgement = judge(results)
        with self.forgetting_on_failure(result.monitor_id for result in results):
            if append is not None and await self._appended(append, results, judgement, now):
                await self._settle(results, results, judgement, (), now)
                return
            async with self.database.write(is_durable=is_durable) as connection:
                if also is not None:
                    await also(connection)
                region_ids = await self.memory.region_ids(connection, {result.region for result in results}, now)
                new = await ResultRepository(connection).insert(results, region_ids, now=now)
                if len(new) != len(results):
                    judgement = judge(new)
                changed = await write_judgement(connection, judgement, region_ids, now)
                for turn in self.turned:
                    await write_turn(connection, turn, self.memory.watches.workspaces(turn.region), now)
            self.memory.learn_region_ids(region_ids)
            await self._settle(results, new, judgement, changed, now)

    @contextmanager
    def forgetting_on_failure(self, monitor_ids: Iterable[int]) -> Iterator[None]:
        """Whether a commit that fails or is cancelled has happened is open: what is concluded is read again."""
        try:
            yield
        except BaseException:
            self.memory.forget_states(set(monitor_ids))
            raise

    async def append_results(self, results: Sequence[Result], region_ids: Mapping[str, int], now: int) -> bool:
        """The faster way for results with which nothing else is to be stored."""
        return await append(self.database, results, region_ids, now=now)

    async def _appended(self, append: Append, results: Sequence[Result], judgement: Judgement, now: int) -> bool:
        region_ids = self.memory.known_region_ids({result.region for result in results})
        if region_ids is None or not judgement.leads_to_nothing or self.turned:
            return False
        return await append(results, region_ids, now)

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
            self.good_evidence[result.monitor_id, result.region] = result
        self.reporting.update({result.region for result in new})
        turned, self.turned = self.turned, []
        self.count(len(heard), new, changed, turned)
        await self.tell(new, changed)
        await self._ask([*judgement.rechecks, *self.doubts.second_opinions(judgement.first_failures, now)])

    def count(self, heard: int, new: Sequence[Result], changed: Sequence[StateChanged], turned: Sequence[Turn]) -> None:
        self.metrics.stored.inc(len(new))
        self.metrics.repeated.inc(heard - len(new))
        for message in changed:
            self.metrics.transitions.labels(message.to_state.word).inc()
        for turn in turned:
            self.metrics.suspect.labels(turn.region).set(turn.is_suspect)
            log.warning(
                "region looks offline: its failures count as unknown" if turn.is_suspect else "region is trusted again",
                region=turn.region,
                account=turn.account,
            )

    async def tell(self, new: Sequence[Result], changed: Sequence[StateChanged]) -> None:
        """Whoever listens."""
        if new and self.bus.has_subscribers(Topic.EVENTS):
            await self.bus.broadcast(Topic.EVENTS, ResultsStored(tuple(new)))
        for message in changed:
            await self.bus.broadcast(Topic.EVENTS, message)

    async def _ask(self, rechecks: Sequence[RecheckRequested]) -> None:
        for recheck in rechecks:
            await self.bus.broadcast(Topic.REQUESTS, recheck)
