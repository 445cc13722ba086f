"""What the import rule cannot say in pyproject.toml: a list of all that is allowed, rather than of what is not."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CORE = Path(__file__).parents[2] / "src" / "tocsin" / "core"
ALLOWED = sys.stdlib_module_names | {"tocsin", "pydantic", "msgspec"}


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("file", sorted(CORE.rglob("*.py")), ids=lambda file: file.stem)
def test_core_imports_only_the_standard_library_pydantic_and_msgspec(file: Path) -> None:
    assert set(imported(file)) <= ALLOWED
