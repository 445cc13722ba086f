"""The values of rules: what several rules look at is read once, for many monitors at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.rule import Metric, Rule
from tocsin.core.alerting.rule_state import is_beyond
from tocsin.core.availability import Availability
from tocsin.core.ping import PushMemory
from tocsin.storage.availabilities import availabilities
from tocsin.storage.periods import DAY_MS
from tocsin.storage.recent_results import Recent, recent_results
from tocsin.storage.tables import monitor_state, push_state

MONITORS_AT_ONCE = 500
_MEMORY = msgspec.msgpack.Decoder(PushMemory)
_OF_RESULTS = (Metric.LATENCY, Metric.ERROR_RATIO)


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule and the monitors that it is about: by id, when each was created (Unix ms)."""

    rule: Rule
    born: Mapping[int, int]


class RuleMetricsRepository:
    """For the system, and for callers who have looked the monitors up. At most `MONITORS_AT_ONCE` of them at once."""

    def __init__(self, connection: AsyncConnection, now: int) -> None:
        self.connection = connection
        self._now = now

    async def values(self, asked: Sequence[Asked]) -> list[dict[int, float]]:
        """By monitor, in the order of `asked`; monitors of which a rule's metric cannot be told are left out.

        A burn rate is the lower of those over the two windows; where that over the short one is within the threshold,
        it is that one, and the long window is not read.
        """
        results = await self._results(asked)
        known = await self._availabilities(asked)
        expiries = await self._expiries(_born(asked, Metric.CERTIFICATE_DAYS))
        durations = await self._durations(_born(asked, Metric.HEARTBEAT_DURATION))
        found: list[dict[int, float]] = []
        for one in asked:
            match one.rule.metric:
                case Metric.LATENCY | Metric.ERROR_RATIO:
                    found.append(_of_results(one, results[one.rule.window]))
                case Metric.AVAILABILITY:
                    found.append(_ratios(one, known[one.rule.window]))
                case Metric.BURN_RATE:
                    found.append(_burn_rates(one, known))
                case Metric.CERTIFICATE_DAYS:
                    found.append(_only(one, expiries))
                case Metric.HEARTBEAT_DURATION:
                    found.append(_only(one, durations))
        return found

    async def _results(self, asked: Sequence[Asked]) -> dict[int, dict[int, Recent]]:
        """By window and monitor."""
        ids: defaultdict[int, set[int]] = defaultdict(set)
        for one in asked:
            if one.rule.metric in _OF_RESULTS:
                ids[one.rule.window].update(one.born)
        timed = {one.rule.window for one in asked if one.rule.metric == Metric.LATENCY}
        return {
            window: await recent_results(
                self.connection, sorted(some), self._now - window, self._now, with_latencies=window in timed
            )
            for window, some in ids.items()
        }

    async def _availabilities(self, asked: Sequence[Asked]) -> dict[int, dict[int, Availability]]:
        """By window and monitor. Long windows of burn rates are read of those monitors alone that need it."""
        wanted: defaultdict[int, dict[int, int]] = defaultdict(dict)
        for one in asked:
            if one.rule.metric == Metric.AVAILABILITY:
                wanted[one.rule.window].update(one.born)
            elif one.rule.metric == Metric.BURN_RATE:
                wanted[one.rule.short_window].update(one.born)
        known = {window: await self._of_window(window, born) for window, born in wanted.items()}
        longer: defaultdict[int, dict[int, int]] = defaultdict(dict)
        for one in asked:
            if one.rule.metric == Metric.BURN_RATE:
                short = known[one.rule.short_window]
                burning = {number: at for number, at in one.born.items() if _is_burning(one.rule, short[number])}
                longer[one.rule.window].update(burning)
        for window, born in longer.items():
            lacking = {number: at for number, at in born.items() if number not in known.get(window, {})}
            known[window] = {**known.get(window, {}), **await self._of_window(window, lacking)}
        return known

    async def _of_window(self, window: int, born: Mapping[int, int]) -> dict[int, Availability]:
        return await availabilities(self.connection, born, self._now - window, self._now)

    async def _expiries(self, monitor_ids: Sequence[int]) -> dict[int, float]:
        """Days left; of those that show a certificate."""
        if not monitor_ids:
            return {}
        at = monitor_state.c.certificate_expires_at
        statement = select(monitor_state.c.monitor_id, at).where(
            monitor_state.c.monitor_id.in_(monitor_ids), at.is_not(None)
        )
        rows = await self.connection.execute(statement)
        return {monitor_id: (expires_at - self._now) / DAY_MS for monitor_id, expires_at in rows}

    async def _durations(self, monitor_ids: Sequence[int]) -> dict[int, float]:
        """Seconds that the last run took; of those that have run."""
        if not monitor_ids:
            return {}
        statement = select(push_state.c.monitor_id, push_state.c.document)
        rows = await self.connection.execute(statement.where(push_state.c.monitor_id.in_(monitor_ids)))
        last = {monitor_id: _MEMORY.decode(document).last_duration_ms for monitor_id, document in rows}
        return {monitor_id: duration / 1000 for monitor_id, duration in last.items() if duration is not None}


def _born(asked: Iterable[Asked], metric: Metric) -> list[int]:
    return sorted({number for one in asked if one.rule.metric == metric for number in one.born})


def _of_results(asked: Asked, recent: Mapping[int, Recent]) -> dict[int, float]:
    found: dict[int, float] = {}
    for monitor_id in asked.born:
        of_monitor = recent.get(monitor_id)
        value = None if of_monitor is None else _of_result(asked.rule, of_monitor)
        if value is not None:
            found[monitor_id] = value
    return found


def _of_result(rule: Rule, recent: Recent) -> float | None:
    if rule.metric == Metric.ERROR_RATIO:
        return recent.error_ratio if recent.told >= rule.least_results else None
    latency = recent.percentile(rule.percentile) if recent.measured >= rule.least_results else None
    return None if latency is None else latency / 1000


def _ratios(asked: Asked, known: Mapping[int, Availability]) -> dict[int, float]:
    ratios = {number: known[number].ratio for number in asked.born}
    return {number: ratio for number, ratio in ratios.items() if ratio is not None}


def _burn_rates(asked: Asked, known: Mapping[int, Mapping[int, Availability]]) -> dict[int, float]:
    found: dict[int, float] = {}
    rule = asked.rule
    for number in asked.born:
        short = _burn_rate(rule, known[rule.short_window][number])
        long = _burn_rate(rule, known.get(rule.window, {}).get(number))
        if short is not None:
            found[number] = short if long is None or not is_beyond(rule, short) else min(short, long)
    return found


def _burn_rate(rule: Rule, known: Availability | None) -> float | None:
    ratio = None if known is None else known.ratio
    return None if ratio is None else (1 - ratio) / (1 - rule.objective)


def _is_burning(rule: Rule, short: Availability) -> bool:
    rate = _burn_rate(rule, short)
    return rate is not None and is_beyond(rule, rate)


def _only(asked: Asked, values: Mapping[int, float]) -> dict[int, float]:
    return {number: values[number] for number in asked.born if number in values}
