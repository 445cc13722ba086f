"""Rules on metrics: broken, told, kept again, told; and what ends with them. By timetable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from tests.clocks import FakeClock
from tests.integration.alerting.measured_stage import MeasuredStage
from tests.integration.alerting.props import MINUTE, NOON, minutes
from tests.integration.alerting.stage import Stage
from tocsin.alerting.rules import RuleEvaluation
from tocsin.core.alerting.concern import Concern, Severity
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.rule import Comparison, Metric
from tocsin.core.alerting.silence import SilenceKind
from tocsin.core.verdict import Verdict
from tocsin.storage.database import Database
from tocsin.storage.incidents import IncidentRepository, StoredIncident
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.rule_states import RuleStateRepository
from tocsin.storage.rules import RuleRepository
from tocsin.storage.tables import incident, outbox, rule_state


@pytest.fixture
async def stage(url: str) -> AsyncIterator[MeasuredStage]:
    database = await Database.open(url)
    yield MeasuredStage(database, (await Stage.begin(database)).workspace_id)
    await database.close()


async def incidents(stage: MeasuredStage) -> list[StoredIncident]:
    """Of rules, the oldest first."""
    async with stage.database.read() as connection:
        ids = (await connection.execute(select(incident.c.id).where(incident.c.rule_id != 0))).scalars()
        return await IncidentRepository(connection).get_many(list(ids))


async def states(stage: MeasuredStage) -> int:
    async with stage.database.read() as connection:
        return len((await connection.execute(select(rule_state))).all())


async def ends(stage: MeasuredStage) -> list[float | None]:
    """Of the incidents of rules, in minutes."""
    return [None if one.ended_at is None else (one.ended_at - NOON) / MINUTE for one in await incidents(stage)]


async def test_a_rule_is_broken_and_told_and_kept_again_and_told(stage: MeasuredStage) -> None:
    web = await stage.monitor()
    await stage.rule()
    await stage.policy((0, "ops"))
    await stage.looks(3, web, latency_ms=200)
    await stage.looks(10, web, latency_ms=1240)
    await stage.looks(20, web, latency_ms=200)
    assert stage.told() == [(5, "ops", "problem"), (16, "ops", "recovery")]
    (one,) = await incidents(stage)
    assert (one.severity, one.reason, one.rule_id) == (Verdict.DEGRADED, "threshold", 1)
    assert one.summary == "p95 of 1,240 ms over 5 minutes is above 800 ms"
    assert (one.started_at, one.ended_at) == (NOON + 4 * MINUTE, NOON + 15 * MINUTE)


async def test_a_message_names_the_rule_and_what_it_is_about(stage: MeasuredStage) -> None:
    web = await stage.monitor()
    await stage.rule("Slow pages", severity=Severity.CRITICAL)
    await stage.policy((0, "ops"))
    await stage.looks(5, web, latency_ms=1240)
    (told,) = stage.heard[0].message.announcement.incidents
    assert (told.rule, told.concern, told.severity) == ("Slow pages", Concern.THRESHOLD, Severity.CRITICAL)
    assert told.state == "beyond a threshold"
    assert stage.heard[0].message.title == "Threshold: web"


async def test_why_it_was_told_is_answered_as_of_any_incident(stage: MeasuredStage) -> None:
    web = await stage.monitor()
    await stage.rule()
    await stage.policy((0, "ops"), match=Match(concerns=frozenset({Concern.DOWN})))
    await stage.policy((0, "perf"), match=Match(concerns=frozenset({Concern.THRESHOLD})))
    await stage.looks(5, web, latency_ms=1240)
    (one,) = await incidents(stage)
    assert [(whom, what) for _, whom, what in stage.told()] == [("perf", "problem")]
    assert {"mute", "dependency", "flapping", "route", "group"} <= {said.stage for said in await stage.why(one.id)}


async def test_what_a_monitor_does_neither_opens_nor_ends_a_rules_incident(stage: MeasuredStage) -> None:
    web = await stage.monitor()
    await stage.rule()
    await stage.looks(5, web, latency_ms=1240)
    await stage.fails(web)
    await stage.now()
    await stage.recovers(web)
    await stage.now()
    assert await ends(stage) == [None]
    async with stage.database.read() as connection:
        assert [one.rule_id for one in await IncidentRepository(connection).open_of([web])] == [1]


async def test_a_silence_holds_what_a_rule_has_to_say(stage: MeasuredStage) -> None:
    web = await stage.monitor()
    await stage.rule()
    await stage.policy((0, "ops"))
    await stage.silence(0, 30)
    await stage.looks(5, web, latency_ms=1240)
    (one,) = await incidents(stage)
    assert (stage.told(), await stage.reasons(one.id)) == ([], ["silenced"])
    await stage.looks(31, web, latency_ms=1240)
    assert stage.told() == [(30, "ops", "problem")]


async def test_a_maintenance_window_holds_it_too(stage: MeasuredStage) -> None:
    web = await stage.monitor()
    await stage.rule()
    await stage.policy((0, "ops"))
    await stage.silence(0, 30, kind=SilenceKind.MAINTENANCE)
    await stage.looks(5, web, latency_ms=1240)
    assert (stage.told(), await ends(stage)) == ([], [None])


@pytest.mark.parametrize("way", ["deleted", "paused", "unmatched", "switched off"])
async def test_what_a_rule_is_not_about_any_more_is_over(stage: MeasuredStage, way: str) -> None:
    web = await stage.monitor(tags=("prod",))
    rule_id = await stage.rule(match=Match(tags=frozenset({"prod"})))
    await stage.policy((0, "ops"))
    await stage.looks(5, web, latency_ms=1240)
    async with stage.database.write() as connection:
        monitors, rules = MonitorRepository(connection), RuleRepository(connection)
        match way:
            case "deleted":
                await monitors.delete(stage.workspace_id, [web], stage.clock.now_ms())
            case "paused":
                await monitors.set_enabled(stage.workspace_id, [web], False, stage.clock.now_ms())
            case "unmatched":
                stored = await monitors.get(stage.workspace_id, web)
                await monitors.update(stage.workspace_id, web, replace(stored.fields, tags=()), stage.clock.now_ms())
            case _:
                held = await rules.hold(stage.workspace_id, rule_id)
                await rules.update(held, replace(held.fields, enabled=False), stage.clock.now_ms())
    await stage.looks(6)
    assert (await ends(stage), await states(stage)) == ([6], 0)
    assert [(minute, what) for minute, _, what in stage.told()] == [(2, "problem"), (6, "recovery")]


async def test_what_is_well_leaves_no_trace(stage: MeasuredStage) -> None:
    ids = await stage.monitors([f"web-{number}" for number in range(5)])
    await stage.rule()
    await stage.looks(5, *ids, latency_ms=200)
    assert (await incidents(stage), await states(stage)) == ([], 0)


async def test_one_slow_minute_is_forgotten(stage: MeasuredStage) -> None:
    web = await stage.monitor()
    await stage.rule(window=MINUTE)
    await stage.looks(1, web, latency_ms=1240)
    assert await states(stage) == 1
    await stage.looks(3, web, latency_ms=200)
    assert (await incidents(stage), await states(stage)) == ([], 0)


async def test_what_cannot_be_told_ends_nothing(stage: MeasuredStage) -> None:
    web = await stage.monitor()
    await stage.rule()
    await stage.looks(5, web, latency_ms=1240)
    await stage.looks(60)
    assert await ends(stage) == [None]


async def test_a_minute_is_evaluated_once(stage: MeasuredStage) -> None:
    web = await stage.monitor()
    await stage.rule()
    await stage.looks(1, web, latency_ms=1240)
    for _ in range(3):
        await stage.alerting.rules.step()
        stage.restart()
        await stage.alerting.rules.step()
    assert await incidents(stage) == []


async def test_several_processes_open_one_incident(stage: MeasuredStage) -> None:
    ids = await stage.monitors([f"web-{number}" for number in range(20)])
    await stage.rule()
    processes = [RuleEvaluation(stage.database, stage.clock) for _ in range(4)]
    for minute in range(1, 5):
        await stage.at(minute)
        await stage.measures(*ids, latency_ms=1240)
        await asyncio.gather(*(one.step() for one in processes))
    assert sorted(one.monitor_id for one in await incidents(stage)) == sorted(ids)


async def test_a_clock_that_runs_ahead_keeps_the_others_from_nothing(stage: MeasuredStage) -> None:
    web = await stage.monitor()
    await stage.rule()
    await RuleEvaluation(stage.database, FakeClock(NOON + minutes(60 * 24))).step()
    await stage.looks(3, web, latency_ms=1240)
    assert await ends(stage) == [None]


async def test_a_process_that_dies_in_between_leaves_no_half(
    stage: MeasuredStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await stage.monitors([f"web-{number}" for number in range(3)])
    await stage.rule()
    await stage.policy((0, "ops"))
    await stage.looks(1, *ids, latency_ms=1240)
    with monkeypatch.context() as patched:
        patched.setattr(RuleStateRepository, "put_many", None)
        await stage.at(2)
        await stage.measures(*ids, latency_ms=1240)
        with pytest.raises(TypeError):
            await stage.alerting.rules.step()
    async with stage.database.read() as connection:
        assert (await connection.execute(select(outbox))).all() == []
    assert await incidents(stage) == []
    stage.restart()
    await stage.looks(4, *ids, latency_ms=1240)
    assert [one.started_at for one in await incidents(stage)] == [NOON + MINUTE] * 3


async def test_what_was_edited_meanwhile_is_not_written(stage: MeasuredStage, monkeypatch: pytest.MonkeyPatch) -> None:
    web = await stage.monitor()
    rule_id = await stage.rule(confirmations=1)
    look = RuleEvaluation._workspace

    async def edited(*arguments: object) -> int:
        async with stage.database.write() as connection:
            held = await RuleRepository(connection).hold(stage.workspace_id, rule_id)
            await RuleRepository(connection).update(held, held.fields, stage.clock.now_ms())
        return await look(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(RuleEvaluation, "_workspace", edited)
    await stage.looks(1, web, latency_ms=1240)
    assert await incidents(stage) == []


async def test_more_monitors_than_are_read_at_once_are_all_evaluated(
    stage: MeasuredStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.alerting.rules.MONITORS_AT_ONCE", 4)
    ids = await stage.monitors([f"web-{number}" for number in range(9)])
    await stage.rule(confirmations=1)
    await stage.looks(1, *ids, latency_ms=1240)
    assert [one.monitor_id for one in await incidents(stage)] == ids


async def test_a_long_window_comes_to_its_turn_more_seldom(stage: MeasuredStage) -> None:
    web = await stage.monitor()
    await stage.rule(window=24 * 60 * MINUTE, confirmations=1, recoveries=1)
    await stage.looks(30, web, latency_ms=1240)
    (one,) = await incidents(stage)
    turn = (one.started_at - NOON) // MINUTE
    assert turn <= 12
    async with stage.database.read() as connection:
        (state,) = await RuleStateRepository(connection).of_rule(one.rule_id)
    assert state.evaluated_at == one.started_at


async def test_a_fast_burn_is_told_and_over_soon_after(stage: MeasuredStage) -> None:
    web = await stage.monitor()
    await stage.rule(
        "Fast burn",
        metric=Metric.BURN_RATE,
        comparison=Comparison.ABOVE,
        threshold=14.4,
        window=60 * MINUTE,
        short_window=5 * MINUTE,
        severity=Severity.CRITICAL,
    )
    await stage.recovers(web)
    await stage.looks(60)
    await stage.fails(web)
    await stage.looks(65)
    await stage.recovers(web)
    await stage.looks(80)
    (one,) = await incidents(stage)
    assert one.severity == Verdict.DOWN
    assert one.summary.startswith(
        "burn rate of 33.3 on the error budget of 99.9 %, over 1 hour and 5 minutes, is above"
    )
    assert ((one.started_at - NOON) / MINUTE, await ends(stage)) == (61, [70])
