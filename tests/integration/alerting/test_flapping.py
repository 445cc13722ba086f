"""What fails and recovers over and over is told once, until it is steady again."""

from __future__ import annotations

from tests.integration.alerting.stage import Stage


async def test_the_fourth_time_within_an_hour_is_told_as_flapping_and_what_follows_is_not(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.flaps(web, 10, from_minute=0)
    assert [(at, what) for at, _, what in stage.told()] == [
        (0, "problem"),
        (1, "recovery"),
        (2, "problem"),
        (3, "recovery"),
        (4, "problem"),
        (5, "recovery"),
        (6, "problem"),
    ]
    assert [one.message.announcement.is_flapping for one in stage.heard] == [False] * 6 + [True]
    assert "again and again" in stage.heard[-1].message.text


async def test_that_it_is_steady_and_up_is_told_after_fifteen_minutes(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.flaps(web, 6, from_minute=0)
    await stage.at(120)
    assert stage.told()[6:] == [(6, "ops", "problem"), (26, "ops", "recovery")]


async def test_what_is_steady_and_down_is_told_as_any_other_that_is_down(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), (10, "boss"))
    await stage.flaps(web, 6, from_minute=0)
    await stage.at(12)
    await stage.fails(web)
    await stage.at(120)
    await stage.recovers(web)
    await stage.at(140)
    assert stage.told()[7:] == [
        (27, "ops", "problem"),
        (37, "boss", "problem"),
        (120, "ops", "recovery"),
        (120, "boss", "recovery"),
    ]
    assert not stage.heard[7].message.announcement.is_flapping
    assert stage.heard[-1].message.announcement.total == 1


async def test_what_fails_once_more_after_it_was_steady_is_no_flapping(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.flaps(web, 6, from_minute=0)
    await stage.at(40)
    await stage.fails(web)
    await stage.at(41)
    await stage.recovers(web)
    await stage.at(120)
    assert [(at, what) for at, _, what in stage.told()][7:] == [(26, "recovery"), (40, "problem"), (41, "recovery")]


async def test_what_goes_on_flapping_is_held_as_long(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.flaps(web, 20, from_minute=0, every=10)
    assert len(stage.told()) == 7
    await stage.at(300)
    assert stage.told()[7:] == [(210, "ops", "recovery")]


async def test_others_of_the_host_are_told_while_one_flaps(stage: Stage) -> None:
    web, api = await stage.monitors(["web", "api"], target="host.example")
    await stage.policy((0, "ops"), group_wait=0)
    await stage.flaps(web, 6, from_minute=0)
    await stage.at(12)
    await stage.fails(api)
    await stage.at(13)
    assert stage.heard[-1].message.announcement.incidents[0].monitor == "api"
