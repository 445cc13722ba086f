"""One backtest at work: what has happened is played a part at a time, so that others get their turns."""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_left
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from tocsin.core.alerting.backtest.page import Page
from tocsin.core.alerting.backtest.rehearsal import Rehearsal
from tocsin.core.alerting.backtest.scene import Happening, Scene
from tocsin.core.alerting.backtest.summary import Summary
from tocsin.core.errors import Unavailable
from tocsin.core.monitor import MonitorSpec
from tocsin.probes import pushed_kind
from tocsin.services import backtest_happenings
from tocsin.services.backtest_draft import Wanted
from tocsin.services.backtest_happenings import WARM_UP_MS, Part, Reading
from tocsin.storage.database import Database

LONGEST_SECONDS = 120.0
STEP_MS = 86_400_000
"""So much is played at once, without a word of progress."""
_READING_SHARE = 0.9
"""Of the work, where results are judged anew."""


class TookTooLong(Unavailable):
    """It was given up: fewer monitors, or a shorter time, may do."""

    code = "took_too_long"


class Progress(msgspec.Struct, frozen=True):
    """`share` of the work is done, 0 to 1."""

    share: float


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """All that there is to say, from `since` to `until` (Unix ms).

    With other thresholds, results are kept since `results_since`, and each monitor was judged anew from
    `replayed_since` on, None where there are no results; without, both are None. `monitors`: how many were played.
    `names`: of monitors, by id.
    """

    since: int
    until: int
    results_since: int | None
    replayed_since: Mapping[int, int | None] | None
    monitors: int
    names: Mapping[int, str]
    pages: Sequence[Page]
    summary: Summary


@dataclass(frozen=True, slots=True)
class Backtest:
    """One that may be run, once. `specs`: the monitors whose results are judged anew; None where stored changes do."""

    database: Database
    workspace_id: int
    wanted: Wanted
    scene: Scene
    specs: Mapping[int, MonitorSpec] | None
    results_since: int | None

    async def run(self) -> AsyncIterator[Progress | Finding]:
        """Some words on the progress, and at last the finding.

        Raise TookTooLong, and ValidationFailed for more than can be done.
        """
        deadline = time.monotonic() + LONGEST_SECONDS
        draft, until = self.wanted.draft, self.wanted.until
        reading, begins = self._reading(), 0.0
        if reading is not None:
            async for judged in reading.run(self.scene.since, until):
                _require_time(deadline)
                yield Progress(_READING_SHARE * self._share(judged.monitors, judged.reach))
            begins = _READING_SHARE
        rehearsal = Rehearsal(self.scene, most_pages=draft.pages, time_zone=draft.time_zone)
        played = self.scene.since
        async for part in self._parts([] if reading is None else reading.changes):
            for happenings, upto in _steps(part, played):
                await asyncio.to_thread(rehearsal.play, happenings, upto - 1)
                _require_time(deadline)
                yield Progress(begins + (1 - begins) * self._share(0, upto, 1))
            played = part.reach
        rehearsal.finish(until)
        yield self._finding(rehearsal, reading)

    def _reading(self) -> Reading | None:
        if self.specs is None or (thresholds := self.wanted.draft.thresholds.given) is None:
            return None
        pushed = frozenset(one.id for one in self.specs.values() if pushed_kind(one.kind) is not None)
        return Reading(self.database, self.specs, pushed, thresholds)

    async def _parts(self, judged: list[Happening]) -> AsyncIterator[Part]:
        """What is stored, with what was judged anew in its place."""
        ids = frozenset(self.scene.monitors) - (self.specs or {}).keys()
        since, until = self.scene.since - WARM_UP_MS, self.wanted.until
        database, index = self.database, 0
        async for part in backtest_happenings.stored(database, self.workspace_id, ids, since, until):
            number = bisect_left(judged, part.reach, index, key=lambda one: one.change.concluded_at)
            merged = sorted(part.happenings + judged[index:number], key=lambda one: one.change.concluded_at)
            index = number
            yield Part(merged, part.reach)
        yield Part(judged[index:], until)

    def _share(self, monitors: int, reach: int, of: int | None = None) -> float:
        """How much is done when so many monitors are, and the next one up to that moment."""
        whole = self.wanted.until - self.scene.since
        within = min(1.0, max(0.0, (reach - self.scene.since) / whole))
        return (monitors + within) / (of or max(1, len(self.specs or {})))

    def _finding(self, rehearsal: Rehearsal, reading: Reading | None) -> Finding:
        monitors, summary = self.scene.monitors, rehearsal.summary
        told = rehearsal.pages if summary.longest is None else [*rehearsal.pages, summary.longest]
        replayed = None if reading is None else {one: reading.first_at.get(one) for one in self.specs or {}}
        return Finding(
            since=self.scene.since,
            until=self.wanted.until,
            results_since=self.results_since,
            replayed_since=replayed,
            monitors=sum(not one.is_background for one in monitors.values()),
            names={one: monitors[one].subject.name for page in told for one in page.monitor_ids}
            | {one: monitors[one].subject.name for one in replayed or {}},
            pages=rehearsal.pages,
            summary=summary,
        )


def _steps(part: Part, played: int) -> list[tuple[list[Happening], int]]:
    """A part in pieces that are not played for long, each with the moment up to which it reaches."""
    found, index = [], 0
    for upto in [*range(played + STEP_MS, part.reach, STEP_MS), part.reach]:
        number = bisect_left(part.happenings, upto, index, key=lambda one: one.change.concluded_at)
        found.append((part.happenings[index:number], upto))
        index = number
    return found


def _require_time(deadline: float) -> None:
    if time.monotonic() > deadline:
        text = f"It took longer than {LONGEST_SECONDS:g} s and was given up: try fewer monitors, or a shorter time."
        raise TookTooLong(text)
