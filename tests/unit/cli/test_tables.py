"""Tables on terminals of every width, and where there is none."""

import sys

import pytest
from rich.console import Console
from rich.text import Text

from tocsin.cli import tables

SENTENCE = "nothing listens on this port, or a firewall rejects it"


@pytest.fixture
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)


def _render(width: int, columns: tuple[str, ...], *rows: tuple[str, ...]) -> list[str]:
    screen = Console(width=width, force_terminal=False)
    return [line.plain for line in tables.render(screen, columns, [[Text(cell) for cell in row] for row in rows])]


@pytest.mark.usefixtures("_terminal")
def test_a_sentence_that_fits_stands_in_its_row() -> None:
    head, rule, row = _render(80, (">id", "~why"), ("1", SENTENCE))
    assert head == "id  why"
    assert row == f" 1  {SENTENCE}"
    assert rule == "─" * len(row)


@pytest.mark.usefixtures("_terminal")
def test_a_sentence_that_does_not_fit_stands_beneath_its_row() -> None:
    lines = _render(40, (">id", "state", "~why"), ("1", "down", SENTENCE), ("2", "up", ""))
    assert lines == [
        "id  state",
        "─" * 9,
        " 1  down",
        "    nothing listens on this port, or a",
        "    firewall rejects it",
        " 2  up",
    ]


@pytest.mark.usefixtures("_terminal")
def test_a_time_is_never_broken() -> None:
    lines = _render(30, ("|when", "monitor"), ("2026-01-31 08:00:00", "a monitor with a name"))
    assert lines[2] == "2026-01-31 08:00:00  a monitor"
    assert lines[3].strip() == "with a"


@pytest.mark.usefixtures("_terminal")
@pytest.mark.parametrize("width", [1, 10, 40, 80])
def test_everything_is_shown_on_any_width(width: int) -> None:
    text = "".join(_render(width, (">id", "name", "~why"), ("7", "x" * 50, SENTENCE)))
    assert text.count("x") == 50
    assert "".join(text.split()).endswith("".join(SENTENCE.split()))


def test_without_a_terminal_a_row_is_one_line() -> None:
    assert _render(80, ("name", "~why"), ("a" * 90, SENTENCE))[2] == f"{'a' * 90}  {SENTENCE}"


def test_lines_of_a_cell_stay_lines() -> None:
    assert _render(80, ("fact", "seen"), ("headers", "A: b\nC: d"))[2:] == ["headers  A: b", "         C: d"]


def test_wide_characters_count_as_two() -> None:
    assert _render(80, ("name", ">id"), ("鐘", "1"), ("abc", "2"))[2:] == ["鐘     1", "abc    2"]
