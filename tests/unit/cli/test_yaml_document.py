"""YAML as plain values with positions: what is read, what is refused and where it says the fault is."""

from itertools import pairwise

import pytest

from tocsin.cli.yaml_document import MAX_DEPTH, YamlProblem, parse


def _problem(text: str) -> YamlProblem:
    with pytest.raises(YamlProblem) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("~", None),
        ("012", 12),
        ("'012'", "012"),
        ("0x1F", 31),
        ("0o17", 15),
        ("-1.5e3", -1500.0),
        ("1_000", "1_000"),
        ("2026-01-01", "2026-01-01"),
        ("12:30:45", "12:30:45"),
        ('"true"', "true"),
        ("|\n  two\n  lines\n", "two\nlines\n"),
        ("[1, {a: b}]", [1, {"a": "b"}]),
    ],
)
def test_scalars_follow_the_core_schema(text: str, value: object) -> None:
    assert parse(text).value == value


def test_a_merge_key_brings_fields_that_may_be_overridden() -> None:
    document = parse("x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n")
    assert document.value == {"x": {"a": 1, "b": 2}, "y": {"a": 1, "b": 3}}


def test_a_merged_field_stands_where_it_was_written() -> None:
    document = parse("x: &x {a: 1}\ny:\n  <<: *x\n")
    assert document.position("/y/a") == (1, 11)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: 1\nb: 2\na: 3", 3, 1, "'a' is given twice"),
        ("a:\n\t- b", 2, 1, "a tab cannot indent YAML"),
        ("a: 1\nb: [1, 2\n", 2, 4, "did not find expected"),
        ("a: 'x\nb: 1", 1, 4, "unexpected end of stream"),
        ("a: b: c", 1, 5, "mapping values are not allowed"),
        ("a: *nowhere", 1, 4, "undefined alias"),
        ("a: 1\nb: \x07", 2, 4, "U+0007 is not allowed"),
        ("a: !!python/object:os.system x", 1, 4, "is not read here"),
        ("a: .inf", 1, 4, ".inf is not a number"),
        ("a: 1e999", 1, 4, "1e999 is not a number"),
        ("? [a]\n: b", 1, 3, "a key must be text"),
        ("a: 1\n---\nb: 2", 2, 1, "expected a single document"),
        ("", 1, 1, "the file is empty"),
        ("x: 1\n<<: 2", 2, 5, "<< takes a mapping"),
    ],
)
def test_a_fault_is_given_with_line_and_column(text: str, line: int, column: int, words: str) -> None:
    problem = _problem(text)
    assert (problem.line, problem.column) == (line, column)
    assert words in problem.message


def test_a_duplicate_deep_inside_has_a_pointer() -> None:
    assert _problem("a:\n  - b/c: 1\n    b/c: 2\n").pointer == "/a/0/b~1c"


def test_aliases_cannot_blow_a_file_up() -> None:
    names = "abcdefghi"
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]" for before, name in pairwise(names)]
    assert "aliases make this file too large" in _problem("\n".join(lines)).message


def test_an_alias_cannot_hold_itself() -> None:
    assert "aliases make this file too large" in _problem("a: &a [*a]").message


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 200_000])
def test_nesting_is_bounded(depth: int) -> None:
    assert f"nested more than {MAX_DEPTH} levels" in _problem("[" * depth).message


def test_positions_are_those_of_values() -> None:
    document = parse("list:\n  - name: first\n    config:\n      url: x\n  - {name: second}\n")
    assert document.position("/list/0/config/url") == (4, 12)
    assert document.position("/list/0/config/url", of_key=True) == (4, 7)
    assert document.position("/list/1/name") == (5, 12)


def test_a_missing_field_stands_where_its_owner_begins() -> None:
    document = parse("list:\n  - name: first\n")
    assert document.position("/list/0/kind") == (2, 5)


def test_texts_go_through_the_replacement_and_stay_texts() -> None:
    assert parse("a: A\nb: [A]", lambda text: "1" if text == "A" else text).value == {"a": "1", "b": ["1"]}


def test_keys_are_not_replaced() -> None:
    assert parse("A: x", lambda text: text.replace("A", "B")).value == {"A": "x"}
