"""Many at once: what hangs, or breaks, keeps nothing else from being said."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from tests.integration.alerting.recorder import Ear
from tests.integration.alerting.stage import Stage, role
from tests.polling import until
from tocsin.alerting.alerting import STALLED_S
from tocsin.alerting.deliveries import AT_ONCE, AT_ONCE_FOR_A_CHANNEL, MAILS_AT_ONCE
from tocsin.core.alerting.match import Match
from tocsin.core.notifier import Message, Receipt
from tocsin.storage.notifications import NotificationRepository
from tocsin.storage.tables import notification

OTHER = Match(names=("other",))


class Hanging(Ear):
    """Those whom it hangs for never come to an answer."""

    def __init__(self, stage: Stage, *hanging: str) -> None:
        super().__init__(stage.clock.now_ms)
        self.hanging = hanging
        self.under_way: Counter[str] = Counter()

    async def take(self, by: str, message: Message) -> Receipt:
        self.under_way[by] += 1
        if by.endswith(self.hanging):
            await asyncio.Event().wait()
        return self.hear(by, message)


@asynccontextmanager
async def delivering(stage: Stage) -> AsyncIterator[None]:
    """What was decided is said beside the test."""
    await stage.alerting.turn()
    work = asyncio.create_task(stage.alerting.deliveries.run())
    yield
    work.cancel()
    await asyncio.wait([work])


def hanging(stage: Stage, *names: str) -> Hanging:
    stage.ear = Hanging(stage, *names)
    stage.restart()
    return stage.ear


async def test_a_channel_that_hangs_has_few_attempts_under_way_however_much_it_is_to_be_told(stage: Stage) -> None:
    ear = hanging(stage, "dead")
    await stage.policy((0, "dead"), groups=False)
    await stage.fails(*await stage.monitors([f"web-{one}" for one in range(AT_ONCE + 10)]))
    await stage.policy((0, "ops"), match=OTHER, groups=False)
    async with delivering(stage):
        await stage.fails(await stage.monitor("other"))
        await stage.alerting.turn()
        await until(lambda: ear.heard)
        assert ear.under_way == {"dead": AT_ONCE_FOR_A_CHANNEL, "ops": 1}


async def test_a_mail_server_that_hangs_leaves_room_for_channels(stage: Stage) -> None:
    ear = hanging(stage, "@example.com")
    for one in range(AT_ONCE + 10):
        await stage.member(f"user-{one}")
    await stage.policy((0, role("editor")))
    await stage.fails(await stage.monitor("web"))
    await stage.policy((0, "ops"), match=OTHER, groups=False)
    async with delivering(stage):
        await stage.fails(await stage.monitor("other"))
        await stage.alerting.turn()
        await until(lambda: ear.heard)
        assert ear.under_way.total() == MAILS_AT_ONCE + 1


async def test_what_the_database_says_of_a_lease_stops_no_delivery_for_good(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease, faults = NotificationRepository.lease, [OperationalError("", {}, Exception("disk I/O error"))]

    async def sometimes(*args: object, **named: object) -> object:
        if faults:
            raise faults.pop()
        return await lease(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(NotificationRepository, "lease", sometimes)
    monkeypatch.setattr("tocsin.alerting.deliveries.REST_AFTER_FAILURE_S", 0.01)
    await stage.policy((0, "ops"))
    await stage.fails(await stage.monitor())
    async with delivering(stage):
        await until(lambda: stage.heard)


async def test_a_notification_that_cannot_be_read_stops_no_other(stage: Stage) -> None:
    await stage.policy((0, "ops"), (0, "boss"))
    await stage.fails(await stage.monitor())
    await stage.alerting.turn()
    async with stage.database.write() as connection:
        of_one = notification.c.destination == "ops"
        await connection.execute(update(notification).where(of_one).values(document=b"{}"))
    await stage.now()
    assert stage.told() == [(0, "boss", "problem")]


@pytest.mark.parametrize(("part", "said"), [("alerting", "decided upon"), ("deliveries", "delivered")])
async def test_what_stands_still_is_noticed(stage: Stage, part: str, said: str) -> None:
    assert await stage.alerting.trouble() is None
    still = stage.alerting if part == "alerting" else stage.alerting.deliveries
    still.last_turn -= STALLED_S + 1
    assert await stage.alerting.trouble() == f"nothing was {said} for 31 s"
