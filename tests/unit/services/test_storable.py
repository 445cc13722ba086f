"""What can be kept, and what cannot."""

from __future__ import annotations

import math

import pytest

from tocsin.core.errors import ValidationFailed
from tocsin.services.storable import require_storable


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("value", [{"a": ["b", 1, 1.5, None, True]}, "grüße 🔔", 2**63 - 1, nested(32)])
def test_ordinary_values_can_be_kept(value: object) -> None:
    require_storable(value)


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ({"a": "\x00"}, "/a"),
        (["\ud800"], "/0"),
        ({"a": [math.nan]}, "/a/0"),
        (-math.inf, ""),
        (2**63, ""),
        ({"a/b": math.inf}, "/a~1b"),
    ],
)
def test_what_cannot_be_kept_is_pointed_at(value: object, pointer: str) -> None:
    with pytest.raises(ValidationFailed) as caught:
        require_storable(value)
    assert [error.pointer for error in caught.value.errors] == [pointer]


def test_a_tower_of_brackets_is_refused() -> None:
    with pytest.raises(ValidationFailed, match="cannot be kept"):
        require_storable(nested(33))


def test_a_field_whose_name_is_no_text_is_refused() -> None:
    with pytest.raises(ValidationFailed):
        require_storable({"\ud800": 1})
