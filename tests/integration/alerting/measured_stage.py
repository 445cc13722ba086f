"""The stage on which monitors are measured, and rules say what of it is too much."""

from __future__ import annotations

from tests.integration.alerting.props import MINUTE, NOON, minutes
from tests.integration.alerting.stage import Stage
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.rule import Comparison, Metric, Rule
from tocsin.core.result import Outcome, Result
from tocsin.core.verdict import Verdict
from tocsin.storage.regions import RegionRepository
from tocsin.storage.results import ResultRepository
from tocsin.storage.rules import RuleFields, RuleRepository


class MeasuredStage(Stage):
    async def rule(self, name: str = "Slow", *, enabled: bool = True, **fields: object) -> int:
        """By default: the 95th percentile over 5 minutes is above 800 ms, twice in a row."""
        known: dict[str, object] = {"metric": Metric.LATENCY, "comparison": Comparison.ABOVE, "threshold": 800}
        made = Rule(**{"match": Match(), "least_results": 1, **known, **fields})  # type: ignore[arg-type]
        async with self.database.write() as connection:
            stored = await RuleRepository(connection).create(
                self.workspace_id, RuleFields(name=name, rule=made, enabled=enabled), NOON
            )
        return stored.id

    async def measures(self, *monitor_ids: int, latency_ms: int) -> None:
        """One good result of each, just now."""
        at = self.clock.now_ms() - 1
        results = [Result(one, "local", at, at, 1, Outcome(Verdict.UP, latency_ms * 1000)) for one in monitor_ids]
        async with self.database.write() as connection:
            regions = await RegionRepository(connection).ensure(["local"], NOON)
            await ResultRepository(connection).insert(results, regions, now=at)

    async def looks(self, until: float, *monitor_ids: int, latency_ms: int = 0) -> None:
        """Until that minute, once a minute: each of these takes so long, and then rules are evaluated."""
        while self.clock.now_ms() < NOON + minutes(until):
            await self.at((self.clock.now_ms() - NOON) // MINUTE + 1)
            await self.measures(*monitor_ids, latency_ms=latency_ms)
            await self.alerting.rules.step()
            await self.now()
