"""The data directory: who may use it, and what is said of one that cannot be used."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tocsin.cli.data_dir import DataDirInUse, DataDirUnusable, locked


@pytest.fixture(autouse=True)
def _mask_as_before() -> Iterator[None]:
    mask = os.umask(0o022)
    yield
    os.umask(mask)


def test_what_is_made_in_it_is_for_its_user_alone(tmp_path: Path) -> None:
    with locked(tmp_path):
        made = tmp_path / "tocsin.db"
        made.touch()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_a_second_server_on_it_is_refused(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(DataDirInUse, match="another Tocsin is running"), locked(tmp_path):
        pass


def test_a_file_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(DataDirUnusable, match="it is not a folder"), locked(tmp_path / "data"):
        pass
