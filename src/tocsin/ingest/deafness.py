"""When nobody could have told us anything: what was due then cannot be called missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tocsin.core.expectation import Interval

MOST_KEPT = 100
LONGEST_DOUBT_MS = 86_400_000
"""A region's doubt counts no longer than this: there may be nobody left who could lift it, and what is missing must be
missed at last."""


class Spell(msgspec.Struct, frozen=True, array_like=True):
    """From `start` to `end` (Unix ms) nothing could reach us in `region`, or anywhere when that is empty."""

    start: int
    end: int
    region: str = ""


class Deafness:
    """The spells that are over, of which the oldest are forgotten, and those that last."""

    def __init__(self) -> None:
        self.over: tuple[Spell, ...] = ()
        self._since: dict[str, int] = {}

    def add(self, start: int, end: int, region: str = "") -> None:
        """Something kept us from hearing, and is over."""
        if end > start:
            self.over = (*self.over, Spell(start, _bounded(start, end, region), region))[-MOST_KEPT:]

    def restore(self, spells: Iterable[Spell]) -> None:
        """Those of an earlier process."""
        self.over = (*spells, *self.over)[-MOST_KEPT:]

    def begin(self, at: int, region: str = "") -> None:
        """Something keeps us from hearing; it may have been begun before."""
        self._since.setdefault(region, at)

    def end(self, at: int, region: str = "") -> None:
        """It does so no more."""
        since = self._since.pop(region, None)
        if since is not None:
            self.add(since, at, region)

    def intervals(self, region: str, now: int) -> Sequence[Interval]:
        """When a ping to this region would have been lost; what lasts goes on until after `now`."""
        over = [(spell.start, spell.end) for spell in self.over if spell.region in ("", region)]
        lasting = [(since, _bounded(since, now + 1, name)) for name, since in self._since.items()]
        return over + [one for one, name in zip(lasting, self._since, strict=True) if name in ("", region)]


def _bounded(start: int, end: int, region: str) -> int:
    return min(end, start + LONGEST_DOUBT_MS) if region else end
