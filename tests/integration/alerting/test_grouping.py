"""What shares a likely cause is told as one message, however much of it there is."""

from __future__ import annotations

import pytest

from tests.integration.alerting.stage import SECOND, Stage
from tocsin.core.monitor import QuorumRule

TEN = [f"person-{number}" for number in range(10)]
PROBLEM_AND_END = ["problem", "recovery"]


async def ten_people(stage: Stage) -> None:
    await stage.policy(*[(0, one) for one in TEN])


async def fail_within_a_minute(stage: Stage, monitors: list[int], region: str = "local") -> None:
    """As an interval of 60 s spreads them: some in every second."""
    for second in range(60):
        await stage.fails(*monitors[second::60], region=region)
        stage.clock.advance(SECOND)
        await stage.now()


def told_to(stage: Stage, person: str) -> list[str]:
    return [what for _, by, what in stage.told() if by == person]


async def test_2800_monitors_of_one_host_are_one_problem_and_one_recovery_for_each_of_ten_people(stage: Stage) -> None:
    await ten_people(stage)
    monitors = await stage.monitors([f"shop-{one}" for one in range(3_230)], target="db1.example")
    await fail_within_a_minute(stage, monitors[:2_800])
    await stage.at(30)
    assert sorted(by for _, by, _ in stage.told()) == TEN
    first = stage.heard[0].message.announcement
    assert (len(first.incidents), first.cause) == (50, "the same host: db1.example")
    assert first.total > 1_000
    await stage.recovers(*monitors[:2_800])
    await stage.at(60)
    assert [told_to(stage, one) for one in TEN] == [PROBLEM_AND_END] * 10
    assert {one.message.announcement.total for one in stage.heard if one.purpose == "recovery"} == {2_800}


async def test_monitors_that_one_region_alone_sees_fail_are_one_problem(stage: Stage) -> None:
    await ten_people(stage)
    names = [f"shop-{one}" for one in range(120)]
    monitors = await stage.monitors(names, regions=("eu", "us"), quorum=QuorumRule.ANY)
    await fail_within_a_minute(stage, monitors, region="us")
    await stage.at(30)
    assert sorted(by for _, by, _ in stage.told()) == TEN
    assert stage.heard[0].message.announcement.cause == "the same region: us"


async def test_monitors_of_a_parent_that_is_up_are_one_problem_that_names_it(stage: Stage) -> None:
    await ten_people(stage)
    router = await stage.monitor("router")
    monitors = await stage.monitors([f"shop-{one}" for one in range(180)], parents=(router,))
    await fail_within_a_minute(stage, monitors)
    await stage.at(30)
    assert sorted(by for _, by, _ in stage.told()) == TEN
    assert stage.heard[0].message.announcement.cause == "router and what depends on it"


async def test_2800_unrelated_monitors_that_fail_at_one_instant_are_one_problem(stage: Stage) -> None:
    await ten_people(stage)
    monitors = await stage.monitors([f"shop-{one}" for one in range(3_230)])
    await stage.fails(*monitors[:2_800])
    await stage.at(30)
    assert sorted(by for _, by, _ in stage.told()) == TEN
    first = stage.heard[0].message.announcement
    assert (len(first.incidents), first.total, first.cause) == (50, 2_800, "many unrelated monitors at once")
    await stage.recovers(*monitors[:2_800])
    await stage.at(60)
    assert [told_to(stage, one) for one in TEN] == [PROBLEM_AND_END] * 10


async def test_unrelated_monitors_that_fail_within_a_minute_are_a_few_messages(stage: Stage) -> None:
    await ten_people(stage)
    await fail_within_a_minute(stage, await stage.monitors([f"shop-{one}" for one in range(180)]))
    await stage.at(30)
    assert [told_to(stage, one) for one in TEN] == [["problem"] * 4] * 10


async def test_two_of_one_host_are_told_together(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    web, api = await stage.monitors(["web", "api"], target="host.example")
    await stage.fails(web)
    await stage.at(0.1)
    await stage.fails(api)
    await stage.at(10)
    assert stage.told() == [(0.25, "ops", "problem")]
    assert {one.monitor for one in stage.heard[0].message.announcement.incidents} == {"web", "api"}


async def test_who_shares_nothing_with_others_is_told_at_once_and_alone(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    web, mail = await stage.monitors(["web", "mail"])
    await stage.fails(web)
    await stage.now()
    await stage.fails(mail)
    await stage.now()
    assert stage.told() == [(0, "ops", "problem"), (0, "ops", "problem")]


async def test_a_policy_may_tell_each_by_itself(stage: Stage) -> None:
    await stage.policy((0, "ops"), groups=False)
    monitors = await stage.monitors(["web", "api", "mail"], target="host.example")
    await stage.fails(*monitors)
    await stage.at(10)
    assert stage.told() == [(0, "ops", "problem")] * 3


async def test_a_policy_may_wait_longer_for_others(stage: Stage) -> None:
    await stage.policy((0, "ops"), group_wait=120_000)
    web = await stage.monitor()
    await stage.fails(web)
    await stage.at(10)
    assert stage.told() == [(2, "ops", "problem")]


async def test_that_at_least_as_many_have_joined_is_told_once_five_minutes_later(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    monitors = await stage.monitors(["web", "api", "mail"], target="host.example")
    await stage.fails(monitors[0])
    await stage.at(1)
    await stage.fails(monitors[1])
    await stage.at(2)
    await stage.fails(monitors[2])
    await stage.at(60)
    assert stage.told() == [(0.25, "ops", "problem"), (5.25, "ops", "more")]
    assert stage.heard[1].message.announcement.total == 3


async def test_who_fails_long_after_the_others_is_news(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    web, api = await stage.monitors(["web", "api"], target="host.example")
    await stage.fails(web)
    await stage.at(20)
    await stage.fails(api)
    await stage.at(30)
    assert stage.told() == [(0.25, "ops", "problem"), (20.25, "ops", "problem")]


@pytest.mark.parametrize("answer", ["acknowledged", "snoozed"])
async def test_what_fails_after_somebody_took_on_the_others_is_news(stage: Stage, answer: str) -> None:
    await stage.policy((0, "ops"))
    web, api = await stage.monitors(["web", "api"], target="host.example")
    await stage.fails(web)
    await stage.at(1)
    await (stage.acknowledges(web) if answer == "acknowledged" else stage.snoozes(web, until=60))
    await stage.at(2)
    await stage.fails(api)
    await stage.at(3)
    assert [one for one in stage.told() if one[2] == "problem"] == [(0.25, "ops", "problem"), (2.25, "ops", "problem")]


async def test_the_recovery_comes_when_the_last_of_them_is_up(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    web, api = await stage.monitors(["web", "api"], target="host.example")
    await stage.fails(web, api)
    await stage.at(5)
    await stage.recovers(web)
    await stage.at(9)
    await stage.recovers(api)
    await stage.at(60)
    assert stage.told() == [(0.25, "ops", "problem"), (9, "ops", "recovery")]


async def test_what_is_over_within_the_wait_is_not_told(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    web, _ = await stage.monitors(["web", "api"], target="host.example")
    await stage.fails(web)
    incident = await stage.incident(web)
    await stage.at(0.1)
    await stage.recovers(web)
    await stage.at(10)
    assert stage.told() == []
    assert "nobody_was_told" in await stage.reasons(incident)
