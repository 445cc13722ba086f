"""What rules cost: ten of them over 10,000 monitors, each minute, on SQLite; each alone, and all of them together.

Seconds of CPU. What is broken at the same moment all over is the worst minute: it writes an incident for each.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from bench.rig.history import write_past
from bench.rig.population import Group, populate
from bench.rig.report import Report, arguments
from tocsin.alerting.rule_changes import look, write
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.rule import Comparison, Metric, Rule
from tocsin.core.alerting.rule_pace import pace_minutes
from tocsin.core.clock import SystemClock
from tocsin.core.monitor import Rules
from tocsin.storage.database import Database
from tocsin.storage.periods import DAY_MS, HOUR_MS
from tocsin.storage.rule_metrics import MONITORS_AT_ONCE
from tocsin.storage.rule_monitors import RuleMonitorRepository
from tocsin.storage.rules import RuleFields, RuleRepository, StoredRule
from tocsin.storage.workspaces import WorkspaceRepository

MINUTE_MS = 60_000
BUDGET_S = 6.0
"""A tenth of the minute in which it has to be done."""
SLOW = Rule(
    match=Match(), metric=Metric.LATENCY, comparison=Comparison.ABOVE, threshold=60_000, confirmations=1, recoveries=1
)
FEW = replace(SLOW, metric=Metric.AVAILABILITY, comparison=Comparison.BELOW, threshold=0.5)
BURN = replace(SLOW, metric=Metric.BURN_RATE, threshold=14.4, window=HOUR_MS, short_window=5 * MINUTE_MS)
RULES = {
    "latency over 5 minutes": SLOW,
    "latency over 5 minutes, p99": replace(SLOW, percentile=99),
    "latency over 1 hour": replace(SLOW, window=HOUR_MS),
    "latency over 1 day": replace(SLOW, window=DAY_MS),
    "error ratio over 15 minutes": replace(SLOW, metric=Metric.ERROR_RATIO, threshold=0.5, window=15 * MINUTE_MS),
    "error ratio over 6 hours": replace(SLOW, metric=Metric.ERROR_RATIO, threshold=0.5, window=6 * HOUR_MS),
    "availability over 90 days": replace(FEW, window=90 * DAY_MS),
    "burn rate, 1 hour and 5 minutes": BURN,
    "burn rate, 3 days and 6 hours": replace(BURN, threshold=1, window=3 * DAY_MS, short_window=6 * HOUR_MS),
    "days of the certificate": replace(FEW, metric=Metric.CERTIFICATE_DAYS, threshold=7),
}


def main() -> None:
    given = arguments(__doc__ or "").parse_args()
    report = Report("rules", is_quick=given.quick)
    monitors, rounds = (600, 1) if given.quick else (10_000, 3)
    try:
        with TemporaryDirectory(prefix="tocsin-bench-") as folder:
            path = Path(folder) / "tocsin.db"
            populate(path, [Group("http://127.0.0.1:9/", monitors)], Rules(interval=60))
            now = SystemClock().now_ms()
            write_past(path, monitors, now, long_monitor=1, hour_days=2, year_days=90)
            asyncio.run(_evaluate(report, path, rounds, now))
    finally:
        report.finish()


async def _evaluate(report: Report, path: Path, rounds: int, now: int) -> None:
    database = await Database.open(f"sqlite:///{path}")
    try:
        async with database.write() as connection:
            (workspace, *_) = await WorkspaceRepository(connection).all()
            rules = [
                await RuleRepository(connection).create(workspace.id, RuleFields(name=name, rule=rule), now)
                for name, rule in RULES.items()
            ]
        each_minute = 0.0
        for rule in rules:
            took, pace = await _best(database, [rule], rounds, now), pace_minutes(rule.rule)
            each_minute += took / pace
            report.add(f"{rule.fields.name}: a turn, every {pace} min", took, "s")
        report.add("their sum, of a minute", each_minute, "s", at_most=BUDGET_S)
        report.add("all ten in one minute", await _best(database, rules, rounds, now), "s")
        broken = [replace(rules[0], fields=replace(rules[0].fields, rule=replace(SLOW, threshold=0)))]
        report.add("the minute in which one is broken by all", await _once(database, broken, now), "s")
    finally:
        await database.close()


async def _best(database: Database, rules: list[StoredRule], rounds: int, now: int) -> float:
    return min([await _once(database, rules, now) for _ in range(rounds)])


async def _once(database: Database, rules: list[StoredRule], now: int) -> float:
    """Seconds of CPU, all threads', for one turn of these rules over all monitors, as `RuleEvaluation` takes it."""
    begun, after = time.process_time(), 0
    while True:
        async with database.read() as connection:
            repository = RuleMonitorRepository(connection)
            monitors = await repository.some(rules[0].workspace_id, after=after, limit=MONITORS_AT_ONCE)
            found = await look(connection, rules, {one.id for one in rules}, monitors, now)
        if found:
            async with database.write() as connection:
                await write(connection, rules[0].workspace_id, found, now)
        if len(monitors) < MONITORS_AT_ONCE:
            return time.process_time() - begun
        after = monitors[-1].id


if __name__ == "__main__":
    main()
