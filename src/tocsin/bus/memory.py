"""The bus of the embedded product and of the tests: queues in memory, safe between threads and their event loops.

Messages are handed over by reference; all of them are immutable.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from tocsin.bus import Message
from tocsin.core.messages import PINGS_QUEUE, RESULTS_QUEUE, Broadcast, Topic

QUEUE_LIMIT = 50_000
PINGS_LIMIT = 5_000
"""Each may hold as many bytes of a body as are kept; a sender that could not hand over in time is told so."""
NEVER_LOST = (RESULTS_QUEUE, PINGS_QUEUE)
SUBSCRIPTION_LIMIT = 10_000


class Waiters:
    """Futures of several event loops that are woken together from any thread."""

    def __init__(self, lock: threading.Lock) -> None:
        self._lock = lock
        self._futures: set[asyncio.Future[None]] = set()

    def __len__(self) -> int:
        return len(self._futures)

    def add(self) -> asyncio.Future[None]:
        """A future of the running loop; call under the owner's lock, hand it to `wait` outside of it."""
        future = asyncio.get_running_loop().create_future()
        self._futures.add(future)
        return future

    async def wait(self, future: asyncio.Future[None]) -> None:
        """Until woken. A wait that is cancelled leaves nothing behind."""
        try:
            await future
        finally:
            with self._lock:
                self._futures.discard(future)

    def wake(self) -> None:
        """Call under the owner's lock."""
        futures, self._futures = self._futures, set()
        for future in futures:
            with suppress(RuntimeError):  # its loop has been closed: nobody waits there any more
                future.get_loop().call_soon_threadsafe(_set, future)


def _set(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


class MemoryDelivery:
    """See `Delivery`: what is not acknowledged goes back to the head of the queue when its consumer leaves."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.messages = messages
        self.is_acknowledged = False

    async def ack(self) -> None:
        self.is_acknowledged = True


class MemoryQueue:
    """A bounded queue. `loses_oldest` is the policy at the limit; otherwise the publisher waits."""

    def __init__(self, limit: int, *, loses_oldest: bool) -> None:
        self.limit = limit
        self.loses_oldest = loses_oldest
        self.lost = 0
        self._messages: deque[Message] = deque()
        self._lock = threading.Lock()
        self._arrived = Waiters(self._lock)
        self._freed = Waiters(self._lock)

    def __len__(self) -> int:
        return len(self._messages)

    async def put(self, messages: Sequence[Message]) -> None:
        while True:
            with self._lock:
                if self.loses_oldest or not self._messages or len(self._messages) + len(messages) <= self.limit:
                    self._messages.extend(messages)
                    while self.loses_oldest and len(self._messages) > self.limit:
                        self._messages.popleft()
                        self.lost += 1
                    self._arrived.wake()
                    return
                freed = self._freed.add()
            await self._freed.wait(freed)

    async def get(self, most: int) -> MemoryDelivery:
        while True:
            with self._lock:
                if self._messages:
                    count = min(most, len(self._messages))
                    taken = [self._messages.popleft() for _ in range(count)]
                    self._freed.wake()
                    return MemoryDelivery(taken)
                arrived = self._arrived.add()
            await self._arrived.wait(arrived)

    def give_back(self, delivery: MemoryDelivery) -> None:
        with self._lock:
            self._messages.extendleft(reversed(delivery.messages))
            self._arrived.wake()


class MemoryConsumer:
    """The deliveries to one consumer. A wait for the next one may be cancelled and begun again."""

    def __init__(self, source: MemoryQueue, most: int) -> None:
        self._source = source
        self._most = most
        self._unacknowledged: list[MemoryDelivery] = []

    def __aiter__(self) -> AsyncIterator[MemoryDelivery]:
        return self

    async def __anext__(self) -> MemoryDelivery:
        self._unacknowledged = [delivery for delivery in self._unacknowledged if not delivery.is_acknowledged]
        delivery = await self._source.get(self._most)
        self._unacknowledged.append(delivery)
        return delivery

    def leave(self) -> None:
        """Give back what was not acknowledged, in order."""
        for delivery in reversed(self._unacknowledged):
            if not delivery.is_acknowledged:
                self._source.give_back(delivery)


class MemorySubscription:
    """One subscriber's bounded backlog."""

    def __init__(self) -> None:
        self._messages: deque[Broadcast] = deque(maxlen=SUBSCRIPTION_LIMIT)
        self._lock = threading.Lock()
        self._arrived = Waiters(self._lock)

    def put(self, message: Broadcast) -> None:
        with self._lock:
            self._messages.append(message)
            self._arrived.wake()

    def __aiter__(self) -> AsyncIterator[Broadcast]:
        return self

    async def __anext__(self) -> Broadcast:
        while True:
            with self._lock:
                if self._messages:
                    return self._messages.popleft()
                arrived = self._arrived.add()
            await self._arrived.wait(arrived)


class MemoryBus:
    """See `Bus`."""

    def __init__(self, *, queue_limit: int = QUEUE_LIMIT) -> None:
        self._queue_limit = queue_limit
        self._queues: dict[str, MemoryQueue] = {}
        self._subscriptions: dict[Topic, tuple[MemorySubscription, ...]] = {}
        self._lock = threading.Lock()

    def queue(self, name: str) -> MemoryQueue:
        with self._lock:
            if name not in self._queues:
                limit = min(PINGS_LIMIT, self._queue_limit) if name == PINGS_QUEUE else self._queue_limit
                self._queues[name] = MemoryQueue(limit, loses_oldest=name not in NEVER_LOST)
            return self._queues[name]

    async def publish(self, queue: str, messages: Sequence[Message]) -> None:
        await self.queue(queue).put(messages)

    @asynccontextmanager
    async def consume(self, queue: str, *, most: int) -> AsyncIterator[AsyncIterator[MemoryDelivery]]:
        consumer = MemoryConsumer(self.queue(queue), most)
        try:
            yield consumer
        finally:
            consumer.leave()

    async def broadcast(self, topic: Topic, message: Broadcast) -> None:
        for subscription in self._subscriptions.get(topic, ()):
            subscription.put(message)

    def has_subscribers(self, topic: Topic) -> bool:
        return bool(self._subscriptions.get(topic))

    @asynccontextmanager
    async def subscribe(self, topic: Topic) -> AsyncIterator[AsyncIterator[Broadcast]]:
        subscription = MemorySubscription()
        with self._lock:
            self._subscriptions[topic] = (*self._subscriptions.get(topic, ()), subscription)
        try:
            yield subscription
        finally:
            with self._lock:
                self._subscriptions[topic] = tuple(s for s in self._subscriptions[topic] if s is not subscription)
