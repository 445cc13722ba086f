"""Who is told what, when: the steps of policies, by timetable."""

from __future__ import annotations

from tests.integration.alerting.stage import Stage


async def test_a_failure_is_told_at_once_and_its_end_too(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.at(1)
    await stage.fails(web)
    await stage.at(5)
    await stage.recovers(web)
    await stage.at(60)
    assert stage.told() == [(1, "ops", "problem"), (5, "ops", "recovery")]


async def test_who_does_not_answer_is_followed_by_the_next_and_then_all_are_reminded(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), (10, "boss"), repeat=(30, 2))
    await stage.fails(web)
    await stage.at(600)
    assert stage.told() == [
        (0, "ops", "problem"),
        (10, "boss", "problem"),
        (40, "ops", "reminder"),
        (40, "boss", "reminder"),
        (70, "ops", "reminder"),
        (70, "boss", "reminder"),
    ]


async def test_who_acknowledges_stops_the_escalation(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), (10, "boss"), repeat=(30, 2))
    await stage.fails(web)
    await stage.at(3)
    await stage.acknowledges(web)
    await stage.at(600)
    await stage.recovers(web)
    await stage.at(601)
    assert stage.told() == [(0, "ops", "problem"), (3, "ops", "acknowledged"), (600, "ops", "recovery")]


async def test_a_snooze_ends_and_it_begins_anew(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), (10, "boss"))
    await stage.fails(web)
    await stage.at(3)
    await stage.snoozes(web, until=60)
    await stage.at(100)
    assert stage.told() == [(0, "ops", "problem"), (60, "ops", "problem"), (70, "boss", "problem")]
