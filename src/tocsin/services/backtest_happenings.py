"""What has happened, as a backtest takes it in: the changes that are stored, or those that results lead to anew."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from tocsin.core.alerting.backtest.rejudgement import Rejudgement, Thresholds
from tocsin.core.alerting.backtest.scene import Happening
from tocsin.core.errors import FieldError
from tocsin.core.monitor import MonitorSpec
from tocsin.services.backtest_draft import failed
from tocsin.storage.database import Database
from tocsin.storage.replay import ReplayRepository

WARM_UP_MS = 3_600_000
"""What happened so long before is taken in: whether a monitor flaps depends on it."""
LONGEST_WARM_UP_MS = 8 * 86_400_000
WARM_UP_RESULTS = 10
ROWS = 2_000
"""That are read at once: so many cost the event loop a few milliseconds."""
MOST_CHANGES = 500_000
_ANY_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Part:
    """All that became known before `reach` (Unix ms) and after the part before it, in that order."""

    happenings: list[Happening]
    reach: int


@dataclass(frozen=True, slots=True)
class Judged:
    """How far results were judged anew: of so many monitors, and up to which moment (Unix ms) of the next one."""

    monitors: int
    reach: int


async def stored(
    database: Database, workspace_id: int, monitor_ids: frozenset[int], since: int, until: int
) -> AsyncIterator[Part]:
    """Changes after `since`. One is known no earlier than it begins, so what is read orders what was read before."""
    after: tuple[int, int] | None = (since, _ANY_ID) if monitor_ids else None
    pending: list[Happening] = []
    while after is not None:
        async with database.read() as connection:
            repository = ReplayRepository(connection)
            found, after = await repository.changes(workspace_id, monitor_ids, after, until, ROWS)
        pending = sorted(pending + found, key=_known_at)
        reach = until if after is None else after[0]
        number = bisect_left(pending, reach, key=_known_at)
        yield Part(pending[:number], reach)
        pending = pending[number:]


class Reading:
    """Judges the results of some monitors anew, one monitor after another.

    `changes` are all that followed; `first_at` says by monitor from when on there were results.
    """

    def __init__(
        self, database: Database, specs: Mapping[int, MonitorSpec], pushed: frozenset[int], thresholds: Thresholds
    ) -> None:
        self._database = database
        self._specs = specs
        self._pushed = pushed
        self._thresholds = thresholds
        self.changes: list[Happening] = []
        self.first_at: dict[int, int] = {}

    async def run(self, since: int, until: int) -> AsyncIterator[Judged]:
        """Raise ValidationFailed when there are too many changes to keep."""
        async with self._database.read() as connection:
            repository = ReplayRepository(connection)
            regions = await repository.region_ids({name for one in self._specs.values() for name in one.rules.regions})
            certificates = await repository.certificates(self._specs)
        for number, spec in enumerate(self._specs.values()):
            mine = {one: name for one, name in regions.items() if name in spec.rules.regions}
            expires_at = certificates.get(spec.id)
            is_pushed = spec.id in self._pushed
            judge = Rejudgement(spec, self._thresholds, is_pushed=is_pushed, certificate_expires_at=expires_at)
            begin = since - warm_up_ms(spec, is_pushed=is_pushed)
            async for reach in self._judge(spec.id, judge, mine, begin, until):
                yield Judged(number, reach)
        self.changes.sort(key=_known_at)

    async def _judge(
        self, monitor_id: int, judge: Rejudgement, regions: Mapping[int, str], since: int, until: int
    ) -> AsyncIterator[int]:
        after: int | None = since - 1
        while after is not None:
            async with self._database.read() as connection:
                seen, after = await ReplayRepository(connection).results(monitor_id, regions, after, until, ROWS)
            if seen:
                self.first_at.setdefault(monitor_id, seen[0].at)
            changes = await asyncio.to_thread(judge.take, seen)
            self.changes += [Happening(monitor_id, one) for one in changes]
            if len(self.changes) > MOST_CHANGES:
                text = f"leads to more than {MOST_CHANGES:,} changes of state: try fewer monitors, or a shorter time"
                raise failed([FieldError("/thresholds", text)])
            yield until if after is None else after


def warm_up_ms(spec: MonitorSpec, *, is_pushed: bool) -> int:
    """How long before the beginning results are judged, so that it is known by then how the monitor was."""
    if is_pushed:
        return LONGEST_WARM_UP_MS
    return min(max(WARM_UP_MS, round(WARM_UP_RESULTS * spec.rules.interval * 1000)), LONGEST_WARM_UP_MS)


def _known_at(happening: Happening) -> int:
    return happening.change.concluded_at
