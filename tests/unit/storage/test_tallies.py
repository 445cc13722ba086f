"""Figures add up, and marks change what counts."""

import pytest

from tocsin.core.availability import Availability, Mark, MarkKind
from tocsin.core.verdict import Verdict
from tocsin.storage.tallies import Tally, tally_marked, total_of


def measured(*latencies: int) -> Tally:
    tally = Tally(counts=[len(latencies), 0, 0, 0, 0], availability=Availability(up_ms=1))
    tally.measure(latencies)
    return tally


def test_a_total_is_as_if_all_had_been_counted_in_one() -> None:
    total = total_of([measured(1, 2), measured(), measured(9)])
    assert total.counts == [3, 0, 0, 0, 0]
    assert (total.latency_count, total.latency_sum, total.latency_min, total.latency_max) == (3, 12, 1, 9)
    assert total.sketch.counts == measured(1, 2, 9).sketch.counts
    assert total.availability == Availability(up_ms=3)


def test_nothing_measured_has_no_mean() -> None:
    assert total_of([]).latency_mean is None
    assert measured(4, 6).latency_mean == 5


@pytest.mark.parametrize(
    ("kind", "counts", "latencies"),
    [
        (MarkKind.FALSE_POSITIVE, [3, 0, 0, 1, 0], 2),
        (MarkKind.PLANNED, [0, 0, 0, 0, 4], 0),
        (MarkKind.MAINTENANCE, [0, 0, 0, 0, 4], 0),
        (MarkKind.PAUSED, [0, 0, 0, 0, 4], 0),
    ],
)
def test_a_mark_changes_what_its_results_count_as(kind: MarkKind, counts: list[int], latencies: int) -> None:
    rows = [(10 + verdict, verdict, 5) for verdict in Verdict]
    tally = tally_marked(rows, [Mark(kind, 10, None)])
    assert (tally.counts, tally.latency_count) == (counts, latencies)


def test_a_mark_begins_at_its_start_and_ends_before_its_end() -> None:
    rows = [(at, Verdict.DOWN, None) for at in (9, 10, 19, 20)]
    assert tally_marked(rows, [Mark(MarkKind.PLANNED, 10, 20)]).counts == [0, 0, 2, 0, 2]


def test_planned_wins_over_false_positive() -> None:
    marks = [Mark(MarkKind.FALSE_POSITIVE, 0, None), Mark(MarkKind.PLANNED, 0, None)]
    assert tally_marked([(1, Verdict.DOWN, None)], marks).counts == [0, 0, 0, 0, 1]
