from pathlib import Path

import pytest

from tools import postgres
from tools.postgres import PostgresMissing, newest_programs


def programs(folder: Path, version: str, *, missing: str = "") -> Path:
    folder.mkdir()
    for name in postgres.NEEDED:
        if name != missing:
            (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
            (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that has nothing but what the test puts into the folder."""
    monkeypatch.setattr(postgres, "LIKELY_FOLDERS", (f"{tmp_path}/*",))
    monkeypatch.setenv("PATH", "/nowhere")
    return tmp_path


def test_the_newest_version_is_taken(bare: Path) -> None:
    programs(bare / "a", "15.4")
    newest = programs(bare / "b", "17.1")
    programs(bare / "c", "16.9 (Debian 16.9-1)")
    assert newest_programs() == newest


def test_a_version_that_is_too_old_is_no_version(bare: Path) -> None:
    programs(bare / "a", "14.9")
    assert newest_programs() is None


def test_a_folder_without_all_programs_is_passed_over(bare: Path) -> None:
    programs(bare / "a", "17.1", missing="initdb")
    assert newest_programs() is None


def test_where_nothing_can_be_had_it_says_what_to_install(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(PostgresMissing, match=r"apt install postgresql.*TOCSIN_TEST_POSTGRES_URL"):
        postgres.postgres()
