"""The tables of roles, permissions and scopes say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tocsin.auth.permissions import PERMISSIONS_OF_ROLE, SCOPES, Permission, Role, Scope, permissions_of_scopes

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "roles-and-permissions.md"
MATRIX, SCOPE_TABLE, IMPLIED = "| permission | viewer |", "| scope |", "| with this scope |"


def rows(head: str) -> list[list[str]]:
    """The cells of the table whose first line begins so, without that line and the one below it."""
    lines = PAGE.read_text().splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(head))
    table = lines[first : lines.index("", first)]
    return [[cell.strip().strip("`") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table[2:]]


def test_every_permission_stands_in_the_table_once_in_its_order() -> None:
    assert [row[0] for row in rows(MATRIX)] == [permission.value for permission in Permission]


@pytest.mark.parametrize(("column", "role"), [*enumerate(Role, 1)])
def test_a_column_says_what_its_role_may(column: int, role: Role) -> None:
    assert {row[0] for row in rows(MATRIX) if row[column] == "yes"} == PERMISSIONS_OF_ROLE[role]


def test_a_cell_says_yes_or_nothing() -> None:
    assert {cell for row in rows(MATRIX) for cell in row[1:-1]} == {"yes", ""}


def test_every_role_is_explained() -> None:
    assert [row[0] for row in rows("| role |")] == [role.value for role in Role]


def test_a_scope_is_as_much_as_its_role() -> None:
    told = {scope: PERMISSIONS_OF_ROLE[Role(role)] for scope, role in rows(SCOPE_TABLE)}
    assert told == {scope.value: permissions_of_scopes([scope]) for scope in Scope}


def test_what_comes_with_a_scope_is_told() -> None:
    single = [scope for scope in SCOPES if scope in list(Permission)]
    implied = {(scope, other) for scope in single for other in permissions_of_scopes([scope]) - {scope}}
    assert {(scope, other) for scope, other in rows(IMPLIED)} == implied


def test_what_is_for_no_key_is_told() -> None:
    (refused,) = set(Permission) - set(SCOPES)
    assert f"`{refused}` is not for keys" in PAGE.read_text()
