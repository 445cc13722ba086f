"""A monitor's fields from a command line."""

import io
from pathlib import Path

import pytest

from tocsin.cli.failures import UsageWrong
from tocsin.cli.monitor_fields import config, duration, given, ids_or_names, refuse_slips, whole_or_text
from tocsin.cli.replies import Kind
from tocsin.probes import describe

TCP = Kind("tcp", schema=dict(describe("tcp").schema))
HTTP = Kind("http", schema=dict(describe("http").schema))


def test_what_was_not_given_is_left_out() -> None:
    assert given(name="a", interval=None, tags=None, regions=[]) == {"name": "a"}


def test_an_empty_text_empties_a_list() -> None:
    assert given(tags=[""]) == {"tags": []}


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        (["--host", "db", "--port", "5432"], {"host": "db", "port": 5432}),
        (["--host=db", "--port=5432"], {"host": "db", "port": 5432}),
        (["--expect", "220"], {"expect": "220"}),
        (["--host", "10"], {"host": "10"}),
    ],
)
def test_a_kinds_settings_are_options_of_the_type_that_it_wants(words: list[str], fields: dict[str, object]) -> None:
    assert config(TCP, None, [], words) == fields


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        (["--follow-redirects", "false"], {"follow_redirects": False}),
        (["--reuse-connection"], {"reuse_connection": True}),
        (["--reuse-connection", "--url", "x"], {"reuse_connection": True, "url": "x"}),
        (["--http-version", "2"], {"http_version": "2"}),
        (["--headers", '{"Accept": "a"}'], {"headers": {"Accept": "a"}}),
        (["--unknown-thing", "1"], {"unknown_thing": 1}),
    ],
)
def test_options_are_read_as_json_where_they_are_no_text(words: list[str], fields: dict[str, object]) -> None:
    assert config(HTTP, None, [], words) == fields


def test_set_takes_a_dotted_path() -> None:
    assert config(HTTP, None, ["headers.X-Number=1", "max_redirects=3"], []) == {
        "headers": {"X-Number": "1"},
        "max_redirects": 3,
    }


def test_json_comes_first_and_options_override_it() -> None:
    assert config(TCP, '{"host": "a", "port": 1}', ["port=2"], []) == {"host": "a", "port": 2}


def test_json_may_come_from_a_file_or_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "c.json").write_text('{"host": "file"}')
    monkeypatch.setattr("sys.stdin", io.StringIO('{"host": "input"}'))
    assert config(TCP, f"@{tmp_path}/c.json", [], []) == {"host": "file"}
    assert config(TCP, "-", [], []) == {"host": "input"}


@pytest.mark.parametrize(
    ("text", "settings", "words", "sentence"),
    [
        ("[1]", [], [], "must be an object"),
        ("{", [], [], "--config-json cannot be read"),
        ("@/nowhere", [], [], "--config-json cannot be read"),
        (None, ["port"], [], "--set takes field=value"),
        (None, ["port=1", "port.x=2"], [], "port has a value already"),
        (None, [], ["stray"], "'stray' is not expected here"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    text: str | None, settings: list[str], words: list[str], sentence: str
) -> None:
    with pytest.raises(UsageWrong, match=sentence):
        config(TCP, text, settings, words)


def test_digits_are_numbers_and_the_rest_is_text() -> None:
    assert ids_or_names(["7", "Shop"]) == [7, "Shop"]
    assert whole_or_text("majority") == "majority"
    assert whole_or_text(None) is None


@pytest.mark.parametrize(
    ("typed", "sent"), [("10", 10.0), ("0.5", 0.5), ("30s", "30s"), ("often", "often"), ("nan", "nan"), (None, None)]
)
def test_a_duration_may_be_a_bare_number(typed: str | None, sent: object) -> None:
    assert duration(typed) == sent


@pytest.mark.parametrize(
    ("word", "meant"),
    [("--degraded-latency-ms", "--degraded-latency"), ("--parents=3", "--parent"), ("--tags", "--tag")],
)
def test_a_slip_of_an_option_is_told_with_the_option(word: str, meant: str) -> None:
    with pytest.raises(UsageWrong, match=f"did you mean {meant}\\?"):
        refuse_slips(TCP, [word, "5"], ["--degraded-latency", "--parent", "--tag", "-t"])


@pytest.mark.parametrize("word", ["--expect", "--hots", "--nothing-like-it", "value"])
def test_a_setting_of_the_kind_or_a_slip_of_one_is_left_to_the_server(word: str) -> None:
    refuse_slips(TCP, [word], ["--degraded-latency", "--parent", "--tag"])
