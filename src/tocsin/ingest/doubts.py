"""Which regions are in doubt, as heard from the results, and whom to ask for a second opinion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from tocsin.core.doubt import RegionDoubt, is_local
from tocsin.core.errors import NETWORK_CLASS, SUDDEN_CLASS
from tocsin.core.messages import RecheckRequested
from tocsin.core.result import Result
from tocsin.core.verdict import Verdict
from tocsin.ingest.watch import Watch, Watches

NEIGHBOURS = 5
ASK_EVERY_MS = 10_000
SLICE_MS = 10_000


class Turn(msgspec.Struct, frozen=True):
    """A region's standing has changed, at Unix ms; `account` says what that rests on."""

    region: str
    is_suspect: bool
    account: str
    at: int


class Doubts:
    """Two `RegionDoubt`s per region that was ever heard of: for what lies beyond its uplink, and for what does not.

    Local targets answer as ever while the uplink is dead: they must not vouch for it. In doubt of either, the region
    is suspect.
    """

    def __init__(self, watches: Watches) -> None:
        self._watches = watches
        self._sides: dict[tuple[str, bool], RegionDoubt] = {}
        self._asked_at: dict[str, int] = {}

    def suspects(self) -> frozenset[str]:
        return frozenset(region for (region, _), doubt in self._sides.items() if doubt.is_suspect)

    def restore(self, regions: Sequence[str]) -> None:
        """Regions that were suspect when the last process stopped are so until good results are heard."""
        outside = {region for watch in self._watches if not is_local(watch.target) for region in watch.rules.regions}
        for region in regions:
            self._side(region, region not in outside).is_suspect = True

    def hear(self, results: Sequence[Result], now: int) -> list[Turn]:
        """Listen to a batch; return the regions whose standing changed, at `now`."""
        newest: dict[tuple[str, bool], int] = {}
        before = self.suspects()
        for result in results:
            if result.outcome.verdict != Verdict.UP:
                self._note(result, newest, is_failure=True)
        # Good results second: those that came before a failure of the same batch are heard beside it.
        if any(doubt.is_watching for doubt in self._sides.values()):
            for result in results:
                if result.outcome.verdict == Verdict.UP:
                    self._note(result, newest, is_failure=False)
        accounts = {
            side[0]: doubt.account() for side in sorted(newest) if (doubt := self._sides[side]).judge(newest[side])
        }
        after = self.suspects()
        return [Turn(region, region in after, accounts[region], now) for region in sorted(before ^ after)]

    def second_opinions(self, failures: Sequence[tuple[Watch, Result]], now: int) -> list[RecheckRequested]:
        """At a monitor's first failure of the network class, look at some unrelated healthy ones at once.

        If the trouble is ours they fail too, and the region is known to be suspect before anything is concluded.
        """
        asked: list[RecheckRequested] = []
        for watch, result in failures:
            asked += [
                RecheckRequested(parent, _region_for(known, result.region), now)
                for parent in watch.rules.parents
                if (known := self._watches.get(parent)) is not None and known.state.state == Verdict.UP
            ]
            since_asked = abs(now - self._asked_at.get(result.region, 0))
            if result.outcome.error not in NETWORK_CLASS | SUDDEN_CLASS or since_asked < ASK_EVERY_MS:
                continue
            self._asked_at[result.region] = now
            asked += [
                RecheckRequested(monitor_id, result.region, now)
                for monitor_id in self._watches.neighbours(watch, result.region, NEIGHBOURS)
            ]
        return asked

    def _note(self, result: Result, newest: dict[tuple[str, bool], int], *, is_failure: bool) -> None:
        """Hear the result if it bears on its region's standing."""
        watch = self._watches.get(result.monitor_id)
        if watch is None or (is_failure and not _is_telling(watch, result)):
            return
        side = (result.region, is_local(watch.target))
        doubt = self._sides.get(side)
        if doubt is None:
            if not is_failure:
                return
            doubt = self._sides[side] = RegionDoubt()
        if not is_failure and not doubt.is_watching:
            return
        at = seen_at(result)
        doubt.hear(watch.target, at, is_failure=is_failure)
        newest[side] = max(at, newest.get(side, at))

    def _side(self, region: str, is_local_side: bool) -> RegionDoubt:
        return self._sides.setdefault((region, is_local_side), RegionDoubt())


def _is_telling(watch: Watch, result: Result) -> bool:
    """Whether a failure is news of a kind that may be ours: what the target was, beneath any doubt, is asked for."""
    known = watch.state.view(result.region).known_level
    if result.outcome.error in NETWORK_CLASS:
        return known not in (Verdict.DEGRADED, Verdict.DOWN)
    return result.outcome.error in SUDDEN_CLASS and known == Verdict.UP


def _region_for(watch: Watch, region: str) -> str:
    return region if region in watch.rules.regions else watch.rules.regions[0]


def seen_at(result: Result) -> int:
    """When the result came to be, Unix ms: failures by time-out lie long behind the moment at which they were due."""
    return result.started_at + (result.outcome.latency_us or 0) // 1000


def in_slices(results: Sequence[Result]) -> Iterator[Sequence[Result]]:
    """Cut a backlog into parts of at most `SLICE_MS`: each is judged by what was known of the regions then."""
    start = 0
    if results and seen_at(results[-1]) - seen_at(results[0]) > SLICE_MS:
        for number, result in enumerate(results):
            if seen_at(result) - seen_at(results[start]) > SLICE_MS:
                yield results[start:number]
                start = number
    yield results[start:]
