"""Who is on call, from when to when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.unit.core.alerting.clocks_of_towns import BERLIN, DAY, HOUR, at
from tocsin.core.alerting.rotation import (
    Override,
    Participant,
    Rotation,
    Shift,
    Turn,
    on_call,
    participant_of,
    shifts,
    without,
)

ANN, BEN, CAT, DAN = 1, 2, 3, 4
PEOPLE = (Participant(ANN), Participant(BEN, (31,)), Participant(CAT))
WEEKLY = Rotation(Turn.WEEKLY, "2026-03-02", 9 * 60, BERLIN, PEOPLE)
"""From a Monday on."""
DAILY = Rotation(Turn.DAILY, "2026-03-02", 9 * 60, BERLIN, PEOPLE)


def who(rotation: Rotation, moment: str, *overrides: Override) -> int | None:
    shift = on_call(rotation, overrides, at(moment))
    return None if shift is None else shift.user_id


def plan(rotation: Rotation, start: str, end: str, *overrides: Override) -> list[tuple[int, int, int]]:
    return [(one.user_id, one.start, one.end) for one in shifts(rotation, overrides, at(start), at(end), 100)]


@pytest.mark.parametrize(
    ("moment", "user_id"),
    [
        ("2026-03-02 09:00", ANN),
        ("2026-03-09 08:59", ANN),
        ("2026-03-09 09:00", BEN),
        ("2026-03-16 09:00", CAT),
        ("2026-03-23 09:00", ANN),
    ],
)
def test_weeks_are_taken_in_turn(moment: str, user_id: int) -> None:
    assert who(WEEKLY, moment) == user_id


@pytest.mark.parametrize(
    ("moment", "user_id"), [("2026-03-03 08:59", ANN), ("2026-03-03 09:00", BEN), ("2026-03-05 09:00", ANN)]
)
def test_days_are_taken_in_turn(moment: str, user_id: int) -> None:
    assert who(DAILY, moment) == user_id


def test_a_turn_may_be_several_of_them() -> None:
    fortnightly = replace(WEEKLY, every=2)
    assert who(fortnightly, "2026-03-16 08:59") == ANN
    assert who(fortnightly, "2026-03-16 09:00") == BEN


def test_nobody_is_on_call_before_it_begins() -> None:
    assert on_call(WEEKLY, (), at("2026-03-02 08:59")) is None


def test_nobody_is_on_call_in_a_rotation_of_nobody() -> None:
    assert on_call(replace(WEEKLY, participants=()), (), at("2026-03-10 12:00")) is None


def test_a_shift_says_from_when_to_when() -> None:
    shift = on_call(WEEKLY, (), at("2026-03-10 12:00"))
    assert shift == Shift(BEN, at("2026-03-09 09:00"), at("2026-03-16 09:00"), is_override=False)


def test_hand_over_stays_at_nine_when_clocks_go_forward() -> None:
    shift = on_call(DAILY, (), at("2026-03-28 12:00"))
    assert shift is not None
    assert (shift.start, shift.end) == (at("2026-03-28 09:00"), at("2026-03-29 09:00"))
    assert shift.end - shift.start == 23 * HOUR


def test_hand_over_stays_at_nine_when_clocks_go_back() -> None:
    shift = on_call(DAILY, (), at("2026-10-25 02:30", fold=1))
    assert shift is not None
    assert (shift.start, shift.end) == (at("2026-10-24 09:00"), at("2026-10-25 09:00"))
    assert shift.end - shift.start == 25 * HOUR


def test_a_hand_over_that_the_clock_skips_is_when_it_goes_on() -> None:
    at_half_past_two = replace(DAILY, hand_over=150)
    shift = on_call(at_half_past_two, (), at("2026-03-29 03:00"))
    assert shift is not None
    assert shift.start == at("2026-03-29 03:00")


def test_a_hand_over_that_the_clock_shows_twice_is_the_first() -> None:
    at_half_past_two = replace(DAILY, hand_over=150)
    before = on_call(at_half_past_two, (), at("2026-10-25 02:29"))
    after = on_call(at_half_past_two, (), at("2026-10-25 02:29", fold=1))
    assert before is not None
    assert after is not None
    assert before.user_id != after.user_id
    assert before.end == after.start == at("2026-10-25 02:30")


def test_an_override_cuts_a_turn() -> None:
    cover = Override(1, DAN, at("2026-03-11 08:00"), at("2026-03-11 18:00"))
    assert plan(WEEKLY, "2026-03-10 00:00", "2026-03-12 00:00", cover) == [
        (BEN, at("2026-03-09 09:00"), at("2026-03-11 08:00")),
        (DAN, at("2026-03-11 08:00"), at("2026-03-11 18:00")),
        (BEN, at("2026-03-11 18:00"), at("2026-03-16 09:00")),
    ]


def test_an_override_says_that_it_is_one() -> None:
    cover = Override(1, DAN, at("2026-03-11 08:00"), at("2026-03-11 18:00"))
    assert on_call(WEEKLY, [cover], at("2026-03-11 08:00")) == Shift(DAN, cover.start, cover.end, is_override=True)
    assert who(WEEKLY, "2026-03-11 18:00", cover) == BEN


def test_an_override_over_a_hand_over_is_one_shift() -> None:
    cover = Override(1, DAN, at("2026-03-15 12:00"), at("2026-03-17 12:00"))
    assert plan(WEEKLY, "2026-03-16 00:00", "2026-03-16 10:00", cover) == [(DAN, cover.start, cover.end)]


def test_an_override_may_swallow_whole_turns() -> None:
    cover = Override(1, DAN, at("2026-03-03 12:00"), at("2026-03-06 12:00"))
    assert plan(DAILY, "2026-03-03 00:00", "2026-03-07 00:00", cover) == [
        (ANN, at("2026-03-02 09:00"), at("2026-03-03 09:00")),
        (BEN, at("2026-03-03 09:00"), cover.start),
        (DAN, cover.start, cover.end),
        (BEN, cover.end, at("2026-03-07 09:00")),
    ]


def test_of_several_overrides_the_one_made_last_counts() -> None:
    longer = Override(5, DAN, at("2026-03-10 00:00"), at("2026-03-12 00:00"))
    newer = Override(9, CAT, at("2026-03-11 00:00"), at("2026-03-13 00:00"))
    assert plan(WEEKLY, "2026-03-10 00:00", "2026-03-13 00:00", newer, longer) == [
        (DAN, longer.start, newer.start),
        (CAT, newer.start, newer.end),
    ]


def test_an_override_within_another_leaves_both_its_ends() -> None:
    outer = Override(1, DAN, at("2026-03-10 00:00"), at("2026-03-12 00:00"))
    inner = Override(2, CAT, at("2026-03-11 00:00"), at("2026-03-11 06:00"))
    assert plan(WEEKLY, "2026-03-10 00:00", "2026-03-12 00:00", outer, inner) == [
        (DAN, outer.start, inner.start),
        (CAT, inner.start, inner.end),
        (DAN, inner.end, outer.end),
    ]


def test_an_override_works_before_the_rotation_begins() -> None:
    early = Override(1, DAN, at("2026-03-01 00:00"), at("2026-03-02 12:00"))
    assert plan(WEEKLY, "2026-02-01 00:00", "2026-03-03 00:00", early) == [
        (DAN, early.start, early.end),
        (ANN, early.end, at("2026-03-09 09:00")),
    ]


def test_an_override_works_in_a_rotation_of_nobody() -> None:
    cover = Override(1, DAN, at("2026-03-10 00:00"), at("2026-03-12 00:00"))
    nobody = replace(WEEKLY, participants=())
    assert plan(nobody, "2026-01-01 00:00", "2027-01-01 00:00", cover) == [(DAN, cover.start, cover.end)]


def test_somebody_alone_hands_over_to_nobody_else() -> None:
    alone = replace(WEEKLY, participants=(Participant(ANN),))
    assert [user_id for user_id, _, _ in plan(alone, "2026-03-02 09:00", "2026-03-23 09:00")] == [ANN, ANN, ANN]


def test_no_more_shifts_are_listed_than_asked_for() -> None:
    assert len(shifts(DAILY, (), at("2026-03-02 09:00"), at("2126-03-02 09:00"), 5)) == 5


def test_a_participant_is_told_by_their_channels_and_a_stand_in_by_mail() -> None:
    assert participant_of(WEEKLY, BEN) == Participant(BEN, (31,))
    assert participant_of(WEEKLY, DAN) == Participant(DAN)


def test_whoevers_turn_it_is_keeps_it_when_somebody_else_leaves() -> None:
    """It is the fourth week, and Ann's again."""
    left = without(WEEKLY, BEN, at("2026-03-25 12:00"))
    assert on_call(left, (), at("2026-03-25 12:00")) == on_call(WEEKLY, (), at("2026-03-25 12:00"))
    assert [who(left, f"2026-{day} 12:00") for day in ("03-31", "04-07", "04-14")] == [CAT, ANN, CAT]


def test_the_next_in_line_takes_over_from_who_leaves() -> None:
    left = without(WEEKLY, BEN, at("2026-03-10 12:00"))
    assert [who(left, f"2026-03-{day} 12:00") for day in ("10", "17", "24")] == [CAT, ANN, CAT]


def test_the_order_stays_when_somebody_leaves_before_it_begins() -> None:
    left = without(WEEKLY, ANN, at("2026-02-01 12:00"))
    assert left == replace(WEEKLY, participants=PEOPLE[1:])


def test_the_last_to_leave_leaves_a_rotation_of_nobody() -> None:
    alone = replace(WEEKLY, participants=(Participant(ANN),))
    left = without(alone, ANN, at("2026-03-25 12:00"))
    assert left.participants == ()
    assert on_call(left, (), at("2026-03-25 12:00")) is None


def test_who_was_never_in_it_changes_nothing_by_leaving() -> None:
    assert without(WEEKLY, DAN, at("2026-03-25 12:00")) == WEEKLY
    assert without(replace(WEEKLY, participants=()), ANN, at("2026-03-25 12:00")).participants == ()


zones = st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "UTC"])
rotations = st.builds(
    Rotation,
    st.sampled_from(Turn),
    st.just("2026-01-05"),
    st.integers(0, 1439),
    zones,
    st.integers(1, 4).map(lambda many: tuple(Participant(number) for number in range(1, many + 1))),
    st.integers(1, 3),
)
moments = st.integers(at("2026-02-01 00:00"), at("2027-02-01 00:00"))


@st.composite
def covers(draw: st.DrawFn) -> list[Override]:
    starts = draw(st.lists(moments, max_size=4))
    return [
        Override(number, DAN, start, start + draw(st.integers(1, 20 * DAY))) for number, start in enumerate(starts, 1)
    ]


@given(rotations, moments, st.integers(1, 4))
def test_nobody_who_stays_loses_the_turn_that_they_have(rotation: Rotation, moment: int, leaver: int) -> None:
    before = on_call(rotation, (), moment)
    assert before is not None
    after = on_call(without(rotation, leaver, moment), (), moment)
    assert after == before or before.user_id == leaver


@given(rotations, covers(), moments)
def test_shifts_leave_no_gap_and_do_not_overlap(rotation: Rotation, overrides: list[Override], start: int) -> None:
    found = shifts(rotation, overrides, start, start + 30 * DAY, 1000)
    assert found[0].start <= start < found[0].end
    assert found[-1].end >= start + 30 * DAY
    assert [one.end for one in found[:-1]] == [one.start for one in found[1:]]


@given(rotations, covers(), moments)
def test_who_is_on_call_is_whoever_has_the_shift(rotation: Rotation, overrides: list[Override], moment: int) -> None:
    found = shifts(rotation, overrides, moment - 9 * DAY, moment + 9 * DAY, 1000)
    assert [one for one in found if one.start <= moment < one.end] == [on_call(rotation, overrides, moment)]
