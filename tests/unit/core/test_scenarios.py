"""`scenarios.md` says what is concluded and what is asked for; this runs every block of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.unit.core.timetable import CREATED, Happening, Scenario, play, scenarios

ALL = list(scenarios(Path(__file__).with_name("scenarios.md")))
CONCLUDING = [s for s in ALL if s.chapter != "Looking again"]
ASKING = [s for s in ALL if s.chapter == "Looking again"]


def title(scenario: Scenario) -> str:
    return scenario.title


@pytest.mark.parametrize("scenario", CONCLUDING, ids=title)
def test_concludes(scenario: Scenario) -> None:
    assert list(conclusions(play(scenario))) == scenario.expected


@pytest.mark.parametrize("scenario", ASKING, ids=title)
def test_asks_for_another_look(scenario: Scenario) -> None:
    assert list(requests(play(scenario))) == scenario.expected


def test_no_block_of_the_document_is_overlooked() -> None:
    text = Path(__file__).with_name("scenarios.md").read_text(encoding="utf-8")
    assert len(ALL) == text.count("\n### ")
    assert len({scenario.title for scenario in ALL}) == len(ALL)


def conclusions(happenings: Iterable[Happening]) -> Iterable[str]:
    for at, before, step in happenings:
        change = step.change
        if change is not None:
            yield f"{at}: {change.to_state.word} since {(change.at - CREATED) // 1000}, {change.reason}"
        elif step.state.reason != before.reason:
            yield f"{at}: still {step.state.state.word}, {step.state.reason}"


def requests(happenings: Iterable[Happening]) -> Iterable[str]:
    for at, _, step in happenings:
        if step.rechecks:
            asked = ", ".join(f"{recheck.region} at {(recheck.at - CREATED) // 1000}" for recheck in step.rechecks)
            yield f"{at}: {asked}"
