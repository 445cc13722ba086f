"""What is written as YAML is read back as the same value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.cli.yaml_document import parse
from tocsin.cli.yaml_writer import to_yaml

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)


def test_whole_seconds_have_no_fraction() -> None:
    assert to_yaml({"grace": 1800.0, "limit": 0.5}) == "grace: 1800\nlimit: 0.5\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1e3",
        "0o17",
        "012",
        "yes",
        "null",
        "~",
        "1_000",
        "2026-01-01",
        ".inf",
        "a: b",
        "- a",
        "two\nlines\n",
        "#",
        "<<",
    ],
)
def test_a_text_that_looks_like_something_else_stays_a_text(text: str) -> None:
    assert parse(to_yaml({"value": text})).value == {"value": text}


@given(VALUES)
def test_every_value_is_read_back(value: object) -> None:
    assert parse(to_yaml({"value": value})).value == {"value": value}  # type: ignore[dict-item]


def test_the_order_of_fields_is_kept_and_nothing_is_an_alias() -> None:
    shared: list[str] = ["x"]
    assert to_yaml({"b": shared, "a": shared}) == "b:\n- x\na:\n- x\n"  # type: ignore[dict-item]
