"""The monitor that a hook makes: what does not fit of what it was given is left out."""

from __future__ import annotations

from tocsin.core.verdict import Verdict
from tocsin.hooks.kind import HookConfig, Report
from tocsin.services.hook_targets import draft
from tocsin.services.monitor_validation import validate


def made(**given: object) -> dict[str, object]:
    config = HookConfig(create_tags=("prom",), create_time_limit=60)
    report = Report("", "Disk", Verdict.DOWN, **given)  # type: ignore[arg-type]
    fields = draft("Disk", config, report)
    validate(fields)
    return dict(fields)


def test_it_is_a_monitor_whose_state_is_posted() -> None:
    assert (made()["kind"], made()["config"]) == ("manual", {"time_limit": 60.0})


def test_tags_that_cannot_be_are_left_out_and_none_comes_twice() -> None:
    assert made(tags=("Team: DB", "a,b", "", "prom", "x" * 500))["tags"] == ["prom", "team:db"]


def test_a_runbook_that_is_no_link_is_left_out() -> None:
    assert made(runbook_url="see wiki")["runbook_url"] is None
    assert made(runbook_url="https://wiki.example/disk")["runbook_url"] == "https://wiki.example/disk"


def test_a_long_description_is_cut() -> None:
    assert len(str(made(description="x" * 9000)["description"])) == 4000
