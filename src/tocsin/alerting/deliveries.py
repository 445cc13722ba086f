"""Says what is to be said: leased, sent, and only then marked as done, with every attempt written down.

A process that dies in between leaves a lease that runs out: the message is sent again, with the same dedup key.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import structlog

from tocsin.alerting.metrics import AlertingMetrics
from tocsin.alerting.outcomes import Attempt, write_down
from tocsin.alerting.speaking import Speaker, Speakers
from tocsin.alerting.staleness import reason_to_drop, taken_on
from tocsin.core.clock import Clock
from tocsin.core.errors import Unavailable
from tocsin.core.notifier import DeliveryFailed, Receipt
from tocsin.storage.database import Database
from tocsin.storage.leasable import BY_MAIL, Room
from tocsin.storage.notifications import NotificationRepository, NotificationStatus, StoredNotification

log = structlog.get_logger()

AT_ONCE = 64
AT_ONCE_FOR_A_CHANNEL = 4
"""Channels that hang must not keep others from being used; nor must a mail server, or a workspace of such channels."""
MAILS_AT_ONCE = 16
AT_ONCE_FOR_A_WORKSPACE = 40
ATTEMPT_S = 30.0
LEASE_MS = 90_000
LOOK_EVERY_S = 1.0
REST_AFTER_FAILURE_S = 5.0


class Deliveries:
    """One for each process that alerts."""

    def __init__(
        self, database: Database, clock: Clock, owner: str, speakers: Speakers, metrics: AlertingMetrics
    ) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner
        self._speakers = speakers
        self._metrics = metrics
        self._woken = asyncio.Event()
        self.last_turn = clock.monotonic()
        self._tasks: set[asyncio.Task[None]] = set()
        self._channels: Counter[int] = Counter()
        self._workspaces: Counter[int] = Counter()

    def wake(self) -> None:
        """There may be something to say."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled; attempts under way are given up then, and made again by whoever comes next."""
        try:
            while True:
                self._woken.clear()
                await self._begin_some()
                await self._wait()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def drain(self) -> int:
        """Say all that can be said now, one after another, and return how much that was: for who steps through time."""
        said = 0
        while leased := await self._lease():
            for one in leased:
                await self._carry(one)
            said += len(leased)
        return said

    async def _begin_some(self) -> None:
        try:
            leased = await self._lease()
            self.last_turn = self._clock.monotonic()
        except Unavailable as error:
            log.error("deliveries are put off", error=error.message)
            await asyncio.sleep(REST_AFTER_FAILURE_S)
            return
        except Exception:
            log.exception("deliveries failed and are put off")
            self._metrics.failures.inc()
            await asyncio.sleep(REST_AFTER_FAILURE_S)
            return
        for one in leased:
            task = asyncio.create_task(self._carry(one))
            self._tasks.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.wake()

    async def _lease(self) -> list[StoredNotification]:
        limit = AT_ONCE - self._workspaces.total()
        if limit <= 0:
            return []
        now = self._clock.now_ms()
        async with self._database.read() as connection:
            if not await NotificationRepository(connection).has_available(now):
                return []
        async with self._database.write() as connection:
            leased = await NotificationRepository(connection).lease(
                self._owner, now, lease_ms=LEASE_MS, limit=limit, room=self._room()
            )
        self._channels.update(_way(one) for one in leased)
        self._workspaces.update(one.workspace_id for one in leased)
        return leased

    def _room(self) -> Room:
        return Room(
            a_channel=AT_ONCE_FOR_A_CHANNEL,
            by_mail=MAILS_AT_ONCE,
            a_workspace=AT_ONCE_FOR_A_WORKSPACE,
            channels=self._channels,
            workspaces=self._workspaces,
        )

    async def _carry(self, notification: StoredNotification) -> None:
        self._metrics.under_way.inc()
        try:
            await self._say(notification)
        except Unavailable as error:
            # The lease runs out, and it is said again.
            log.error("a delivery could not be written down", notification=notification.id, error=error.message)
        except Exception:
            log.exception("a delivery has crashed", notification=notification.id)
            self._metrics.failures.inc()
        finally:
            self._channels -= Counter([_way(notification)])
            self._workspaces -= Counter([notification.workspace_id])
            self._metrics.under_way.dec()

    async def _say(self, notification: StoredNotification) -> None:
        speaker: Speaker | str | DeliveryFailed
        async with self._database.read() as connection:
            now = self._clock.now_ms()
            why = await reason_to_drop(connection, notification, now)
            try:
                speaker = why or await self._speakers.of(connection, notification)
            except DeliveryFailed as failure:
                speaker = failure
            if isinstance(speaker, Speaker) and not speaker.keeps_incidents:
                speaker = await taken_on(connection, notification, now) or speaker
        if isinstance(speaker, str):
            await self._drop(notification, speaker)
        else:
            await self._attempt(notification, speaker)

    async def _attempt(self, notification: StoredNotification, speaker: Speaker | DeliveryFailed) -> None:
        at, begun = self._clock.now_ms(), self._clock.monotonic()
        kind, resend_s = "unknown", None
        result: Receipt | DeliveryFailed
        if isinstance(speaker, DeliveryFailed):
            result = speaker
        else:
            kind, resend_s = speaker.kind, speaker.resend_s
            result = await _heard(speaker, notification)
        took_ms = round((self._clock.monotonic() - begun) * 1000)
        attempt = Attempt(notification, kind, at, took_ms, result, resend_s)
        self._count(attempt)
        await write_down(self._database, attempt, self._owner, self._clock.now_ms(), random.random())  # noqa: S311

    async def _drop(self, notification: StoredNotification, why: str) -> None:
        async with self._database.write() as connection:
            await NotificationRepository(connection).finish(
                self._owner, notification.id, NotificationStatus.DROPPED, self._clock.now_ms(), why
            )

    def _count(self, attempt: Attempt) -> None:
        self._metrics.deliveries.labels(attempt.kind, attempt.outcome).inc()
        if isinstance(attempt.result, Receipt):
            waited = self._clock.now_ms() - attempt.notification.created_at
            self._metrics.delay.observe(max(0, waited) / 1000)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LOOK_EVERY_S):
                await self._woken.wait()
        except TimeoutError:
            return


def _way(notification: StoredNotification) -> int:
    return BY_MAIL if notification.channel_id is None else notification.channel_id


async def _heard(speaker: Speaker, notification: StoredNotification) -> Receipt | DeliveryFailed:
    try:
        return await speaker.say(notification, ATTEMPT_S)
    except DeliveryFailed as failure:
        return failure
