"""Silences and maintenance windows: checks go on, and nobody is told; what outlasts them is told when they end."""

from __future__ import annotations

import pytest

from tests.integration.alerting.stage import Stage
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.silence import SilenceKind

DAY = 24 * 60


@pytest.mark.parametrize("kind", SilenceKind)
async def test_what_fails_and_recovers_while_it_is_silenced_is_not_told(stage: Stage, kind: SilenceKind) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.silence(0, 60, kind=kind)
    await stage.at(10)
    await stage.fails(web)
    incident = await stage.incident(web)
    await stage.at(20)
    await stage.recovers(web)
    await stage.at(100)
    assert stage.told() == []
    assert (await stage.reasons(incident))[-1] == "over_while_held"


@pytest.mark.parametrize("kind", SilenceKind)
async def test_what_is_still_down_when_the_silence_ends_is_told_then(stage: Stage, kind: SilenceKind) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.silence(0, 60, kind=kind)
    await stage.at(10)
    await stage.fails(web)
    await stage.at(100)
    assert stage.told() == [(60, "ops", "problem")]


async def test_a_silence_that_is_ended_early_pages_then(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    silence = await stage.silence(0, 60)
    await stage.at(10)
    await stage.fails(web)
    await stage.at(30)
    await stage.ends_silence(silence)
    await stage.at(100)
    assert stage.told() == [(30, "ops", "problem")]


async def test_a_silence_that_recurs_holds_at_each_of_its_times(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.silence(0, 60, rrule="FREQ=DAILY")
    for minute in (10, 70, DAY + 10, DAY + 70):
        await stage.at(minute)
        await stage.fails(web)
        await stage.at(minute + 5)
        await stage.recovers(web)
    await stage.at(DAY + 100)
    assert [(at, what) for at, _, what in stage.told()] == [
        (70, "problem"),
        (75, "recovery"),
        (DAY + 70, "problem"),
        (DAY + 75, "recovery"),
    ]


async def test_a_silence_holds_what_it_matches_and_nothing_else(stage: Stage) -> None:
    web, test = await stage.monitor("web", tags=("prod",)), await stage.monitor("test", tags=("staging",))
    await stage.policy((0, "ops"))
    await stage.silence(0, 60, match=Match(tags=frozenset({"staging"})))
    await stage.fails(web, test)
    await stage.at(10)
    assert [one.message.announcement.incidents[0].monitor for one in stage.heard] == ["web"]


async def test_of_two_silences_the_one_that_ends_last_counts(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.silence(0, 30)
    await stage.silence(20, 60)
    await stage.at(10)
    await stage.fails(web)
    await stage.at(200)
    assert stage.told() == [(80, "ops", "problem")]


async def test_many_that_are_still_down_when_a_silence_ends_are_told_as_one(stage: Stage) -> None:
    monitors = await stage.monitors([f"shop-{one}" for one in range(40)])
    await stage.policy((0, "ops"))
    await stage.silence(0, 60)
    await stage.fails(*monitors)
    await stage.at(100)
    assert [(by, what) for _, by, what in stage.told()] == [("ops", "problem")]
    assert stage.heard[0].message.announcement.total == 40


async def test_what_was_told_as_a_warning_and_gets_worse_while_it_is_silenced_is_told_when_that_ends(
    stage: Stage,
) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.silence(10, 60)
    await stage.degrades(web)
    await stage.at(20)
    await stage.fails(web)
    await stage.at(100)
    assert stage.told() == [(0, "ops", "problem"), (70, "ops", "worse")]


async def test_why_says_by_whom_and_until_when_it_is_silenced(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.silence(0, 60)
    await stage.fails(web)
    incident = await stage.incident(web)
    await stage.at(10)
    (held,) = [one for one in await stage.why(incident) if one.outcome == "hold"]
    assert held.summary == "Silenced until 2023-11-15 13:00 UTC by ada: work on the racks."
