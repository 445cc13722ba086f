"""The part of Tocsin that tells people. Its loop decides; what is to be said is delivered beside it."""

from __future__ import annotations

import asyncio

import structlog

from tocsin.alerting import escalator
from tocsin.alerting.canaries import send_canaries
from tocsin.alerting.deliveries import Deliveries
from tocsin.alerting.intake import Intake
from tocsin.alerting.maintenance import MaintenanceMarks
from tocsin.alerting.metrics import AlertingMetrics
from tocsin.alerting.releases import release
from tocsin.alerting.rules import RuleEvaluation
from tocsin.bus import Bus
from tocsin.bus.follower import Follower
from tocsin.core.clock import Clock
from tocsin.core.errors import Unavailable
from tocsin.core.messages import Broadcast, StateChanged, Topic
from tocsin.storage.alert_facts import AlertFactsRepository
from tocsin.storage.channels import ChannelRepository
from tocsin.storage.database import Database

log = structlog.get_logger()

LOOK_EVERY_S = 1.0
PAUSE_S = 0.05
"""After a turn that had something to do. A turn costs about as much for fifty incidents as for one: what happens
meanwhile is decided upon together."""
REST_AFTER_FAILURE_S = 5.0
STALLED_S = 30.0
ERRANDS_EVERY_S = 5.0


class Alerting:
    """One for each process that alerts; several may share a database. `run` ends only by cancellation."""

    def __init__(
        self, database: Database, bus: Bus, clock: Clock, owner: str, deliveries: Deliveries, metrics: AlertingMetrics
    ) -> None:
        self._database = database
        self._bus = bus
        self._clock = clock
        self._metrics = metrics
        self._intake = Intake(database, clock, owner)
        self._maintenance = MaintenanceMarks(database, clock)
        self.rules = RuleEvaluation(database, clock)
        self._woken = asyncio.Event()
        self.deliveries = deliveries
        self.last_turn = clock.monotonic()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen())
            group.create_task(self._turns())
            group.create_task(self.deliveries.run())
            group.create_task(self._errands())
            group.create_task(self._evaluations())

    async def turn(self) -> bool:
        """Decide upon what there is and escalate what is due; False when there was nothing to do."""
        now = self._clock.now_ms()
        async with self._database.read() as connection:
            if not await AlertFactsRepository(connection).has_work(now):
                return False
        decided = await self._intake.step()
        self._metrics.decided.inc(decided)
        async with self._database.write() as connection:
            escalated = await escalator.escalate(connection, self._clock.now_ms())
        self.deliveries.wake()
        return decided > 0 or escalated > 0

    async def trouble(self) -> str | None:
        """What keeps people from being told, in a sentence; None when nothing does."""
        now = self._clock.monotonic()
        if (idle := now - self.last_turn) > STALLED_S:
            return f"nothing was decided upon for {idle:.0f} s"
        if (idle := now - self.deliveries.last_turn) > STALLED_S:
            return f"nothing was delivered for {idle:.0f} s"
        return None

    def wake(self) -> None:
        """There may be something to do."""
        self._woken.set()

    async def _turns(self) -> None:
        while True:
            self._woken.clear()
            try:
                has_more = await self.turn()
                self.last_turn = self._clock.monotonic()
            except Unavailable as error:
                log.error("alerting is put off", error=error.message)
                has_more = await self._rest()
            except Exception:
                # A record that cannot be decided upon must not keep the others from being told.
                log.exception("a batch could not be decided upon: it is taken one by one")
                self._metrics.failures.inc()
                has_more = await self._one_by_one()
            if has_more:
                await asyncio.sleep(PAUSE_S)
            else:
                await self._wait()

    async def one_by_one(self) -> None:
        """What a turn does, each thing by itself: what fails is put off, and stops nothing else. Raise Unavailable."""
        await self._intake.step_by_step()
        await escalator.escalate_each(self._database, self._clock.now_ms())
        self.deliveries.wake()

    async def _one_by_one(self) -> bool:
        try:
            await self.one_by_one()
        except Exception:
            log.exception("alerting failed and is put off")
        return await self._rest()

    async def _rest(self) -> bool:
        await asyncio.sleep(REST_AFTER_FAILURE_S)
        return True

    async def errands(self) -> None:
        """What is due by the clock alone: maintenance windows that begin and end, channels that prove their lives."""
        await self._maintenance.step()
        now = self._clock.now_ms()
        await release(self._database, now)
        async with self._database.read() as connection:
            is_due = bool(await ChannelRepository(connection).due_canaries(now, limit=1))
        if is_due:
            async with self._database.write() as connection:
                await send_canaries(connection, now)

    async def _errands(self) -> None:
        while True:
            try:
                await self.errands()
            except Unavailable as error:
                log.error("errands are put off", error=error.message)
            except Exception:
                log.exception("errands failed and are put off")
                self._metrics.failures.inc()
            await asyncio.sleep(ERRANDS_EVERY_S)

    async def _evaluations(self) -> None:
        """Beside the errands: what is read of many monitors takes a while."""
        while True:
            try:
                if await self.rules.step():
                    self.wake()
            except Unavailable as error:
                log.error("rules are put off", error=error.message)
            except Exception:
                log.exception("rules could not be evaluated and are put off")
                self._metrics.failures.inc()
            await asyncio.sleep(ERRANDS_EVERY_S)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LOOK_EVERY_S):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _listen(self) -> None:
        """Be woken by what was just concluded; what is not heard is found a second later."""
        follower = Follower(self._bus, Topic.EVENTS, self._hear)
        while True:
            try:
                await follower.start()
            except Unavailable as error:
                log.warning("alerting hears nothing", error=error.message)
            await asyncio.sleep(REST_AFTER_FAILURE_S)

    def _hear(self, message: Broadcast) -> None:
        if isinstance(message, StateChanged):
            self.wake()
