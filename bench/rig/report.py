"""A table on the terminal, each figure beside its budget, and the same as dated JSON beside the earlier ones."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from bench.rig.machine import ROOT, Circumstances, circumstances

RESULTS = ROOT / "bench" / "results"


@dataclass(frozen=True)
class Row:
    """One measured figure. `ratio` is against `floor`, measured in the same run; `budget` bounds ratio or value."""

    what: str
    value: float | str
    unit: str = ""
    floor: str = ""
    ratio: float | None = None
    budget: str = ""
    is_met: bool | None = None


class Report:
    """Collects rows and keeps them: a run that is broken off still prints what it had."""

    def __init__(self, name: str, *, is_quick: bool) -> None:
        self.name = name
        self.is_quick = is_quick
        self.circumstances: Circumstances = circumstances()
        self.rows: list[Row] = []
        self.raw: dict[str, object] = {}

    def add(
        self,
        what: str,
        value: float | str,
        unit: str = "",
        *,
        against: tuple[str, float] | None = None,
        ratio_within: float | None = None,
        at_most: float | None = None,
        at_least: float | None = None,
    ) -> None:
        """`against` names the floor and gives its value; the bounds are DESIGN's budgets."""
        ratio = float(value) / against[1] if against and against[1] else None
        floor = f"{against[0]} {_shown(against[1])}" if against else ""
        budget, is_met = _judged(value, ratio, ratio_within, at_most, at_least)
        is_met = None if self.is_quick else is_met
        self.rows.append(Row(what, value, unit, floor, ratio, budget, is_met))
        print(f"{what}: {_shown(value)} {unit} {floor}", file=sys.stderr, flush=True)

    def finish(self, *, is_partial: bool = False) -> None:
        """Print, and write the JSON (not for a part, nor for a quick run, whose figures mean nothing)."""
        table = Table(
            title=f"{self.name} at {self.circumstances['commit']}{' (quick: figures mean nothing)' * self.is_quick}"
        )
        for column in ("what", "measured", "against", "ratio", "budget", "met"):
            table.add_column(column, justify="left" if column in ("what", "against") else "right")
        for row in self.rows:
            met = "" if row.is_met is None else "yes" if row.is_met else "NO"
            ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
            table.add_row(row.what, f"{_shown(row.value)} {row.unit}".strip(), row.floor, ratio, row.budget, met)
        Console(width=150).print(table)
        if not (self.is_quick or is_partial):
            self._write()

    def _write(self) -> None:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-{self.name}.json"
        content = {"circumstances": self.circumstances, "rows": [asdict(row) for row in self.rows], "raw": self.raw}
        path.write_text(json.dumps(content, indent=1) + "\n")
        Console().print(f"written to {path.relative_to(ROOT)}")


def arguments(description: str) -> argparse.ArgumentParser:
    """Every benchmark takes `--quick`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="a few seconds, to see that it runs; writes nothing")
    return parser


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else 0.0


def _judged(
    value: float | str, ratio: float | None, within: float | None, at_most: float | None, at_least: float | None
) -> tuple[str, bool | None]:
    if within is not None and ratio is not None:
        return f"<= {within:.2f} x", ratio <= within
    if at_most is not None:
        return f"<= {_shown(at_most)}", float(value) <= at_most
    if at_least is not None:
        return f">= {_shown(at_least)}", float(value) >= at_least
    return "", None


def _shown(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
