"""What is in flight between the processes: queues that consumers compete for, and broadcasts that everyone hears."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from tocsin.core.messages import Broadcast, RunnerMessage, Topic
from tocsin.core.ping import Ping
from tocsin.core.result import Result

Message = RunnerMessage | Result | Ping


class Delivery(Protocol):
    """Messages handed to one consumer. What is not acknowledged is delivered again, to it or to another."""

    @property
    def messages(self) -> Sequence[Message]: ...

    async def ack(self) -> None:
        """Say that the messages are dealt with for good. Call it only after what they led to is committed."""


class Bus(Protocol):
    """At-least-once queues and best-effort broadcasts. Every queue is bounded."""

    async def publish(self, queue: str, messages: Sequence[Message]) -> None:
        """Queue the messages in order.

        At the queue's limit checks lose their oldest (a check that nobody could take has no value later), results
        and pings make the publisher wait.
        """

    def consume(self, queue: str, *, most: int) -> AbstractAsyncContextManager[AsyncIterator[Delivery]]:
        """Deliveries of at most `most` messages, as they come."""

    async def broadcast(self, topic: Topic, message: Broadcast) -> None:
        """Tell every present subscriber; a subscriber that does not keep up loses its oldest."""

    def has_subscribers(self, topic: Topic) -> bool:
        """False when a broadcast would reach nobody, so that its making can be spared."""

    def subscribe(self, topic: Topic) -> AbstractAsyncContextManager[AsyncIterator[Broadcast]]:
        """What is broadcast from now on."""
