import asyncio
import threading
from collections.abc import Sequence

import pytest

from tocsin.bus import Message
from tocsin.bus.memory import SUBSCRIPTION_LIMIT, MemoryBus, MemoryQueue
from tocsin.core.messages import PINGS_QUEUE, RESULTS_QUEUE, CheckRequested, Topic
from tocsin.core.result import Outcome, Result
from tocsin.core.verdict import Verdict

CHECKS = "checks.local"
SECONDS = 5.0


def messages(*numbers: int) -> list[Message]:
    return [Result(number, "local", number, number, 1, Outcome(Verdict.UP)) for number in numbers]


def numbers_of(taken: Sequence[Message]) -> list[int]:
    return [one.monitor_id for one in taken if isinstance(one, Result)]


async def take(bus: MemoryBus, queue: str = CHECKS, most: int = 100) -> list[int]:
    """What one delivery holds, acknowledged."""
    async with asyncio.timeout(SECONDS), bus.consume(queue, most=most) as deliveries:
        delivery = await anext(deliveries)
        await delivery.ack()
        return numbers_of(delivery.messages)


async def is_blocked(task: asyncio.Task[None]) -> bool:
    """Whether the task still waits after the loop has turned often enough for everything that is ready."""
    for _ in range(20):
        await asyncio.sleep(0)
    return not task.done()


async def test_messages_come_in_the_order_in_which_they_were_published() -> None:
    bus = MemoryBus()
    await bus.publish(CHECKS, messages(1, 2))
    await bus.publish(CHECKS, messages(3))
    assert await take(bus) == [1, 2, 3]


async def test_a_delivery_gathers_what_is_there_up_to_its_bound() -> None:
    bus = MemoryBus()
    await bus.publish(CHECKS, messages(1, 2, 3, 4, 5))
    assert await take(bus, most=3) == [1, 2, 3]
    assert await take(bus, most=3) == [4, 5]


async def test_what_is_not_acknowledged_is_delivered_again_first_and_in_order() -> None:
    bus = MemoryBus()
    await bus.publish(CHECKS, messages(1, 2, 3, 4))
    async with bus.consume(CHECKS, most=2) as deliveries:
        await anext(deliveries)
        await anext(deliveries)
    await bus.publish(CHECKS, messages(5))
    assert await take(bus) == [1, 2, 3, 4, 5]


async def test_only_what_is_unacknowledged_comes_back_when_acks_come_out_of_order() -> None:
    bus = MemoryBus()
    await bus.publish(CHECKS, messages(1, 2, 3))
    async with bus.consume(CHECKS, most=1) as deliveries:
        await anext(deliveries)
        second = await anext(deliveries)
        await second.ack()
        await anext(deliveries)
    assert await take(bus) == [1, 3]


async def test_consumers_compete_and_each_message_goes_to_one_of_them() -> None:
    bus = MemoryBus()
    await bus.publish(CHECKS, messages(1, 2, 3, 4))
    async with bus.consume(CHECKS, most=2) as one, bus.consume(CHECKS, most=2) as other:
        assert numbers_of((await anext(one)).messages) == [1, 2]
        assert numbers_of((await anext(other)).messages) == [3, 4]


async def test_a_full_queue_of_checks_loses_its_oldest_and_counts_them() -> None:
    bus = MemoryBus(queue_limit=3)
    await bus.publish(CHECKS, messages(1, 2, 3, 4, 5))
    assert bus.queue(CHECKS).lost == 2
    assert await take(bus) == [3, 4, 5]


@pytest.mark.parametrize("queue", [RESULTS_QUEUE, PINGS_QUEUE])
async def test_a_full_queue_of_what_was_seen_or_said_makes_the_publisher_wait_and_loses_nothing(queue: str) -> None:
    bus = MemoryBus(queue_limit=3)
    await bus.publish(queue, messages(1, 2, 3))
    publishing = asyncio.create_task(bus.publish(queue, messages(4)))
    assert await is_blocked(publishing)
    assert await take(bus, queue) == [1, 2, 3]
    await asyncio.wait_for(publishing, SECONDS)
    assert await take(bus, queue) == [4]


async def test_a_batch_larger_than_the_queue_is_let_in_when_the_queue_is_empty() -> None:
    bus = MemoryBus(queue_limit=2)
    await asyncio.wait_for(bus.publish(RESULTS_QUEUE, messages(1, 2, 3)), SECONDS)
    assert await take(bus, RESULTS_QUEUE) == [1, 2, 3]


async def test_a_cancelled_publisher_has_published_nothing() -> None:
    bus = MemoryBus(queue_limit=1)
    await bus.publish(RESULTS_QUEUE, messages(1))
    publishing = asyncio.create_task(bus.publish(RESULTS_QUEUE, messages(2)))
    assert await is_blocked(publishing)
    publishing.cancel()
    await asyncio.wait([publishing])
    assert await take(bus, RESULTS_QUEUE) == [1]
    assert len(bus.queue(RESULTS_QUEUE)) == 0


async def test_a_wait_that_timed_out_does_not_end_the_consumer() -> None:
    bus = MemoryBus()
    async with bus.consume(CHECKS, most=10) as deliveries:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(deliveries), 0.001)
        await bus.publish(CHECKS, messages(1))
        assert numbers_of((await asyncio.wait_for(anext(deliveries), SECONDS)).messages) == [1]


async def test_a_wait_that_is_cancelled_as_its_message_arrives_loses_nothing() -> None:
    bus = MemoryBus()
    async with bus.consume(CHECKS, most=10) as deliveries:
        waiting = asyncio.ensure_future(anext(deliveries))
        await asyncio.sleep(0)
        await bus.publish(CHECKS, messages(1))
        waiting.cancel()
        await asyncio.wait([waiting])
    assert await take(bus) == [1]


async def test_waits_that_are_cancelled_again_and_again_leave_nothing_behind() -> None:
    queue = MemoryQueue(10, loses_oldest=True)
    for _ in range(200):
        waiting = asyncio.create_task(queue.get(1))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
    assert len(queue._arrived) == 0


async def test_a_consumer_on_another_thread_is_woken() -> None:
    bus = MemoryBus()
    taken: list[int] = []
    thread = threading.Thread(target=lambda: taken.extend(asyncio.run(take(bus))))
    thread.start()
    await bus.publish(CHECKS, messages(1))
    await asyncio.to_thread(thread.join, SECONDS)
    assert taken == [1]


async def test_a_publisher_on_another_thread_is_let_on_when_there_is_room() -> None:
    bus = MemoryBus(queue_limit=1)
    await bus.publish(RESULTS_QUEUE, messages(1))
    thread = threading.Thread(target=lambda: asyncio.run(bus.publish(RESULTS_QUEUE, messages(2))))
    thread.start()
    assert await take(bus, RESULTS_QUEUE) == [1]
    assert await take(bus, RESULTS_QUEUE) == [2]
    await asyncio.to_thread(thread.join, SECONDS)
    assert not thread.is_alive()


async def test_nothing_is_lost_or_doubled_between_threads() -> None:
    bus = MemoryBus(queue_limit=50)
    sent = list(range(2_000))

    async def publish(numbers: list[int]) -> None:
        for number in numbers:
            await bus.publish(RESULTS_QUEUE, messages(number))

    threads = [threading.Thread(target=lambda n=n: asyncio.run(publish(sent[n::4]))) for n in range(4)]
    for thread in threads:
        thread.start()
    received: list[int] = []
    while len(received) < len(sent):
        received += await take(bus, RESULTS_QUEUE, most=30)
    assert sorted(received) == sent


async def test_a_waiter_whose_loop_is_closed_does_not_disturb_the_publisher() -> None:
    bus = MemoryBus()
    loop = asyncio.new_event_loop()

    async def begin() -> None:
        bus.queue(CHECKS)._arrived.add()

    await asyncio.to_thread(lambda: (loop.run_until_complete(begin()), loop.close()))
    await bus.publish(CHECKS, messages(1))
    assert await take(bus) == [1]


async def test_every_subscriber_hears_every_broadcast_from_its_beginning_on() -> None:
    bus = MemoryBus()
    async with bus.subscribe(Topic.REQUESTS) as one:
        await bus.broadcast(Topic.REQUESTS, CheckRequested(1))
        async with bus.subscribe(Topic.REQUESTS) as other:
            await bus.broadcast(Topic.REQUESTS, CheckRequested(2))
            assert [await anext(one), await anext(one)] == [CheckRequested(1), CheckRequested(2)]
            assert await anext(other) == CheckRequested(2)


async def test_a_broadcast_stays_within_its_topic() -> None:
    bus = MemoryBus()
    async with bus.subscribe(Topic.MONITORS) as changes, bus.subscribe(Topic.REQUESTS) as requests:
        await bus.broadcast(Topic.MONITORS, CheckRequested(1))
        await bus.broadcast(Topic.REQUESTS, CheckRequested(2))
        assert await anext(requests) == CheckRequested(2)
        assert await anext(changes) == CheckRequested(1)


async def test_a_subscriber_that_does_not_keep_up_loses_its_oldest() -> None:
    bus = MemoryBus()
    async with bus.subscribe(Topic.REQUESTS) as heard:
        for number in range(SUBSCRIPTION_LIMIT + 5):
            await bus.broadcast(Topic.REQUESTS, CheckRequested(number))
        assert await anext(heard) == CheckRequested(5)


async def test_a_subscriber_that_has_left_is_forgotten() -> None:
    bus = MemoryBus()
    assert not bus.has_subscribers(Topic.EVENTS)
    async with bus.subscribe(Topic.EVENTS):
        assert bus.has_subscribers(Topic.EVENTS)
    assert not bus.has_subscribers(Topic.EVENTS)


async def test_a_subscriber_may_give_up_waiting_and_wait_again() -> None:
    bus = MemoryBus()
    async with bus.subscribe(Topic.REQUESTS) as heard:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(heard), 0.001)
        await bus.broadcast(Topic.REQUESTS, CheckRequested(1))
        assert await asyncio.wait_for(anext(heard), SECONDS) == CheckRequested(1)
