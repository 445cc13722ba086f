"""Times as people type them."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tocsin.cli.failures import UsageWrong
from tocsin.cli.times import as_moment, later, moment, moment_ahead, moment_to_come


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


@pytest.mark.parametrize(("typed", "ahead"), [("2h", timedelta(hours=2)), ("now", timedelta())])
def test_what_is_to_come_may_be_so_far_ahead(typed: str, ahead: timedelta) -> None:
    found = datetime.fromisoformat(moment_to_come(typed) or "")
    assert abs(found - datetime.now(UTC) - ahead) < timedelta(minutes=1)


@pytest.mark.parametrize("typed", ["00:00", "9:30", "23:59"])
def test_a_clock_time_to_come_is_within_a_day(typed: str) -> None:
    found = datetime.fromisoformat(moment_to_come(typed) or "")
    assert f"{found.astimezone():%H:%M}" == typed.zfill(5)
    assert timedelta() < found - datetime.now(UTC) <= timedelta(days=1)


def test_a_time_to_come_may_be_written_out() -> None:
    assert moment_to_come("2027-01-31T08:00:00+02:00") == "2027-01-31T06:00:00.000Z"
    assert moment_to_come(None) is None


@pytest.mark.parametrize("typed", ["", "soon", "24:00", "-2h", "2027-13-01"])
def test_what_is_no_time_to_come_is_refused(typed: str) -> None:
    with pytest.raises(UsageWrong, match="is not a time: write 18:00"):
        moment_to_come(typed)


def test_an_end_is_counted_from_the_start() -> None:
    assert later("2027-01-31T08:00:00.000Z", "90m") == "2027-01-31T09:30:00.000Z"
    with pytest.raises(UsageWrong, match="is not a duration"):
        later("2027-01-31T08:00:00.000Z", "soon")
