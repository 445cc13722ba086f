"""What the command line says of a pushed monitor's pings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tocsin.cli import heartbeat_words
from tocsin.cli.output import moment
from tocsin.cli.replies import Heartbeat

NOW = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def facts(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in heartbeat_words.facts("heartbeat", Heartbeat(**fields), NOW) if value}


def remark(**fields: Any) -> str:
    return heartbeat_words.remark(Heartbeat(**fields), NOW)


def test_a_new_one_says_so() -> None:
    assert facts(status="new") == {"heartbeat": "Nothing heard yet"}
    assert remark(status="new") == "Nothing heard yet"


def test_times_are_told_with_their_distance_from_now() -> None:
    assert facts(status="up", last_ping_at=at(-5), expected_at=at(55), missing_at=at(85), last_duration_ms=850) == {
        "heartbeat": "up",
        "last ping": f"{moment(at(-5))} (5m ago)",
        "took": "850 ms",
        "next expected": f"{moment(at(55))} (in 55m)",
        "missing after": f"{moment(at(85))} (in 1h 25m)",
    }


def test_without_a_grace_there_is_one_moment() -> None:
    assert "missing after" not in facts(status="reported", expected_at=at(5), missing_at=at(5))


def test_what_was_expected_is_not_expected_next() -> None:
    assert facts(status="late", expected_at=at(-1))["was expected"] == f"{moment(at(-1))} (1m ago)"


def test_a_run_has_to_end_by_its_own_time() -> None:
    shown = facts(status="running", running_since=at(-2), expected_at=at(60), missing_at=at(3))
    assert shown["must end by"] == f"{moment(at(3))} (in 3m)"
    assert "missing after" not in shown


def test_a_list_remarks_what_is_late_and_what_is_running() -> None:
    late = remark(status="late", expected_at=at(-1), missing_at=at(29))
    assert late == f"Late: was expected {moment(at(-1))} (1m ago), missing after {moment(at(29))}"
    assert remark(status="running", running_since=at(-2)) == f"Running since {moment(at(-2))} (2m ago)"


def test_a_list_has_nothing_to_remark_where_all_is_well() -> None:
    assert remark(status="up", expected_at=at(60)) == ""
    assert heartbeat_words.remark(None, NOW) == ""
