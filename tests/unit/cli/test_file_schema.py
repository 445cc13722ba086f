"""The JSON Schema that editors check a file of monitors by."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from tocsin.cli.declaration import NO_DEFAULT
from tocsin.cli.file_schema import file_schema
from tocsin.cli.yaml_document import parse
from tocsin.probes import discover

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))


def _is_accepted(value: Any) -> bool:
    return Draft202012Validator(file_schema()).is_valid(value)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_fit(path: Path) -> None:
    assert _is_accepted(parse(path.read_text()).value)


@pytest.mark.parametrize("kind", discover())
def test_every_kinds_own_example_fits(kind: str) -> None:
    config = dict(discover()[kind].example)
    assert _is_accepted({"monitors": [{"name": "a", "kind": kind, "config": config}]})


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"monitors": [], "monitor": []},
        {"monitors": [], "version": 2},
        {"monitors": [{"name": "a", "kind": "tcp"}]},
        {"monitors": [{"name": "a", "kind": "none", "config": {}}]},
        {"monitors": [{"name": "a", "kind": "tcp", "config": {"host": "h", "port": 70000}}]},
        {"monitors": [{"name": "a", "kind": "tcp", "config": {"host": "h", "port": 1}, "interval": "often"}]},
        {"monitors": [], "defaults": {"name": "a"}},
    ],
)
def test_what_does_not_fit_is_refused(value: Any) -> None:
    assert not _is_accepted(value)


def test_the_fields_that_need_a_value_are_those_without_default() -> None:
    assert set(file_schema()["$defs"]["Monitor"]["required"]) == NO_DEFAULT
