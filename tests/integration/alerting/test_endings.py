"""What is over, and how that is told."""

from __future__ import annotations

from tests.integration.alerting.stage import Stage
from tocsin.core.alerting.match import Match


async def test_what_somebody_resolves_is_told_as_closed_and_its_real_end_is_not_told_again(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), (10, "boss"))
    await stage.fails(web)
    await stage.at(3)
    await stage.resolves(web)
    await stage.at(30)
    await stage.recovers(web)
    await stage.at(60)
    assert stage.told() == [(0, "ops", "problem"), (3, "ops", "recovery")]
    assert "Resolved by ada. It has not been seen to be well yet." in stage.heard[1].message.text


async def test_what_was_resolved_pages_anew_when_it_fails_anew(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.fails(web)
    await stage.at(3)
    await stage.resolves(web)
    await stage.at(30)
    await stage.recovers(web)
    await stage.at(31)
    await stage.fails(web)
    await stage.at(60)
    assert [what for _, _, what in stage.told()] == ["problem", "recovery", "problem"]


async def test_a_silence_that_begins_later_stops_the_reminders_while_it_holds(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), repeat=(10, 9))
    await stage.silence(15, 30)
    await stage.fails(web)
    await stage.at(60)
    assert stage.told() == [
        (0, "ops", "problem"),
        (10, "ops", "reminder"),
        (45, "ops", "reminder"),
        (50, "ops", "reminder"),
        (60, "ops", "reminder"),
    ]
    assert (await stage.reasons(await stage.incident(web))).count("silenced") == 1


async def test_a_silence_that_matches_a_part_of_a_group_stops_nothing(stage: Stage) -> None:
    first, second = await stage.monitors(["web", "api"], target="a.example")
    await stage.policy((0, "ops"), repeat=(10, 1))
    await stage.fails(first, second)
    await stage.at(5)
    await stage.silence(5, 60, match=Match(monitor_ids=frozenset({first})))
    await stage.at(30)
    assert [what for _, _, what in stage.told()] == ["problem", "reminder"]
