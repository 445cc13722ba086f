"""JMESPath that a user gave: what is refused, why, and where."""

from __future__ import annotations

import math
import time

import pytest

from tocsin.net.expressions import check_expression, evaluate


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("a..b", "'.' does not fit at character 3"),
        ("a b", "'b' does not fit at character 3"),
        ("a[?b==]", "']' does not fit at character 7"),
        ("length(", "it ends before it is complete"),
        ("'x", "Unclosed ' delimiter at character 1"),
        ("", "cannot be empty"),
        ("foo(@)", "there is no function foo()"),
        ("sort_by(@, &foo(x))", "there is no function foo()"),
        ("(" * 450, "it ends before it is complete"),
        ("a" * 501, "longer than 500 characters"),
        ("|".join(["[@,@,@,@][]"] * 4), "multiply its input more than 64 times"),
    ],
)
def test_a_bad_expression_is_refused_with_its_place(expression: str, words: str) -> None:
    with pytest.raises(ValueError, match=r".+") as caught:
        check_expression(expression)
    assert words in str(caught.value)


@pytest.mark.parametrize("expression", ["a.b[0]", "sort_by(@, &a)[0]", "[?a > `1`].b | [0]", "'text'"])
def test_a_good_expression_is_taken(expression: str) -> None:
    check_expression(expression)


def test_in_a_hurry_the_same_is_found() -> None:
    document = {"a": [{"b": 1}, {"b": 2}]}
    assert evaluate("a[*].b", document, until=math.inf) == evaluate("a[*].b", document) == [1, 2]


def test_past_its_time_the_work_is_given_up() -> None:
    with pytest.raises(ValueError, match="it takes too long"):
        evaluate("a[*].b", {"a": [{"b": 1}]}, until=time.monotonic())


@pytest.mark.parametrize("expression", ["join(', ', @)", "sum(@)", "abs(@)", "floor(@[0])"])
def test_a_value_that_does_not_fit_a_function_is_told(expression: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        evaluate(expression, ["x", float("inf")] if "floor" not in expression else [float("inf")])
