"""Times as people type them."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tocsin.cli.failures import UsageWrong
from tocsin.cli.times import as_moment, moment, moment_ahead


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("2026-01-31T08:00:00Z", "2026-01-31T08:00:00.000Z"),
        ("2026-01-31T08:00:00+02:00", "2026-01-31T06:00:00.000Z"),
        ("2026-01-31T08:00:00.123456Z", "2026-01-31T08:00:00.123Z"),
        (None, None),
    ],
)
def test_a_time_is_sent_in_utc_with_milliseconds(typed: str | None, sent: str | None) -> None:
    assert moment(typed) == sent


def test_a_time_without_offset_is_local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        assert moment("2026-01-31T08:00") == "2026-01-31T07:00:00.000Z"
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("typed", "ago"), [("24h", timedelta(days=1)), ("7d", timedelta(days=7)), ("now", timedelta())]
)
def test_a_duration_is_how_long_ago(typed: str, ago: timedelta) -> None:
    assert abs(datetime.now(UTC) - as_moment(typed) - ago) < timedelta(minutes=1)


@pytest.mark.parametrize("typed", ["yesterday", "", "2026-13-01", "999999999d", "25:00"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(UsageWrong, match="is not a time: write"):
        as_moment(typed)


def test_a_duration_may_be_how_far_ahead() -> None:
    ahead = datetime.fromisoformat(moment_ahead("90d") or "")
    assert abs(ahead - datetime.now(UTC) - timedelta(days=90)) < timedelta(minutes=1)
    assert moment_ahead(None) is None


@pytest.mark.parametrize("typed", ["", "soon", "-1d", "2027-01-31", "999999999d"])
def test_what_is_no_duration_ahead_is_wrong_usage(typed: str) -> None:
    with pytest.raises(UsageWrong, match="is not a duration"):
        moment_ahead(typed)
