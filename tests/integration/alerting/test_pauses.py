"""Monitors, policies and workspaces that are paused, deleted or restored while something is being told."""

from __future__ import annotations

from tests.integration.alerting.stage import Stage


async def test_a_paused_monitor_is_escalated_no_further_until_it_is_resumed(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), (10, "boss"))
    await stage.fails(web)
    await stage.at(5)
    await stage.pauses(web)
    await stage.at(60)
    assert stage.told() == [(0, "ops", "problem")]
    await stage.pauses(web, is_over=True)
    await stage.at(120)
    assert [(by, what) for _, by, what in stage.told()] == [("ops", "problem"), ("boss", "problem")]


async def test_of_a_deleted_monitor_it_is_told_that_it_is_over(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), (10, "boss"))
    await stage.fails(web)
    await stage.at(5)
    await stage.deletes(web)
    await stage.at(60)
    assert stage.told() == [(0, "ops", "problem"), (5, "ops", "recovery")]
    assert "The monitor was deleted." in stage.texts("ops")[1]


async def test_a_monitor_that_is_deleted_before_it_was_told_is_not_told(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.fails(web)
    await stage.deletes(web)
    await stage.at(60)
    assert stage.told() == []


async def test_a_deleted_workspace_says_nothing(stage: Stage) -> None:
    web, api = await stage.monitors(["web", "api"])
    await stage.policy((0, "ops"), (10, "boss"))
    await stage.fails(web)
    await stage.at(5)
    await stage.deletes_workspace()
    await stage.fails(api)
    await stage.at(60)
    assert stage.told() == [(0, "ops", "problem")]


async def test_a_restored_workspace_says_late_what_is_still_so(stage: Stage) -> None:
    web, api, mail = await stage.monitors(["web", "api", "mail"])
    await stage.policy((0, "ops"))
    await stage.fails(web)
    await stage.at(5)
    await stage.deletes_workspace()
    await stage.fails(api, mail)
    await stage.at(30)
    await stage.recovers(web, mail)
    await stage.at(60)
    await stage.deletes_workspace(is_over=True)
    await stage.at(90)
    told = [(what, one.message.announcement.incidents[0].monitor) for one in stage.heard for what in (one.purpose,)]
    assert sorted(told) == [("problem", "api"), ("problem", "web"), ("recovery", "web")]


async def test_a_policy_that_is_deleted_escalates_no_further_and_still_tells_the_end(stage: Stage) -> None:
    web = await stage.monitor()
    policy = await stage.policy((0, "ops"), (10, "boss"))
    await stage.fails(web)
    await stage.at(5)
    await stage.deletes_policy(policy)
    await stage.at(30)
    await stage.recovers(web)
    await stage.at(60)
    assert stage.told() == [(0, "ops", "problem"), (30, "ops", "recovery")]


async def test_what_a_deleted_policy_has_not_told_yet_is_another_policys(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    patient = await stage.policy((0, "log"), group_wait=600_000)
    await stage.fails(web)
    await stage.at(5)
    await stage.deletes_policy(patient)
    await stage.at(30)
    assert stage.told() == [(10, "ops", "problem")]


async def test_after_an_hour_without_alerting_only_what_is_still_open_is_told(stage: Stage) -> None:
    web, api = await stage.monitors(["web", "api"])
    await stage.policy((0, "ops"))
    await stage.fails(web, api)
    stage.sleeps(30)
    await stage.recovers(api)
    stage.sleeps(60)
    await stage.at(90)
    assert [one.message.announcement.incidents[0].monitor for one in stage.heard] == ["web"]


async def test_after_an_hour_without_alerting_a_storm_is_one_problem(stage: Stage) -> None:
    monitors = await stage.monitors([f"shop-{one}" for one in range(60)])
    await stage.policy((0, "ops"))
    await stage.fails(*monitors)
    stage.sleeps(60)
    await stage.at(90)
    assert [(by, what) for _, by, what in stage.told()] == [("ops", "problem")]


async def test_steps_that_were_missed_while_alerting_was_away_are_taken_at_once(stage: Stage) -> None:
    await stage.policy((0, "ops"), (10, "boss"), repeat=(10, 10))
    await stage.fails(await stage.monitor())
    await stage.now()
    stage.sleeps(60)
    await stage.now()
    assert stage.told() == [(0, "ops", "problem"), (60, "boss", "problem"), (60, "ops", "reminder")]
