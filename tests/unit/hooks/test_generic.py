"""Any JSON, by expressions: what they find, what they miss, and that the words for a state are understood."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.unit.hooks.making import read_generic
from tocsin.core.result import Json
from tocsin.core.verdict import Verdict
from tocsin.hooks.generic import GenericConfig
from tocsin.hooks.kind import MOST_ITEMS


def test_the_body_itself_is_the_item() -> None:
    (report,) = read_generic({"name": "backup", "state": "ok", "text": "12 GB"}, message="text").reports
    assert (report.pointer, report.monitor, report.verdict, report.message) == ("", "backup", Verdict.UP, "12 GB")


def test_items_are_found_by_an_expression() -> None:
    read = read_generic({"jobs": [{"n": "a", "s": "ok"}, {"n": "b", "s": "failed"}]}, items="jobs", name="n", state="s")
    assert [(report.pointer, report.monitor, report.verdict) for report in read.reports] == [
        ("/items/0", "a", Verdict.UP),
        ("/items/1", "b", Verdict.DOWN),
    ]


def test_a_text_in_quotes_names_the_same_monitor_for_every_body() -> None:
    assert read_generic({"state": "ok"}, name="'nightly'").reports[0].monitor == "nightly"


@pytest.mark.parametrize(
    ("word", "verdict"),
    [
        ("OK", Verdict.UP),
        ("resolved", Verdict.UP),
        ("ResolvedMissingData", Verdict.UP),
        ("Completed", Verdict.UP),
        ("Warning", Verdict.DEGRADED),
        ("ALARM", Verdict.DOWN),
        ("alerting", Verdict.DOWN),
        ("timed_out", Verdict.DOWN),
        ("Missing Data", Verdict.UNKNOWN),
        ("no_data", Verdict.UNKNOWN),
        ("INSUFFICIENT_DATA", Verdict.UNKNOWN),
    ],
)
def test_the_usual_words_are_known(word: str, verdict: Verdict) -> None:
    assert read_generic({"name": "x", "state": word}).reports[0].verdict == verdict


def test_words_of_ones_own_go_before_those_that_are_known() -> None:
    read = read_generic({"name": "x", "state": "WARNING"}, state_map={"warning": "down"})
    assert read.reports[0].verdict == Verdict.DOWN


def test_numbers_and_truth_values_are_words_too() -> None:
    meanings = {"0": "up", "2": "down", "true": "up"}
    read = [read_generic({"name": "x", "state": state}, state_map=meanings).reports[0] for state in (0, 2, True)]
    assert [report.verdict for report in read] == [Verdict.UP, Verdict.DOWN, Verdict.UP]


def test_an_item_that_is_to_be_ignored_is_only_counted() -> None:
    read = read_generic({"name": "x", "state": "skipped"}, state_map={"skipped": "ignore"})
    assert (read.reports, read.refusals, read.ignored, read.items) == ((), (), 1, 1)


def test_an_empty_list_of_items_is_no_mistake() -> None:
    assert read_generic({"jobs": []}, items="jobs").items == 0


@pytest.mark.parametrize(
    ("item", "pointer", "words"),
    [
        ({"name": "x", "state": "purple"}, "/items/1/state", "is the word 'purple', which is not known"),
        ({"name": "x"}, "/items/1/state", "found no text with state"),
        ({"name": "x", "state": ["ok"]}, "/items/1/state", "found no text with state"),
        ({"state": "ok"}, "/items/1/name", "found no text with name"),
        ({"name": " ", "state": "ok"}, "/items/1/name", "found an empty text with name"),
        (None, "/items/1/state", "found no text with state"),
    ],
)
def test_a_bad_item_is_refused_and_those_beside_it_are_taken(item: Json, pointer: str, words: str) -> None:
    good: Json = {"name": "a", "state": "ok"}
    read = read_generic([good, item, good], items="@")
    assert [(error.pointer, error.message[: len(words)]) for error in read.refusals] == [(pointer, words)]
    assert len(read.reports) == 2


@pytest.mark.parametrize("body", [{}, {"jobs": {"a": 1}}, {"jobs": "text"}, None, 7])
def test_items_must_be_a_list(body: Json) -> None:
    assert [error.pointer for error in read_generic(body, items="jobs").refusals] == ["/items"]


def test_of_very_many_items_the_first_are_taken() -> None:
    read = read_generic([{"name": "x", "state": "ok"}] * (MOST_ITEMS + 1), items="@")
    assert len(read.reports) == MOST_ITEMS
    assert [error.pointer for error in read.refusals] == [f"/items/{MOST_ITEMS}"]


def test_what_an_item_lacks_is_named() -> None:
    report = read_generic({"name": "x", "state": "down"}, message="text", problem="id").reports[0]
    assert report.missed == ("message", "problem")
    assert (report.message, report.problem) == ("", "")


@pytest.mark.parametrize("field", ["name", "state"])
def test_a_function_that_does_not_fit_refuses_the_item(field: str) -> None:
    config: dict[str, Any] = {field: "join(', ', n)"}
    (error,) = read_generic({"name": "x", "state": "ok", "n": 7}, **config).refusals
    assert error.pointer == f"/{field}"
    assert "join()" in error.message


def test_a_state_is_not_lost_for_want_of_a_message() -> None:
    bad = "join(' ', [text, link])"
    report = read_generic({"name": "x", "state": "down", "text": "t"}, message=bad, problem=bad, tags=bad).reports[0]
    assert (report.verdict, report.missed, report.tags) == (Verdict.DOWN, ("message", "problem"), ())


@pytest.mark.parametrize(
    ("tags", "found"),
    [(["a", 7, None], ("a", "7")), ({"team": "db", "n": None}, ("team:db",)), ("one", ("one",)), (None, ())],
)
def test_tags_are_a_list_an_object_or_a_text(tags: Json, found: tuple[str, ...]) -> None:
    assert read_generic({"name": "x", "state": "ok", "tags": tags}, tags="tags").reports[0].tags == found


def test_work_that_takes_too_long_is_given_up() -> None:
    (error,) = read_generic({"name": "x", "state": "ok"}, until=0.0).refusals
    assert error.message.endswith("it takes too long")


@pytest.mark.parametrize(
    ("field", "expression", "words"),
    [
        ("name", "a..b", "'.' does not fit at character 3"),
        ("state", "a[", "it ends before it is complete"),
        ("message", "'x", "Unclosed ' delimiter at character 1"),
        ("items", "foo(@)", "there is no function foo()"),
        ("problem", "x" * 501, "at most 500 characters"),
    ],
)
def test_a_bad_expression_is_told_by_its_field_and_place(field: str, expression: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        GenericConfig.model_validate({"name": "a", "state": "b", field: expression})
    (detail,) = caught.value.errors()
    assert detail["loc"] == (field,)
    assert words in detail["msg"]


@pytest.mark.parametrize("config", [{"name": "a"}, {"state": "a"}, {"name": "", "state": "a"}])
def test_name_and_state_are_required(config: dict[str, Json]) -> None:
    with pytest.raises(ValidationError):
        GenericConfig.model_validate(config)
