"""Which silences hold."""

from __future__ import annotations

from tocsin.core.alerting.backtest.occurrences import Calendar
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.silence import Occurrence, SilenceKind


def occurrence(number: int, start: int, end: int) -> Occurrence:
    return Occurrence(number, SilenceKind.SILENCE, "", Match(), start, end)


def test_one_holds_from_its_start_until_before_its_end() -> None:
    calendar = Calendar([occurrence(2, 20, 30), occurrence(1, 10, 25)])
    assert [[one.silence_id for one in calendar.at(now)] for now in (9, 10, 20, 25, 30)] == [[], [1], [1, 2], [2], []]


def test_the_next_start_is_the_first_that_was_not_reached() -> None:
    calendar = Calendar([occurrence(2, 20, 30), occurrence(1, 10, 25)])
    calendar.at(10)
    assert calendar.next_start == 20
    calendar.at(50)
    assert calendar.next_start is None
