"""What commands print."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tocsin.cli import output


def test_text_from_elsewhere_cannot_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_table(("name",), [("\x1b[2J\x07evil \u202eexe",)])
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert "evil" in printed


def test_brackets_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_line("[bold]x[/bold] ", 3)
    assert capsys.readouterr().out == "[bold]x[/bold] 3\n"


def test_a_table_is_not_cut_off_when_no_terminal_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_table(("name", "why"), [("a" * 60, "b" * 90)])
    assert "b" * 90 in capsys.readouterr().out


def test_facts_without_value_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_facts([("a", 1), ("b", None), ("c", "")])
    assert capsys.readouterr().out.split() == ["a", "1"]


def test_json_is_printed_as_it_came(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_json([msgspec.Raw(b'{"id":1.0}')])
    assert capsys.readouterr().out == '[\n  {\n    "id": 1.0\n  }\n]\n'


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0s"), (59.6, "1m"), (61, "1m 1s"), (3600, "1h"), (90_061, "1d 1h"), (-5, "0s"), (None, None)],
)
def test_a_span_has_two_units_at_most(seconds: float | None, words: str | None) -> None:
    assert output.span(seconds) == words


@pytest.mark.parametrize(("ratio", "words"), [(1, "100 %"), (0.9999999, "99.999 %"), (0.5, "50.000 %"), (None, None)])
def test_a_ratio_is_never_rounded_up_to_a_hundred(ratio: float | None, words: str | None) -> None:
    assert output.percent(ratio) == words


def test_since_counts_from_now() -> None:
    assert output.since(datetime.now(UTC) - timedelta(hours=2, minutes=3, seconds=30)) == "2h 3m"


@pytest.mark.parametrize(("number", "words"), [(0, "0 monitors"), (1, "1 monitor"), (1200, "1,200 monitors")])
def test_a_count_has_its_noun(number: int, words: str) -> None:
    assert output.counted(number, "monitor") == words


def test_an_empty_table_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_table(("name",), [], empty="No monitors.")
    assert capsys.readouterr().out == "No monitors.\n"
