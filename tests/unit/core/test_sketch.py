"""The sketch against the sorted list that it stands for."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.sketch import RELATIVE_ERROR, Sketch

MICROSECONDS = st.integers(1, 2**63 - 1)
lists = st.lists(MICROSECONDS | st.integers(1, 60_000_000), max_size=200)
fractions = st.floats(0, 1)


@given(lists.filter(bool), fractions)
def test_a_quantile_is_within_one_percent_of_the_value_of_its_rank(values: list[int], fraction: float) -> None:
    exact = sorted(values)[max(1, math.ceil(fraction * len(values))) - 1]
    assert Sketch.of(values).quantile(fraction) == pytest.approx(exact, rel=RELATIVE_ERROR * (1 + 1e-9))


def test_of_a_few_values_the_highest_percentile_is_the_largest() -> None:
    assert Sketch.of([10, 11, 12, 1000]).quantile(0.99) == pytest.approx(1000, rel=RELATIVE_ERROR)


@given(lists, lists)
def test_merging_two_is_counting_all_in_one(left: list[int], right: list[int]) -> None:
    merged = Sketch.of(left)
    merged.merge(Sketch.of(right))
    assert merged.counts == Sketch.of(left + right).counts


@given(lists)
def test_bytes_give_the_same_sketch_back(values: list[int]) -> None:
    sketch = Sketch.of(values)
    assert Sketch.from_bytes(sketch.to_bytes()).counts == sketch.counts


@given(lists)
def test_the_order_of_values_does_not_show_in_the_bytes(values: list[int]) -> None:
    assert Sketch.of(values).to_bytes() == Sketch.of(reversed(values)).to_bytes()


@given(st.binary(max_size=100))
def test_any_bytes_are_either_those_of_a_sketch_or_a_value_error(data: bytes) -> None:
    try:
        sketch = Sketch.from_bytes(data)
    except ValueError:
        return
    assert sketch.to_bytes() == data
    assert (sketch.quantile(1.0) is None) == (data == b"")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x05", id="half a pair"),
        pytest.param(b"\x05\x80", id="cut off"),
        pytest.param(b"\x05\x00", id="empty bucket"),
        pytest.param(b"\x05\x01\x00\x01", id="bucket twice"),
        pytest.param(b"\x85\x00\x01", id="number longer than it needs"),
        pytest.param(b"\xff\x7f\x01", id="bucket beyond the last"),
        pytest.param(b"\xff" * 1_000_000, id="number without end"),
    ],
)
def test_bytes_that_no_sketch_makes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"sketch|varint"):
        Sketch.from_bytes(data)


@given(lists, st.lists(fractions, max_size=5).map(sorted))
def test_several_quantiles_are_those_asked_for_one_by_one(values: list[int], asked: list[float]) -> None:
    sketch = Sketch.of(values)
    assert sketch.quantiles(tuple(asked)) == tuple(sketch.quantile(fraction) for fraction in asked)


@given(st.lists(MICROSECONDS, max_size=500))
def test_its_size_is_bounded_however_many_values_it_counts(values: list[int]) -> None:
    assert len(Sketch.of(values).counts) <= 2_200


def test_the_whole_range_fits_its_bytes() -> None:
    sketch = Sketch.of([1, 2**63 - 1])
    assert Sketch.from_bytes(sketch.to_bytes()).quantile(1.0) == pytest.approx(2**63, rel=0.01)


def test_an_empty_sketch_has_no_quantile_and_no_bytes() -> None:
    assert (Sketch().quantile(0.5), Sketch().count, Sketch().to_bytes()) == (None, 0, b"")


@pytest.mark.parametrize("value", [0, -5])
def test_a_latency_that_was_not_measured_counts_as_one_microsecond(value: int) -> None:
    assert Sketch.of([value]).counts == Sketch.of([1]).counts


def test_the_same_values_take_a_few_bytes() -> None:
    assert len(Sketch.of([25_000] * 1000).to_bytes()) == 4


def test_a_count_too_great_for_a_float_still_has_a_greatest_value() -> None:
    assert Sketch({0: 2**54 + 4}).quantile(1.0) == pytest.approx(1, rel=0.01)
