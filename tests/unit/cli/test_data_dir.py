"""The data directory: who may use it, and what is said of one that cannot be used."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tocsin.cli.data_dir import DataDirUnusable, locked, secret_box
from tocsin.settings import load


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
    with locked(tmp_path), pytest.raises(DataDirUnusable, match="another Tocsin is running"), locked(tmp_path):
        pass


def test_a_file_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(DataDirUnusable, match="it is not a folder"), locked(tmp_path / "data"):
        pass


def test_the_key_is_made_once_and_kept(tmp_path: Path) -> None:
    sealed = secret_box(load(data_dir=tmp_path)).encrypt("hidden")
    assert secret_box(load(data_dir=tmp_path)).decrypt(sealed) == "hidden"


@pytest.mark.parametrize("content", [b"", b"hello\n", b"\xff" * 64])
def test_a_key_file_without_a_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret.key").write_bytes(content)
    with pytest.raises(DataDirUnusable, match="holds no key"):
        secret_box(load(data_dir=tmp_path))


def test_a_key_that_others_can_read_is_told(tmp_path: Path) -> None:
    settings = load(data_dir=tmp_path)
    secret_box(settings)
    settings.key_file.chmod(0o644)
    with capture_logs() as logs:
        secret_box(settings)
    assert [line["event"] for line in logs] == ["the key file can be read by others: chmod 600"]
