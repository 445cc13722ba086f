"""Who is told what, when: the steps of policies, by timetable."""

from __future__ import annotations

from tests.integration.alerting.stage import Stage
from tocsin.core.alerting.concern import Concern
from tocsin.core.alerting.match import Match


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


async def test_what_was_acknowledged_and_is_snoozed_then_begins_anew_too(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.fails(web)
    await stage.at(1)
    await stage.acknowledges(web)
    await stage.at(2)
    await stage.snoozes(web, until=60)
    await stage.at(90)
    assert [(at, what) for at, _, what in stage.told()] == [(0, "problem"), (1, "acknowledged"), (60, "problem")]


async def test_what_was_snoozed_and_is_acknowledged_then_stays_so(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.fails(web)
    await stage.at(1)
    await stage.snoozes(web, until=60)
    await stage.at(2)
    await stage.acknowledges(web)
    await stage.at(90)
    assert [(at, what) for at, _, what in stage.told()] == [(0, "problem"), (2, "acknowledged")]


async def test_there_are_as_many_reminders_as_the_policy_says_and_no_more(stage: Stage) -> None:
    await stage.policy((0, "ops"), repeat=(10, 3))
    await stage.fails(await stage.monitor())
    await stage.at(600)
    assert [at for at, _, what in stage.told() if what == "reminder"] == [10, 20, 30]


async def test_what_somebody_resolves_is_told_as_over_and_no_more(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), (10, "boss"))
    await stage.fails(web)
    await stage.at(5)
    await stage.resolves(web)
    await stage.at(30)
    await stage.recovers(web)
    await stage.at(60)
    assert stage.told() == [(0, "ops", "problem"), (5, "ops", "recovery")]
    assert "Resolved by ada. It has not been seen to be well yet." in stage.texts("ops")[1]


async def test_far_sides_that_know_of_it_are_told_of_an_acknowledgement_and_mailboxes_are_not(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.channel("plain", kind="unaware")
    await stage.policy((0, "ops"), (0, "plain"), (0, await stage.member("bob")))
    await stage.fails(web)
    await stage.at(5)
    await stage.acknowledges(web, by="eve")
    await stage.at(10)
    assert [(by, what) for _, by, what in stage.told() if what != "problem"] == [("ops", "acknowledged")]
    assert stage.heard[-1].message.announcement.acknowledged_by == "eve"


async def test_a_group_goes_on_until_all_of_it_is_taken_on(stage: Stage) -> None:
    web, api = await stage.monitors(["web", "api"], target="host.example")
    await stage.policy((0, "ops"), (10, "boss"), (20, "chief"))
    await stage.fails(web, api)
    await stage.at(5)
    await stage.acknowledges(web)
    await stage.at(15)
    await stage.acknowledges(api)
    await stage.at(60)
    assert [by for _, by, what in stage.told() if what == "problem"] == ["ops", "boss"]


async def test_an_acknowledged_warning_that_becomes_critical_is_news(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), (10, "boss"))
    await stage.degrades(web)
    await stage.at(3)
    await stage.acknowledges(web)
    await stage.at(30)
    await stage.fails(web)
    await stage.at(60)
    assert [one for one in stage.told() if one[2] != "acknowledged"] == [
        (0, "ops", "problem"),
        (30, "ops", "worse"),
        (40, "boss", "problem"),
    ]


async def test_a_step_without_anybody_new_tells_the_same_again(stage: Stage) -> None:
    await stage.policy((0, "ops"), (10, "ops"))
    await stage.fails(await stage.monitor())
    await stage.at(60)
    assert stage.told() == [(0, "ops", "problem"), (10, "ops", "problem")]


async def test_a_resolved_warning_that_becomes_critical_is_news(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.degrades(web)
    await stage.at(3)
    await stage.resolves(web)
    await stage.at(30)
    await stage.fails(web)
    await stage.at(60)
    assert stage.told() == [(0, "ops", "problem"), (3, "ops", "recovery"), (30, "ops", "problem")]


async def test_a_snoozed_warning_that_becomes_critical_is_news(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.degrades(web)
    await stage.at(3)
    await stage.snoozes(web, until=600)
    await stage.at(30)
    await stage.fails(web)
    await stage.at(60)
    assert stage.told() == [(0, "ops", "problem"), (30, "ops", "worse")]


async def test_that_a_warning_was_acknowledged_keeps_no_other_policy_from_telling_that_it_is_down(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "log"))
    await stage.policy((0, "ops"), match=Match(concerns=frozenset({Concern.DOWN})))
    await stage.degrades(web)
    await stage.at(3)
    await stage.acknowledges(web)
    await stage.at(30)
    await stage.fails(web)
    await stage.at(60)
    assert (30, "ops", "problem") in stage.told()
