"""What holds of every recurrence, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.recurrence import Recurrence, cron, every, on_calendar

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Antarctica/Troll"]
MINUTES = ["*", "0", "30", "*/7", "*/20", "0-10", "15,45", "59"]
HOURS = ["*", "0", "2", "*/2", "1-3", "0-23", "2,23"]
DAYS = ["*", "1", "L", "LW", "25-31", "*/9"]
MONTHS = ["*", "3", "4,10", "MAR-NOV"]
WEEKDAYS = ["*", "0", "MON-FRI", "4L", "7#1"]
DATES = ["", "*-*-* ", "*-*-01 ", "*-*~01 ", "Sun ", "Mon..Fri *-03,10-* ", "*-10-25..31 ", "2024..2030-*-1/3 "]
TIMES = ["*:*", "*:00", "*:0/7", "02:30", "1..3:0/20:30", "00:00", "01:15,45", "*:59:59"]
EARLIEST, LATEST = 1_500_000_000_000, 2_500_000_000_000

periods = st.floats(min_value=1, max_value=1e7).map(every)
crons = st.builds(
    lambda zone, *fields: cron(" ".join(fields), zone),
    st.sampled_from(ZONES),
    *map(st.sampled_from, (MINUTES, HOURS, DAYS, MONTHS, WEEKDAYS)),
)
lines = st.builds("{}{} {}".format, st.sampled_from(DATES), st.sampled_from(TIMES), st.sampled_from(ZONES))
calendars = st.lists(lines, min_size=1, max_size=3).map(lambda found: on_calendar("\n".join(found)))
expressions = crons | calendars
near_a_change = st.sampled_from(
    [1_774_742_400_000, 1_792_886_400_000, 1_772_946_000_000, 1_793_509_200_000, 1_791_040_500_000, 1_775_314_800_000]
)
moments = st.integers(EARLIEST, LATEST) | st.builds(int.__add__, near_a_change, st.integers(-(10**7), 10**7))
written = st.text("0123456789*/,-~.:# LWMonSUN@\n", max_size=40) | st.text(max_size=40)
held = settings(deadline=None, max_examples=300)


@held
@given(periods | expressions, moments)
def test_the_next_moment_is_later_than_the_one_asked_about(recurrence: Recurrence, at: int) -> None:
    assert (recurrence.next_after(at) or LATEST * 2) > at


@held
@given(expressions, moments)
def test_asked_just_before_a_moment_the_answer_is_that_moment(recurrence: Recurrence, at: int) -> None:
    moment = recurrence.next_after(at)
    assert moment is None or recurrence.next_after(moment - 1) == moment


@held
@given(expressions, moments, st.floats(0, 1, exclude_max=True))
def test_nothing_is_due_between_a_moment_and_the_next(recurrence: Recurrence, at: int, share: float) -> None:
    moment = recurrence.next_after(at)
    between = LATEST if moment is None else at + int((moment - at) * share)
    assert recurrence.next_after(between) == moment


@held
@given(periods | expressions, moments)
def test_the_gap_is_the_distance_of_the_next_two(recurrence: Recurrence, at: int) -> None:
    first = recurrence.next_after(at)
    second = None if first is None else recurrence.next_after(first)
    assert recurrence.gap_after(at) == (None if first is None or second is None else second - first)


def answer(make: Callable[[str], Recurrence], text: str) -> str:
    """The description of what is good, the sentence's end about what is not."""
    try:
        return make(text).describe()
    except ValueError as refused:
        return str(refused)


@held
@given(st.sampled_from([cron, on_calendar]), written)
def test_any_text_is_either_good_or_refused_in_a_sentence(make: Callable[[str], Recurrence], text: str) -> None:
    assert answer(make, text).startswith(("cron ", "OnCalendar ", "must "))
