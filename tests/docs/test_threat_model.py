"""What the threat model points to as its proof is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "threat-model.md"
TEXT = PAGE.read_text()
FILES = {(PAGE.parent / link).resolve() for link in re.findall(r"\]\((\.\./\.\./tests/[^)]+\.py)\)", TEXT)}
NAMES = sorted(set(re.findall(r"`(test_\w+)`", TEXT)))


def test_it_points_to_tests() -> None:
    assert len(FILES) > 20
    assert len(NAMES) > 20


@pytest.mark.parametrize("file", sorted(FILES), ids=lambda file: file.stem)
def test_the_file_is_there(file: Path) -> None:
    assert file.is_file()


@pytest.mark.parametrize("name", NAMES)
def test_a_test_that_is_named_is_in_one_of_the_files(name: str) -> None:
    assert any(f"def {name}(" in file.read_text() for file in FILES if file.is_file())
