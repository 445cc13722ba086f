import pytest

from tocsin.core.incident import IncidentMove, incident_move
from tocsin.core.transition import Change, Reason, Why
from tocsin.core.verdict import Verdict

UP, DEGRADED, DOWN, UNKNOWN = Verdict.UP, Verdict.DEGRADED, Verdict.DOWN, Verdict.UNKNOWN


def move(before: Verdict, after: Verdict, *, is_open: bool) -> IncidentMove:
    return incident_move(Change(1, 1, before, after, Reason.CONFIRMED_FAILURE, "", Why("", ())), is_open=is_open)


@pytest.mark.parametrize("before", [UP, UNKNOWN, DEGRADED])
@pytest.mark.parametrize("after", [DEGRADED, DOWN])
def test_bad_news_without_an_incident_opens_one(before: Verdict, after: Verdict) -> None:
    assert move(before, after, is_open=False) == IncidentMove.OPEN


@pytest.mark.parametrize("before", [DEGRADED, DOWN, UNKNOWN])
def test_only_being_up_ends_an_incident(before: Verdict) -> None:
    assert move(before, UP, is_open=True) == IncidentMove.CLOSE
    assert all(move(before, after, is_open=True) != IncidentMove.CLOSE for after in (DEGRADED, DOWN, UNKNOWN))


def test_not_being_able_to_tell_opens_no_incident() -> None:
    assert move(UP, UNKNOWN, is_open=False) == IncidentMove.NONE


def test_being_up_without_an_incident_does_nothing() -> None:
    assert move(UNKNOWN, UP, is_open=False) == IncidentMove.NONE


def test_not_being_able_to_tell_leaves_an_incident_open_and_notes_it() -> None:
    assert move(DOWN, UNKNOWN, is_open=True) == IncidentMove.BLIND


@pytest.mark.parametrize("after", [DEGRADED, DOWN])
def test_bad_news_after_a_time_of_not_knowing_goes_on_with_the_same_incident(after: Verdict) -> None:
    assert move(UNKNOWN, after, is_open=True) == IncidentMove.SIGHT


def test_an_incident_escalates_from_degraded_to_down_and_eases_back() -> None:
    assert move(DEGRADED, DOWN, is_open=True) == IncidentMove.ESCALATE
    assert move(DOWN, DEGRADED, is_open=True) == IncidentMove.EASE
