"""The command line of `tocsin exec`, read quickly: the same as Typer would read it, or not at all."""

from collections.abc import Sequence

import pytest
from typer.core import TyperOption
from typer.testing import CliRunner

from tocsin.cli import reported_job
from tocsin.cli.job_options import FLAGS, MOST_SECONDS, JobOptions, read
from tocsin.cli.root import ENTRIES, app, load
from tocsin.cli.session import Session


@pytest.fixture
def by_typer(monkeypatch: pytest.MonkeyPatch) -> list[JobOptions]:
    """What the command was told when it went through Typer."""
    told: list[JobOptions] = []

    def run(options: JobOptions, _session: Session) -> int:
        told.append(options)
        return 0

    monkeypatch.setattr(reported_job, "run", run)
    return told


@pytest.mark.parametrize(
    "words",
    [
        ["true"],
        ["--", "--odd-name", "-x"],
        ["--ping", "k", "--strict", "sh", "-c", "exit 1", "--strict"],
        ["--ping=k=v", "--timeout", "1.5", "--ping-timeout=20", "--no-output", "--", "true", "--"],
        ["--ping", "--", "--", "true"],
        ["--ping", "a", "--ping", "b", "--quiet-success", "true"],
    ],
)
def test_it_reads_what_typer_reads(words: list[str], by_typer: list[JobOptions]) -> None:
    CliRunner().invoke(app, ["exec", *words], env={"TOCSIN_PING_URL": "given"}, catch_exceptions=False)
    assert [read(words, {"TOCSIN_PING_URL": "given"})] == by_typer


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--ping", "k"],
        ["--ping"],
        ["--", *()],
        ["--help"],
        ["-h"],
        ["--strict=yes", "true"],
        ["--stric", "true"],
        ["--timeout", "soon", "true"],
        ["--timeout", "0", "true"],
        ["--timeout", "nan", "true"],
        ["--ping-timeout", "inf", "true"],
        ["--no-output", "--quiet-success", "true"],
    ],
)
def test_what_is_not_plainly_right_is_left_to_typer(words: Sequence[str]) -> None:
    assert read(words, {}) is None


def test_the_key_of_the_command_line_goes_before_that_of_the_environment() -> None:
    assert read(["--ping", "a", "true"], {"TOCSIN_PING_URL": "b"}) == JobOptions(["true"], "a")


def test_every_option_of_the_command_is_known() -> None:
    command = load("exec", next(entry.target for entry in ENTRIES if entry.name == "exec"))
    names = {name for option in command.params if isinstance(option, TyperOption) for name in option.opts}
    assert names == {"--ping", *FLAGS, *MOST_SECONDS}
