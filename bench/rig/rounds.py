"""Variants of the same work measured turn by turn, so that what the machine does meanwhile touches them alike."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from bench.rig.report import median, percentile

Variant = Callable[[], Awaitable[float]]
"""Does it once; returns how long that took, in whichever unit."""
WARM_UP = 5


@dataclass(frozen=True)
class Rounds:
    """Each round's figures, by the variant's name. What is told of them is the median over the rounds."""

    of: Mapping[str, Sequence[Sequence[float]]]

    def typical(self, name: str, share: float) -> float:
        """The percentile."""
        return median([percentile(one, share) for one in self.of[name]])

    def added(self, name: str, to: str, share: float) -> float:
        """How far the percentile lies above that of another variant in the same round."""
        pairs = zip(self.of[name], self.of[to], strict=True)
        return median([percentile(one, share) - percentile(other, share) for one, other in pairs])

    def summary(self) -> dict[str, list[dict[str, float]]]:
        """Each round's p50 and p95."""
        return {
            name: [{"p50": percentile(one, 0.5), "p95": percentile(one, 0.95)} for one in rounds]
            for name, rounds in self.of.items()
        }


async def interleaved(variants: Mapping[str, Variant], *, rounds: int, turns: int) -> Rounds:
    """In each round every variant has so many turns; who begins changes with each turn."""
    for variant in variants.values():
        for _ in range(WARM_UP):
            await variant()
    found: dict[str, list[list[float]]] = {name: [] for name in variants}
    for _ in range(rounds):
        took = await _one_round(variants, turns)
        for name, figures in took.items():
            found[name].append(figures)
    return Rounds(found)


async def _one_round(variants: Mapping[str, Variant], turns: int) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {name: [] for name in variants}
    names = list(variants)
    for turn in range(turns):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            took[name].append(await variants[name]())
    return took
