from typing import Any

import pytest

from tools.reference.schema import properties, table, type_of


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 65535}, "integer, ≥ 1, ≤ 65,535"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string or null"),
        ({"enum": ["a", "b"]}, '`"a"` or `"b"`'),
        ({"$ref": "#/$defs/HttpConfig"}, "[HttpConfig](#x-httpconfig)"),
        ({"type": "array", "items": {"type": "string"}, "maxItems": 3}, "list of string, at most 3 items"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "map of name to string"),
        ({"type": "string", "format": "password"}, "secret"),
        ({}, "any"),
    ],
)
def test_a_type_is_told_in_words(schema: dict[str, Any], words: str) -> None:
    assert type_of(schema, "#x-{}") == words


def test_a_row_says_default_and_description() -> None:
    schema = {"properties": {"port": {"type": "integer", "default": 80, "title": "Port", "description": "Where."}}}
    assert "| `port` | integer | `80` | Where. |" in properties(schema, link="{}")


def test_a_required_field_is_called_required() -> None:
    schema = {"properties": {"host": {"type": "string", "title": "Name or address"}}, "required": ["host"]}
    assert "| `host` | string | required | Name or address |" in properties(schema, link="{}")


def test_a_cell_stays_one_cell() -> None:
    assert table(("a",), [("x | y\nz",)]).splitlines()[2] == "| x \\| y z |"


def test_a_title_that_repeats_the_name_is_left_out() -> None:
    assert "| `body_limit` | any |  |  |" in properties(
        {"properties": {"body_limit": {"title": "Body Limit"}}}, link=""
    )
