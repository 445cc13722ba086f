"""Delivers mail in the background: nobody waits for a mail server, and no answer's time tells who has an account."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from email.message import EmailMessage

import structlog
from prometheus_client import CollectorRegistry

from tocsin.core.clock import Clock, SystemClock, to_datetime
from tocsin.core.errors import TooManyRequests
from tocsin.mail.deadline import within
from tocsin.mail.errors import Hindrance, MailFailed, MailNotConfigured
from tocsin.mail.message import Message, compose
from tocsin.mail.metrics import MailMetrics, Outcome
from tocsin.mail.way import Way

log = structlog.get_logger()

QUEUE_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient a postman is. A code that arrives later than it is valid helps nobody."""

    attempt_seconds: float = 30.0
    deadline_seconds: float = 600.0
    first_pause_seconds: float = 2.0
    longest_pause_seconds: float = 60.0
    at_once: int = 4

    def pause(self, attempts: int) -> float:
        """Seconds before the next attempt: doubling, and spread so that a thousand mails do not come back at once."""
        doubled = self.first_pause_seconds * 2.0 ** min(attempts - 1, 20)
        return min(self.longest_pause_seconds, doubled) * random.uniform(0.5, 1.0)  # noqa: S311


@dataclass(slots=True)
class _Posted:
    message: Message
    deadline: float
    attempts: int = 0
    failure: MailFailed | None = field(default=None, repr=False)


class Postman:
    """One per process, in its event loop. What waits is lost with the process: a person asks again, a job may repeat.

    Without a way there is none to send mail by, and `post` and `deliver` raise MailNotConfigured.
    """

    def __init__(
        self,
        way: Way | None = None,
        sender: str = "",
        *,
        pace: Pace | None = None,
        clock: Clock | None = None,
        registry: CollectorRegistry | None = None,
    ) -> None:
        self._way = way
        self._sender = sender
        self._pace = pace or Pace()
        self._clock = clock or SystemClock()
        self._metrics = MailMetrics(registry or CollectorRegistry())
        self._queue: asyncio.Queue[_Posted] = asyncio.Queue()
        self._waiting = 0
        self._doors = asyncio.Semaphore(self._pace.at_once)

    @property
    def is_working(self) -> bool:
        """Whether there is a way for mail to go out."""
        return self._way is not None

    def post(self, message: Message) -> None:
        """Have it delivered by `run`. Raise MailNotConfigured, or TooManyRequests when too many wait already."""
        self._way_out()
        if self._waiting >= QUEUE_LIMIT:
            self._metrics.count(Outcome.NO_ROOM)
            raise TooManyRequests(f"{QUEUE_LIMIT} mails are waiting to be sent already: try again in a minute.")
        deadline = asyncio.get_running_loop().time() + self._pace.deadline_seconds
        self._queue.put_nowait(_Posted(message, deadline))
        self._count_waiting(1)

    async def deliver(self, message: Message) -> str:
        """Now, and once: give what the server answered. Raise MailNotConfigured or MailFailed."""
        way = self._way_out()
        return await self._attempt(way, _Posted(message, deadline=0.0), self._compose(message))

    async def run(self) -> None:
        """Deliver what is posted, until cancelled."""
        if self._way is not None:
            log.info("mail_ready", place=self._way.place)
        async with asyncio.TaskGroup() as rounds:
            while True:
                rounds.create_task(self._carry(await self._queue.get()))

    async def drain(self, seconds: float) -> None:
        """Wait at a stop, while `run` still runs, until all is delivered or the time is over."""
        try:
            async with asyncio.timeout(seconds):
                await self._queue.join()
        except TimeoutError:
            log.warning("mails_lost", count=self._waiting)

    async def _carry(self, posted: _Posted) -> None:
        mail = self._compose(posted.message)
        try:
            outcome = await self._outcome(posted, mail)
            self._metrics.count(outcome)
            self._tell(outcome, posted, mail)
        finally:
            self._count_waiting(-1)
            self._queue.task_done()

    async def _outcome(self, posted: _Posted, mail: EmailMessage) -> Outcome:
        try:
            async with asyncio.timeout_at(posted.deadline):
                await self._persist(posted, mail)
        except MailFailed:
            return Outcome.REFUSED
        except TimeoutError:
            return Outcome.EXPIRED
        except Exception as error:  # noqa: BLE001 -- the loop's own guard: one mail must not stop the others
            # Without its words, which may hold the address.
            log.error("mail_crashed", message_id=str(mail["Message-ID"]), error=type(error).__name__)
            return Outcome.CRASHED
        return Outcome.SENT

    async def _persist(self, posted: _Posted, mail: EmailMessage) -> None:
        way = self._way_out()
        while True:
            try:
                async with self._doors:
                    await self._attempt(way, posted, mail)
            except MailFailed as failure:
                if failure.is_permanent:
                    raise
                if posted.attempts == 1:
                    # Who waits for a code will ask long before the deadline why none comes.
                    log.warning("mail_delayed", **_facts(posted, mail), **_reason(posted))
            else:
                return
            await asyncio.sleep(self._pace.pause(posted.attempts))

    async def _attempt(self, way: Way, posted: _Posted, mail: EmailMessage) -> str:
        posted.attempts += 1
        try:
            return await self._within_time(way, posted, mail)
        except MailFailed as failure:
            posted.failure = failure
            raise

    async def _within_time(self, way: Way, posted: _Posted, mail: EmailMessage) -> str:
        try:
            return await within(self._pace.attempt_seconds, way.send(mail, posted.message.to))
        except TimeoutError:
            raise MailFailed(
                f"{way.place} did not take the mail within {self._pace.attempt_seconds:g} seconds.",
                Hindrance.TIMEOUT,
                is_permanent=False,
            ) from None

    def _way_out(self) -> Way:
        if self._way is None:
            raise MailNotConfigured
        return self._way

    def _compose(self, message: Message) -> EmailMessage:
        return compose(message, self._sender, to_datetime(self._clock.now_ms()))

    def _tell(self, outcome: Outcome, posted: _Posted, mail: EmailMessage) -> None:
        if outcome == Outcome.SENT:
            log.info("mail_sent", **_facts(posted, mail))
        else:
            log.warning("mail_failed", outcome=outcome, **_facts(posted, mail), **_reason(posted))

    def _count_waiting(self, change: int) -> None:
        self._waiting += change
        self._metrics.waiting.set(self._waiting)


def _facts(posted: _Posted, mail: EmailMessage) -> dict[str, str | int]:
    """For the log: neither who it is for nor what it says."""
    return {"message_id": str(mail["Message-ID"]), "domain": posted.message.domain, "attempts": posted.attempts}


def _reason(posted: _Posted) -> dict[str, Hindrance | int | None]:
    failure = posted.failure
    return {"hindrance": failure.hindrance, "status": failure.status} if failure else {}
