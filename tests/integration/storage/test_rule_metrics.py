"""The values of rules are those of the monitors' own figures."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from tests.integration.storage.derived import DOWN_AT, NOW, UP_AT, Lived, mark
from tests.integration.storage.scene import DAY, HOUR, MIDNIGHT, T0, Scene, every, seen
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.rule import Comparison, Metric, Rule
from tocsin.core.availability import Mark, MarkKind
from tocsin.core.ping import PushMemory
from tocsin.core.verdict import Verdict
from tocsin.storage.database import Connection
from tocsin.storage.history import HistoryRepository
from tocsin.storage.marks import MarkRepository
from tocsin.storage.push_states import PushRecord, PushStateRepository
from tocsin.storage.rule_metrics import Asked, RuleMetricsRepository
from tocsin.storage.series import SeriesRepository
from tocsin.storage.tables import monitor_state

MINUTE = 60_000
DOWN, UP, DEGRADED, UNKNOWN = Verdict.DOWN, Verdict.UP, Verdict.DEGRADED, Verdict.UNKNOWN


def rule(metric: Metric, **fields: object) -> Rule:
    known: dict[str, object] = {"comparison": Comparison.ABOVE, "threshold": 1, "least_results": 1, **fields}
    return Rule(match=Match(), metric=metric, **known)  # type: ignore[arg-type]


async def values(connection: Connection, one: Rule, *monitor_ids: int, now: int, born: int = 0) -> dict[int, float]:
    """Of one rule alone."""
    asked = [Asked(one, dict.fromkeys(monitor_ids, born))]
    (found,) = await RuleMetricsRepository(connection, now).values(asked)
    return found


async def latencies(scene: Scene, monitor_id: int, milliseconds: Sequence[int], verdict: Verdict = UP) -> None:
    """One a second, up to T0 + 5 minutes."""
    first = T0 + 5 * MINUTE - 1000 * len(milliseconds)
    await scene.store(
        *(seen(monitor_id, first + 1000 * n, verdict, latency_us=1000 * ms) for n, ms in enumerate(milliseconds))
    )


@pytest.mark.parametrize(("percentile", "value"), [(50, 50), (95, 95), (99, 99), (99.9, 100)])
async def test_percentiles_of_short_windows_are_exact(scene: Scene, percentile: float, value: int) -> None:
    web = await scene.monitor()
    await latencies(scene, web.id, range(100, 0, -1))
    asked = rule(Metric.LATENCY, percentile=percentile)
    assert await values(scene.connection, asked, web.id, now=T0 + 5 * MINUTE) == {web.id: value}


async def test_a_latency_is_of_results_that_were_up_or_degraded(scene: Scene) -> None:
    web = await scene.monitor()
    await latencies(scene, web.id, [900, 900, 900], DOWN)
    await scene.store(
        seen(web.id, T0 + 1, latency_us=7000, region="us"), seen(web.id, T0 + 2, DEGRADED, latency_us=9000)
    )
    asked = rule(Metric.LATENCY, percentile=99)
    assert await values(scene.connection, asked, web.id, now=T0 + 5 * MINUTE) == {web.id: 9}


async def test_errors_are_counted_among_those_that_could_tell(scene: Scene) -> None:
    web = await scene.monitor()
    for n, verdict in enumerate((DOWN, UP, UP, DEGRADED, UNKNOWN, UNKNOWN)):
        await scene.store(seen(web.id, T0 + n, verdict, latency_us=None if verdict in (DOWN, UNKNOWN) else 5))
    assert await values(scene.connection, rule(Metric.ERROR_RATIO), web.id, now=T0 + MINUTE) == {web.id: 0.25}


async def test_a_window_ends_now_and_begins_where_it_says(scene: Scene) -> None:
    web = await scene.monitor()
    now = T0 + 10 * MINUTE
    for at, verdict in ((now, DOWN), (now - 1, UP), (now - 5 * MINUTE, DOWN), (now - 5 * MINUTE - 1, DOWN)):
        await scene.store(seen(web.id, at, verdict))
    assert await values(scene.connection, rule(Metric.ERROR_RATIO), web.id, now=now) == {web.id: 0.5}


@pytest.mark.parametrize("metric", [Metric.LATENCY, Metric.ERROR_RATIO])
async def test_of_too_few_results_nothing_is_told(scene: Scene, metric: Metric) -> None:
    web, quiet = await scene.monitor(), await scene.monitor("quiet")
    await latencies(scene, web.id, [5, 5, 5])
    enough, too_few = rule(metric, least_results=3), rule(metric, least_results=4)
    assert set(await values(scene.connection, enough, web.id, quiet.id, now=T0 + 5 * MINUTE)) == {web.id}
    assert await values(scene.connection, too_few, web.id, quiet.id, now=T0 + 5 * MINUTE) == {}


@pytest.mark.parametrize(("kind", "ratio"), [(MarkKind.FALSE_POSITIVE, 0.2), (MarkKind.MAINTENANCE, 0.25)])
async def test_results_under_a_mark_count_as_marked(scene: Scene, kind: MarkKind, ratio: float) -> None:
    web = await scene.monitor()
    now = T0 + 5 * MINUTE
    for at, verdict in ((T0 + 1, DOWN), (T0 + 2, DOWN), (now - 3, UP), (now - 2, UP), (now - 1, UP)):
        await scene.store(seen(web.id, at, verdict))
    marks = MarkRepository(scene.connection)
    await marks.add(scene.home, [web.id], Mark(kind, T0, T0 + 2), note="", actor="ann", now=T0)
    assert await values(scene.connection, rule(Metric.ERROR_RATIO), web.id, now=now) == {web.id: ratio}


@pytest.mark.parametrize("length", [3 * HOUR, 9 * HOUR + 17 * MINUTE, DAY])
async def test_long_windows_have_the_figures_of_the_chart(lived: Lived, length: int) -> None:
    latency, errors = rule(Metric.LATENCY, window=length, percentile=95), rule(Metric.ERROR_RATIO, window=length)
    for now in (NOW, UP_AT + 2 * HOUR + 11 * MINUTE):
        async with lived.database.read() as connection:
            series = SeriesRepository(connection)
            total = (await series.series(lived.home, lived.monitor, now - length, now, 60_000)).total
            found = [await values(connection, one, lived.monitor, now=now) for one in (latency, errors)]
        assert found[0] == {lived.monitor: pytest.approx((total.p95 or 0) / 1000, rel=0.021)}
        assert found[1] == {lived.monitor: total.down / (total.up + total.down)}


@pytest.mark.parametrize("length", [30 * MINUTE, 7 * HOUR, DAY, 2 * DAY + HOUR, 3 * DAY])
@pytest.mark.parametrize("marked", [False, True])
async def test_availability_is_that_of_the_monitors_history(lived: Lived, length: int, *, marked: bool) -> None:
    if marked:
        await mark(lived, MarkKind.PLANNED, DOWN_AT + HOUR, DOWN_AT + 3 * HOUR)
    asked = rule(Metric.AVAILABILITY, window=length)
    for now in (NOW, UP_AT + 5):
        async with lived.database.read() as connection:
            history = HistoryRepository(connection)
            expected = (await history.availability(lived.home, lived.monitor, now - length, now, now)).ratio
            found = await values(connection, asked, lived.monitor, now=now, born=MIDNIGHT)
        assert found == {lived.monitor: expected}


async def test_a_monitor_that_is_younger_than_the_window_has_the_availability_of_its_life(lived: Lived) -> None:
    async with lived.database.read() as connection:
        found = await values(
            connection, rule(Metric.AVAILABILITY, window=90 * DAY), lived.monitor, now=NOW, born=MIDNIGHT
        )
    assert found == {lived.monitor: pytest.approx(1 - (UP_AT - DOWN_AT) / (NOW - MIDNIGHT))}


async def test_nothing_is_told_of_a_monitor_that_nobody_has_looked_at(scene: Scene) -> None:
    web = await scene.monitor()
    burn = rule(Metric.BURN_RATE, window=HOUR, short_window=5 * MINUTE)
    for one in (rule(Metric.AVAILABILITY), burn, rule(Metric.LATENCY), rule(Metric.CERTIFICATE_DAYS)):
        assert await values(scene.connection, one, web.id, now=T0 + HOUR) == {}


async def test_a_burn_rate_is_the_lower_of_both_windows(scene: Scene) -> None:
    web, other = await scene.monitor(), await scene.monitor("other")
    for monitor in (web, other):
        await scene.change(monitor.id, T0, UP)
    await scene.change(web.id, T0 + 54 * MINUTE, DOWN)
    asked = rule(Metric.BURN_RATE, window=HOUR, short_window=5 * MINUTE, objective=0.99, threshold=9)
    found = await values(scene.connection, asked, web.id, other.id, now=T0 + HOUR)
    assert found == {web.id: pytest.approx(10), other.id: 0}


async def test_a_burn_rate_is_within_once_the_short_window_is(scene: Scene) -> None:
    web = await scene.monitor()
    for at, state in ((0, UP), (30, DOWN), (59, UP)):
        await scene.change(web.id, T0 + at * MINUTE, state)
    asked = rule(Metric.BURN_RATE, window=HOUR, short_window=5 * MINUTE, objective=0.99, threshold=9)
    assert await values(scene.connection, asked, web.id, now=T0 + HOUR) == {web.id: pytest.approx(29 / 60 * 100)}
    assert await values(scene.connection, asked, web.id, now=T0 + 70 * MINUTE) == {web.id: 0}


async def test_a_certificate_has_days_left_or_is_over(scene: Scene) -> None:
    soon, over, none = [await scene.monitor(name) for name in ("soon", "over", "none")]
    for one, at in ((soon, T0 + 7 * DAY // 2), (over, T0 - DAY)):
        await scene.connection.execute(
            update(monitor_state).where(monitor_state.c.monitor_id == one.id).values(certificate_expires_at=at)
        )
    found = await values(scene.connection, rule(Metric.CERTIFICATE_DAYS), soon.id, over.id, none.id, now=T0)
    assert found == {soon.id: 3.5, over.id: -1}


async def test_a_heartbeats_duration_is_that_of_its_last_run(scene: Scene) -> None:
    job, fresh = await scene.monitor("job"), await scene.monitor("fresh")
    memories = [
        PushRecord(job.id, 1, None, PushMemory(last_duration_ms=1500)),
        PushRecord(fresh.id, 1, None, PushMemory()),
    ]
    await PushStateRepository(scene.connection).upsert_many(memories)
    found = await values(scene.connection, rule(Metric.HEARTBEAT_DURATION), job.id, fresh.id, now=T0)
    assert found == {job.id: 1.5}


async def test_several_rules_are_answered_in_their_order_each_of_its_own_monitors(scene: Scene) -> None:
    a, b = await scene.monitor("a"), await scene.monitor("b")
    for n, at in enumerate(every(60, T0, T0 + HOUR)):
        await scene.store(seen(a.id, at, DOWN if n % 2 else UP), seen(b.id, at))
    five, hour = rule(Metric.ERROR_RATIO), rule(Metric.ERROR_RATIO, window=HOUR)
    asked = [Asked(five, {a.id: T0}), Asked(replace(five, metric=Metric.LATENCY), {b.id: T0}), Asked(hour, {b.id: T0})]
    found = await RuleMetricsRepository(scene.connection, T0 + HOUR).values(asked)
    assert found == [{a.id: 0.6}, {b.id: 50}, {b.id: 0}]
