"""From a decision to the far side: tried again when it is away, once it has taken it never again."""

from __future__ import annotations

import pytest

from tests.integration.alerting.stage import SECOND, Stage
from tocsin.storage.deliveries import DeliveryFilter, DeliveryRepository


async def attempts(stage: Stage) -> list[str]:
    """How each has ended, the first one first."""
    async with stage.database.read() as connection:
        page = await DeliveryRepository(connection).page(stage.workspace_id, DeliveryFilter(), limit=100)
    return [one.outcome.value for one in reversed(page.items)]


async def test_what_is_not_taken_is_tried_again_until_it_is_and_then_never_again(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    stage.breaks("ops")
    await stage.fails(await stage.monitor())
    await stage.at(0.2)
    stage.mends("ops")
    await stage.at(300)
    assert [(by, what) for _, by, what in stage.told()] == [("ops", "problem")]
    assert (await attempts(stage))[-1] == "sent"
    assert set((await attempts(stage))[:-1]) == {"temporary"}


async def test_attempts_lie_further_and_further_apart(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    stage.breaks("ops")
    await stage.fails(await stage.monitor())
    seen: list[int] = []
    for minute in (1, 60, 61, 120):
        await stage.at(minute)
        seen.append(stage.ear.attempts)
    assert seen[0] >= 4
    assert seen[2] - seen[1] <= 1
    assert 4 <= seen[3] - seen[1] <= 8


async def test_the_same_message_is_the_same_to_the_far_side(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    stage.breaks("ops")
    await stage.fails(await stage.monitor())
    await stage.at(10)
    assert len(stage.ear.keys) > 3
    assert set(stage.ear.keys) == {"group:1:problem:0.1:channel:1"}


async def test_who_asks_for_a_pause_is_left_alone_for_so_long(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    stage.breaks("ops", retry_after=600)
    await stage.fails(await stage.monitor())
    await stage.at(9.9)
    assert stage.ear.attempts == 1
    stage.mends("ops")
    await stage.at(15)
    assert [(by, what) for _, by, what in stage.told()] == [("ops", "problem")]


async def test_what_is_refused_for_good_is_not_tried_again(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    stage.breaks("ops", is_permanent=True)
    web = await stage.monitor()
    await stage.fails(web)
    await stage.at(60)
    assert stage.ear.attempts == 1
    assert "not_delivered" in await stage.reasons(await stage.incident(web))


async def test_a_problem_that_is_over_before_it_could_be_said_is_not_said_and_neither_is_its_end(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    stage.breaks("ops")
    await stage.fails(web)
    await stage.at(5)
    await stage.recovers(web)
    stage.mends("ops")
    await stage.at(60)
    assert stage.told() == []


async def test_the_end_of_a_problem_that_may_have_arrived_is_told(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    stage.breaks("ops", status=None)
    await stage.fails(web)
    await stage.at(5)
    await stage.recovers(web)
    stage.mends("ops")
    await stage.at(60)
    assert [what for _, _, what in stage.told()] == ["recovery"]


async def test_the_end_is_never_told_before_the_problem(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.fails(web)
    await stage.now()
    stage.breaks("ops")
    await stage.recovers(web)
    await stage.at(5)
    stage.mends("ops")
    await stage.at(60)
    assert [what for _, _, what in stage.told()] == ["problem", "recovery"]


async def test_what_could_not_be_said_for_a_day_is_given_up(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    stage.breaks("ops")
    await stage.fails(await stage.monitor())
    await stage.now()
    stage.sleeps(25 * 60)
    stage.mends("ops")
    await stage.at(26 * 60)
    assert stage.told() == []


async def test_a_channel_that_is_switched_off_meanwhile_is_not_used(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    stage.breaks("ops")
    await stage.fails(await stage.monitor())
    await stage.at(1)
    await stage.switch("ops", on=False)
    stage.mends("ops")
    await stage.at(60)
    assert stage.told() == []


async def test_a_channel_that_forgets_is_told_again_until_it_is_over(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.channel("wall", kind="forgetful")
    await stage.policy((0, "wall"))
    await stage.fails(web)
    await stage.at(3)
    await stage.recovers(web)
    await stage.at(60)
    assert [what for _, _, what in stage.told()] == ["problem", "refresh", "refresh", "refresh", "recovery"]


async def test_a_channel_that_forgets_is_told_of_what_is_open_now(stage: Stage) -> None:
    web, api = await stage.monitors(["web", "api"], target="host.example")
    await stage.channel("wall", kind="forgetful")
    await stage.policy((0, "wall"))
    await stage.fails(web, api)
    await stage.at(0.5)
    await stage.recovers(web)
    await stage.at(2)
    told = [[one.monitor for one in heard.message.announcement.incidents] for heard in stage.heard]
    assert told == [["web", "api"], ["api"]]


async def test_a_channel_that_forgets_hears_again_though_it_once_refused(stage: Stage) -> None:
    await stage.channel("wall", kind="forgetful")
    await stage.policy((0, "wall"))
    await stage.fails(await stage.monitor())
    await stage.at(0.5)
    stage.breaks("wall", is_permanent=True)
    await stage.at(2)
    stage.mends("wall")
    await stage.at(5)
    assert [what for _, _, what in stage.told()][-1] == "refresh"
    assert stage.heard[-1].at > stage.heard[0].at + 120 * SECOND


async def test_a_template_that_does_not_work_keeps_nobody_from_being_told(stage: Stage) -> None:
    await stage.channel("ops", body_template="{{ nothing.at.all.here }}")
    await stage.policy((0, "ops"))
    await stage.fails(await stage.monitor())
    await stage.now()
    assert stage.told() == [(0, "ops", "problem")]


async def test_what_cannot_be_followed_up_is_not_said_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def crash(*_: object) -> None:
        raise RuntimeError("a timeline that cannot be written")

    await stage.policy((0, "ops"))
    await stage.fails(await stage.monitor())
    monkeypatch.setattr("tocsin.storage.incidents.IncidentRepository.add_events", crash)
    await stage.at(60)
    assert stage.told() == [(0, "ops", "problem")]
    assert await attempts(stage) == ["sent"]


async def test_what_somebody_has_taken_on_is_not_said_late(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.channel("sms", kind="unaware")
    await stage.policy((0, "sms"), (0, "ops"))
    stage.breaks("sms")
    await stage.fails(web)
    await stage.at(1)
    await stage.acknowledges(web)
    stage.mends("sms")
    await stage.at(30)
    assert ("sms", "problem") not in [(by, what) for _, by, what in stage.told()]
    await stage.recovers(web)
    await stage.at(31)
    assert [by for _, by, what in stage.told() if what == "recovery"] == ["ops"]


async def test_what_keeps_incidents_hears_of_it_all_the_same(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "pager"))
    stage.breaks("pager")
    await stage.fails(web)
    await stage.at(1)
    await stage.acknowledges(web)
    stage.mends("pager")
    await stage.at(30)
    assert [what for _, by, what in stage.told() if by == "pager"] == ["problem", "acknowledged"]


async def test_when_a_snooze_is_over_it_is_said_once(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.channel("sms", kind="unaware")
    await stage.policy((0, "sms"))
    stage.breaks("sms")
    await stage.fails(web)
    await stage.at(1)
    await stage.snoozes(web, until=20)
    await stage.at(2)
    stage.mends("sms")
    await stage.at(60)
    assert [(at, by) for at, by, what in stage.told() if what == "problem"] == [(20, "sms")]


async def test_of_a_paused_monitor_it_is_said_late(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.channel("sms", kind="unaware")
    await stage.policy((0, "sms"))
    stage.breaks("sms")
    await stage.fails(web)
    await stage.at(1)
    await stage.pauses(web)
    stage.mends("sms")
    await stage.at(30)
    assert [by for _, by, what in stage.told() if what == "problem"] == ["sms"]
