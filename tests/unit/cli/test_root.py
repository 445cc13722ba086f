"""The command itself: its list of commands, and how it ends."""

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from tocsin.cli.root import ENTRIES, Entry, load

HEAVY = ("fastapi", "sqlalchemy", "uvicorn", "pycurl", "cryptography")


def _run(*words: str, cwd: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tocsin", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nowhere", **environ},
    )


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_the_line_of_help_is_that_of_the_command(entry: Entry) -> None:
    command = load(entry.name, entry.target)
    assert (command.help or "").partition("\n")[0] == entry.help


@pytest.mark.parametrize("words", [["--help"], ["monitor", "list", "--help"], ["version"]])
def test_help_and_client_commands_start_without_the_server(words: list[str]) -> None:
    code = (
        f"import sys; sys.argv[1:] = {words!r}\nfrom tocsin.cli import main\ntry: main()\nfinally: print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert not set(HEAVY) & set(done.stdout.split())


def test_nothing_is_collected_while_a_command_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "some_command.py").write_text("import gc\nIS_ENABLED = gc.isenabled()\ndef run() -> None: ...\n")
    monkeypatch.syspath_prepend(tmp_path)
    frozen = gc.get_freeze_count()
    load("some", "some_command:run")
    assert not sys.modules.pop("some_command").IS_ENABLED
    assert gc.get_freeze_count() > frozen
    assert gc.isenabled()


def test_collecting_goes_on_when_a_command_cannot_be_imported() -> None:
    with pytest.raises(ModuleNotFoundError):
        load("none", "no_such_command:run")
    assert gc.isenabled()


def test_the_version_is_an_option_too() -> None:
    assert _run("--version").stdout == _run("version").stdout


def test_a_mistyped_command_is_wrong_usage_with_the_nearest() -> None:
    done = _run("monitr")
    assert done.returncode == 2
    assert "Did you mean 'monitor'?" in done.stderr


def test_a_server_that_is_away_ends_with_3_and_one_line(free_port: int) -> None:
    done = _run("monitor", "list", TOCSIN_URL=f"http://127.0.0.1:{free_port}")
    assert done.returncode == 3
    assert done.stderr.startswith(f"tocsin: no server answers at http://127.0.0.1:{free_port} ")
    assert done.stderr.count("\n") == 1


def test_a_wrong_setting_stops_the_start_without_traceback(tmp_path: Path) -> None:
    done = _run("serve", cwd=tmp_path, TOCSIN_PORT="abc", TOCSIN_LOG_LEVEL="loud")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "tocsin: TOCSIN_PORT is 'abc' but must be a whole number from 0 to 65535.",
        "TOCSIN_LOG_LEVEL is 'loud' but must be one of debug, info, warning or error.",
    ]


def test_faults_of_a_file_end_with_1(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("monitors:\n  - {name: a}\n")
    done = _run("validate", "m.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "m.yaml:2:5: /monitors/0/kind: is required",
        "m.yaml:2:5: /monitors/0/config: is required",
    ]


def test_every_file_of_a_folder_is_validated(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "c.txt"):
        (tmp_path / name).write_text("monitors: []\n")
    done = _run("validate", "-f", str(tmp_path))
    assert [line.rpartition("/")[2].partition(":")[0] for line in done.stdout.splitlines()] == ["a.yml", "b.yaml"]


def test_two_files_of_one_source_are_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("source: shop\nmonitors: []\n")
    done = _run("validate", "a.yaml", "b.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert "b.yaml:1:9: /source: 'shop' is the source of a.yaml too" in done.stdout


def test_no_file_is_wrong_usage() -> None:
    done = _run("validate")
    assert (done.returncode, done.stderr) == (2, "tocsin: name a YAML file: tocsin apply -f monitors.yaml\n")


def test_the_schema_is_json_on_standard_output() -> None:
    done = _run("schema")
    assert done.stdout.startswith('{\n  "$schema": "https://json-schema.org/draft/2020-12/schema"')


def test_migrating_makes_a_database_of_this_version(tmp_path: Path) -> None:
    done = _run("migrate", "--data-dir", str(tmp_path / "data"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "data" / "tocsin.db").exists()
