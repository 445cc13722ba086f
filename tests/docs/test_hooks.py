"""Other systems' bodies, as the how-tos show them, lead to the states that the how-tos promise."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest

from tocsin.core.result import Json
from tocsin.hooks import KINDS
from tocsin.hooks.kind import Reading

HOW_TOS = Path(__file__).parents[2] / "docs" / "how-to"
FILE = re.compile(r"^cat > (?P<name>[a-z-]+\.json) <<'EOF'\n(?P<text>.*?)^EOF$", re.MULTILINE | re.DOTALL)


def files(page: str) -> dict[str, Json]:
    return {found["name"]: json.loads(found["text"]) for found in FILE.finditer((HOW_TOS / page).read_text())}


def read(kind: str, config: Json, body: Json) -> Reading:
    return KINDS[kind].read(KINDS[kind].config_type.model_validate(config), body, math.inf)


@pytest.mark.parametrize(
    ("system", "states"),
    [
        ("grafana", [("High memory usage", "down"), ("Slow checkout", "up")]),
        ("sumologic", [("Checkout errors", "down")]),
        ("cloudwatch", [("shop-cpu-high", "down")]),
        ("workflow", [("deploy", "down")]),
        ("github", [("acme/shop CI", "down")]),
    ],
)
def test_the_example_is_understood(system: str, states: list[tuple[str, str]]) -> None:
    found = files("take-in-other-systems.md")
    reading = read("generic", found[f"{system}.json"], found[f"{system}-body.json"])
    assert [(report.monitor, report.verdict.word) for report in reading.reports] == states
    assert (reading.refusals, [report.missed for report in reading.reports if report.missed]) == ((), [])


def test_the_example_of_alertmanager_is_understood() -> None:
    body = files("take-in-alertmanager.md")["alertmanager-body.json"]
    reports = read("alertmanager", {"create": True}, body).reports
    assert [(one.monitor, one.verdict.word, one.ends_only) for one in reports] == [
        ("Shop database", "degraded", False),
        ("TooManyErrors web1:8080", "up", True),
    ]


@pytest.mark.parametrize(
    ("trigger", "state"),
    [("Warning", "degraded"), ("MissingData", "unknown"), ("ResolvedCritical", "up"), ("ResolvedMissingData", "up")],
)
def test_every_trigger_of_sumo_logic_is_a_known_word(trigger: str, state: str) -> None:
    found = files("take-in-other-systems.md")
    body = found["sumologic-body.json"]
    assert isinstance(body, dict)
    (report,) = read("generic", found["sumologic.json"], {**body, "state": trigger}).reports
    assert report.verdict.word == state


@pytest.mark.parametrize(
    ("conclusion", "states"),
    [("success", ["up"]), ("timed_out", ["down"]), ("startup_failure", ["down"]), ("cancelled", []), ("skipped", [])],
)
def test_every_conclusion_of_github_is_a_known_word(conclusion: str, states: list[str]) -> None:
    found = files("take-in-other-systems.md")
    body = found["github-body.json"]
    assert isinstance(body, dict)
    assert isinstance(body["workflow_run"], dict)
    run = {**body["workflow_run"], "conclusion": conclusion}
    reading = read("generic", found["github.json"], {**body, "workflow_run": run})
    assert ([report.verdict.word for report in reading.reports], reading.refusals) == (states, ())


@pytest.mark.parametrize("other", [{"zen": "Keep it simple.", "hook_id": 1}, {"action": "requested"}])
def test_what_else_github_sends_is_no_item(other: Json) -> None:
    assert read("generic", files("take-in-other-systems.md")["github.json"], other).items == 0
