"""Which regions are in doubt, as heard from the results, and whom to ask for a second opinion."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tocsin.core.doubt import RegionDoubt
from tocsin.core.errors import NETWORK_CLASS
from tocsin.core.messages import RecheckRequested
from tocsin.core.result import Result
from tocsin.core.verdict import Verdict
from tocsin.ingest.watch import Watch, Watches

NEIGHBOURS = 5
ASK_EVERY_MS = 10_000


class Turn(msgspec.Struct, frozen=True):
    """A region's standing has changed; `account` says what that rests on."""

    region: str
    is_suspect: bool
    account: str


class Doubts:
    """One `RegionDoubt` per region that was ever heard of."""

    def __init__(self, watches: Watches) -> None:
        self._watches = watches
        self._regions: dict[str, RegionDoubt] = {}
        self._asked_at: dict[str, int] = {}

    def suspects(self) -> frozenset[str]:
        return frozenset(region for region, doubt in self._regions.items() if doubt.is_suspect)

    def restore(self, regions: Sequence[str]) -> None:
        """Regions that were suspect when the last process stopped are so until good results are heard."""
        for region in regions:
            self._region(region).is_suspect = True

    def hear(self, results: Sequence[Result], now: int) -> list[Turn]:
        """Listen to a batch; return the regions whose standing changed."""
        touched: set[str] = set()
        for result in results:
            if self._note(result):
                touched.add(result.region)
        touched.update(region for region, doubt in self._regions.items() if doubt.is_suspect)
        turned = [(region, doubt) for region in sorted(touched) if (doubt := self._regions[region]).judge(now)]
        return [Turn(region, doubt.is_suspect, doubt.account()) for region, doubt in turned]

    def second_opinions(self, failures: Sequence[tuple[Watch, Result]], now: int) -> list[RecheckRequested]:
        """At a monitor's first failure of the network class, look at some unrelated healthy ones at once.

        If the trouble is ours they fail too, and the region is known to be suspect before anything is concluded.
        """
        asked: list[RecheckRequested] = []
        for watch, result in failures:
            asked += [
                RecheckRequested(parent, result.region, now)
                for parent in watch.rules.parents
                if (known := self._watches.get(parent)) is not None and known.state.state == Verdict.UP
            ]
            if result.outcome.error not in NETWORK_CLASS or now - self._asked_at.get(result.region, 0) < ASK_EVERY_MS:
                continue
            self._asked_at[result.region] = now
            asked += [
                RecheckRequested(monitor_id, result.region, now)
                for monitor_id in self._watches.neighbours(watch, result.region, NEIGHBOURS)
            ]
        return asked

    def _note(self, result: Result) -> bool:
        """True when the result bears on its region's standing."""
        is_good = result.outcome.verdict == Verdict.UP
        if is_good:
            doubt = self._regions.get(result.region)
            if doubt is None or not doubt.is_watching:
                return False
        elif result.outcome.error not in NETWORK_CLASS:
            return False
        watch = self._watches.get(result.monitor_id)
        if watch is None or (not is_good and _was_bad(watch, result.region)):
            return False
        self._region(result.region).hear(watch.target, result.scheduled_at, is_failure=not is_good)
        return True

    def _region(self, name: str) -> RegionDoubt:
        return self._regions.setdefault(name, RegionDoubt())


def _was_bad(watch: Watch, region: str) -> bool:
    return watch.state.view(region).level in (Verdict.DEGRADED, Verdict.DOWN)
