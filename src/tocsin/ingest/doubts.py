"""Which regions are in doubt, as heard from the results, and whom to ask for a second opinion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from tocsin.core.doubt import Part, RegionDoubt, is_local, parts_of
from tocsin.core.errors import CERTIFICATE_CLASS, NAME_CLASS, NETWORK_CLASS, SUDDEN_CLASS, ErrorCode
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


class Suspicion:
    """Which regions are in doubt, and in which part, at one moment."""

    def __init__(self, suspects: frozenset[tuple[str, Part]] = frozenset()) -> None:
        self._suspects = suspects
        self.regions = frozenset(region for region, _ in suspects)

    def about(self, target: str) -> frozenset[str]:
        """The regions from which a look at this target proves nothing, unless it is good."""
        if not self._suspects:
            return self.regions
        needed = parts_of(target)
        return frozenset(region for region, part in self._suspects if part in needed)

    def regions_without(self, part: Part) -> frozenset[str]:
        """The regions that may lack this part of ours."""
        return frozenset(region for region, suspected in self._suspects if suspected is part)


class Doubts:
    """One `RegionDoubt` for each part of each region that was ever heard of.

    Who does not need a part must not vouch for it: local targets answer as ever while the uplink is dead, and addresses
    while the name servers are.
    """

    def __init__(self, watches: Watches) -> None:
        self._watches = watches
        self._parts: dict[tuple[str, Part], RegionDoubt] = {}
        self._asked_at: dict[str, int] = {}

    def suspicion(self) -> Suspicion:
        return Suspicion(frozenset(key for key, doubt in self._parts.items() if doubt.is_suspect))

    def restore(self, regions: Sequence[str]) -> None:
        """Regions that were suspect when the last process stopped are so until good results are heard.

        Where nobody looks from any more there is nobody to hear.
        """
        looking = [watch for watch in self._watches if watch.is_enabled and not watch.is_pushed]
        inside = {region for watch in looking for region in watch.rules.regions}
        outside = {region for watch in looking if not is_local(watch.target) for region in watch.rules.regions}
        for region in inside.intersection(regions):
            self._doubt(region, Part.UPLINK if region in outside else Part.LOCAL).is_suspect = True

    def hear(self, results: Sequence[Result], now: int) -> list[Turn]:
        """Listen to a batch; return the regions whose standing changed, at `now`."""
        newest: dict[tuple[str, Part], int] = {}
        before = self.suspicion().regions
        for result in results:
            if result.outcome.verdict != Verdict.UP:
                self._note_failure(result, newest)
        # Good results second: those that came before a failure of the same batch are heard beside it.
        if any(doubt.is_watching for doubt in self._parts.values()):
            for result in results:
                if result.outcome.verdict == Verdict.UP:
                    self._note_success(result, newest)
        accounts: dict[str, str] = {}
        for region, part in sorted(newest):
            doubt = self._parts[region, part]
            if doubt.judge(newest[region, part]):
                accounts[region] = f"{doubt.account()} ({part})"
        after = self.suspicion().regions
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

    def _note_failure(self, result: Result, newest: dict[tuple[str, Part], int]) -> None:
        watch = self._watches.get(result.monitor_id)
        if watch is not None and _is_telling(watch, result):
            for part in _blamed(watch.target, result.outcome.error):
                self._hear(watch, result, part, newest, is_failure=True)

    def _note_success(self, result: Result, newest: dict[tuple[str, Part], int]) -> None:
        watch = self._watches.get(result.monitor_id)
        if watch is None:
            return
        for part in parts_of(watch.target):
            doubt = self._parts.get((result.region, part))
            has_shown = part is not Part.CERTIFICATES or result.outcome.certificate_expires_at is not None
            if doubt is not None and doubt.is_watching and has_shown:
                self._hear(watch, result, part, newest, is_failure=False)

    def _hear(
        self, watch: Watch, result: Result, part: Part, newest: dict[tuple[str, Part], int], *, is_failure: bool
    ) -> None:
        at = seen_at(result)
        self._doubt(result.region, part).hear(watch.target, at, is_failure=is_failure)
        newest[result.region, part] = max(at, newest.get((result.region, part), at))

    def _doubt(self, region: str, part: Part) -> RegionDoubt:
        return self._parts.setdefault((region, part), RegionDoubt())


def _blamed(target: str, error: ErrorCode | None) -> frozenset[Part]:
    """The parts of ours that may have caused this failure of a target."""
    needed = parts_of(target)
    if error in CERTIFICATE_CLASS:
        return needed & {Part.CERTIFICATES}
    if error is ErrorCode.DNS_NXDOMAIN:
        return needed & {Part.NAMES}  # somebody has answered
    if error in NAME_CLASS:
        return needed - {Part.CERTIFICATES}
    return needed - {Part.CERTIFICATES, Part.NAMES}


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
