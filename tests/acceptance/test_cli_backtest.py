"""What policies would have done, asked from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.command import Command
from tests.acceptance.tower import KEY, Tower

BACKTEST = ("alert", "backtest", "--since", "1h")
POLICY = """\
name: Nights
steps:
  - targets: [{{channel: {channel}}}]
  - {{after: 10m, targets: [{{role: owner}}]}}
"""


@pytest.fixture
def tocsin(server_on_both: Tower, tmp_path: Path) -> Command:
    tocsin = Command(tmp_path, server_on_both.url, KEY)
    (tmp_path / "night.yaml").write_text(POLICY.format(channel="sink"))
    (tmp_path / "typo.yaml").write_text(POLICY.format(channel="sinc"))
    return tocsin


@pytest.fixture(scope="module", autouse=True)
def past(server_on_both: Tower, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Down once, and up again."""
    tocsin = Command(tmp_path_factory.mktemp("past"), server_on_both.url, KEY)
    tocsin.done("channel", "create", "sink", "--kind", "email", "--set", 'to=["ops@example.com"]')
    made = tocsin.json("monitor", "create", "payments", "--kind", "manual", "--tag", "prod")
    for state in ("up", "down", "up"):
        tocsin.done("monitor", "set-state", "payments", state)
        server_on_both.until_state(made["id"], state)


def test_a_policy_in_a_file_is_played(tocsin: Command) -> None:
    found = tocsin.json(*BACKTEST, "--policy", "night.yaml")
    assert [(one["policy"], one["number"], one["monitors"][0]["name"]) for one in found["pages"]] == [
        ("Nights", 1, "payments")
    ]
    assert found["summary"]["resolved_within_five_minutes"] == 1


def test_it_is_shown_as_a_table_with_what_it_comes_to(tocsin: Command) -> None:
    shown = tocsin.done(*BACKTEST, "--policy", "night.yaml", "--monitor", "payments")
    (page,) = [line for line in shown.splitlines() if "payments: down" in line and "step 1" in line]
    assert "sink" in page
    assert "over within 5 min" in shown


def test_the_present_policies_are_played_without_one(tocsin: Command) -> None:
    shown = tocsin.done(*BACKTEST, "--tag", "prod")
    assert "Nobody would have been paged." in shown
    assert "1 nobody is behind the targets" in shown


def test_a_stored_policy_is_named(tocsin: Command) -> None:
    assert tocsin.json(*BACKTEST, "--policy", "Tell the owner")["summary"]["incidents"] == 1


def test_other_thresholds_judge_the_results_once_more(tocsin: Command) -> None:
    found = tocsin.json(*BACKTEST, "--failure-threshold", "2")["summary"]
    assert (found["incidents"], [one["monitor"] for one in found["replayed"]]) == (0, ["payments"])


def test_a_fault_in_the_policy_is_told_by_its_place(tocsin: Command) -> None:
    done = tocsin(*BACKTEST, "--policy", "typo.yaml")
    assert done.code == 1
    assert "typo.yaml:3:25: /steps/0/targets/0/channel: is not a channel of this workspace: 'sinc'" in done.err


def test_a_fault_elsewhere_is_told_as_it_is(tocsin: Command) -> None:
    done = tocsin("alert", "backtest", "--since", "9999d", "--policy", "night.yaml")
    assert (done.code, "night.yaml" in done.err) == (1, False)
    assert "must be at most 400 days" in done.err


def test_a_policy_that_is_not_there_is_missed(tocsin: Command) -> None:
    done = tocsin(*BACKTEST, "--policy", "Nigths")
    assert (done.code, done.err) == (1, "tocsin: there is no policy named 'Nigths'\n")
