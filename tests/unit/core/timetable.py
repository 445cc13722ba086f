"""Plays the timetables of `scenarios.md`: results, doubts, edits and sweeps by the second."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from tests.unit.core.making import result
from tocsin.core.monitor import Rules
from tocsin.core.state import MonitorState, Step, advance, expire, initial, reconfigured
from tocsin.core.verdict import Verdict

CREATED = 1_700_000_000_000
SIGNS = {"U": Verdict.UP, "G": Verdict.DEGRADED, "D": Verdict.DOWN, "?": Verdict.UNKNOWN}
NOT_REGIONS = ("at", "suspect", "parents", "do")


class Scenario(NamedTuple):
    """One block. `rows` are the signs by row and column."""

    chapter: str
    title: str
    options: str
    rows: dict[str, list[str]]
    expected: list[str]


class Happening(NamedTuple):
    """What was concluded or asked for, `at` so many seconds after the monitor was created."""

    at: int
    before: MonitorState
    step: Step


def scenarios(path: Path) -> Iterator[Scenario]:
    chapter = ""
    for found in re.finditer(r"^## (.+)$|^### (.+)\n```\n([^`]+)```$", path.read_text(encoding="utf-8"), re.MULTILINE):
        chapter = found[1] or chapter
        if found[2]:
            yield _scenario(chapter, found[2], found[3].splitlines())


def play(scenario: Scenario) -> Iterator[Happening]:
    """Everything that the results, edits and sweeps lead to, in order."""
    player = Player(_rules(scenario))
    for column, second in enumerate(map(int, scenario.rows["at"])):
        player.now = CREATED + second * 1000
        signs = {name: row[column] for name, row in scenario.rows.items() if row[column] != "."}
        player.edit(signs)
        for region in (name for name in signs if name not in NOT_REGIONS):
            yield from player.happening(player.take(region, signs[region]))
        if signs.get("do") == "sweep":
            yield from player.happening(player.sweep())


class Player:
    """One monitor, and what is known around it at the moment `now`."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.state = initial(CREATED)
        self.now = CREATED
        self.last_seen: dict[str, int] = {}
        self.suspect: list[str] = []
        self.parents: list[int] = []

    def edit(self, signs: dict[str, str]) -> None:
        """Take over what changes around the monitor, and in its rules."""
        if "suspect" in signs:
            self.suspect = signs["suspect"].split(",")
        if "parents" in signs:
            self.parents = [int(parent) for parent in signs["parents"].split(",") if parent.isdigit()]
        if "=" in signs.get("do", ""):
            self.rules = edited(self.rules, signs["do"])
            self.state = reconfigured(self.state, self.rules, now=self.now)

    def take(self, region: str, sign: str) -> Step | None:
        verdict, _, due = sign.partition("@")
        at = CREATED + int(due) * 1000 if due else self.now
        self.last_seen[region] = max(at, self.last_seen.get(region, 0))
        seen = result(SIGNS[verdict], at, region=region)
        return advance(
            self.state, self.rules, seen, now=self.now, suspect_regions=self.suspect, down_parents=self.parents
        )

    def sweep(self) -> Step | None:
        return expire(
            self.state,
            self.rules,
            self.last_seen,
            now=self.now,
            suspect_regions=self.suspect,
            down_parents=self.parents,
        )

    def happening(self, step: Step | None) -> Iterator[Happening]:
        if step is not None:
            yield Happening((self.now - CREATED) // 1000, self.state, step)
            self.state = step.state


def _scenario(chapter: str, title: str, lines: list[str]) -> Scenario:
    expected = [line.removeprefix("=>").strip() for line in lines if line.startswith("=>")]
    table = [line.split() for line in lines if not line.startswith("=>")]
    options = " ".join(table.pop(0)) if "=" in lines[0] else ""
    rows = {name: signs for name, *signs in table}
    assert len({len(row) for row in rows.values()}) == 1, f"{title}: rows of different lengths"
    return Scenario(chapter, title, options, rows, expected)


def _rules(scenario: Scenario) -> Rules:
    regions = tuple(name for name in scenario.rows if name not in NOT_REGIONS)
    rules = Rules(regions=regions)
    for option in scenario.options.split():
        rules = edited(rules, option)
    return rules


def edited(rules: Rules, option: str) -> Rules:
    name, _, text = option.partition("=")
    value: object = tuple(text.split(",")) if name == "regions" else int(text) if text.isdigit() else text
    return msgspec.convert(msgspec.to_builtins(rules) | {name: value}, Rules)
