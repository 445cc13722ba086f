"""Where tests write."""

import os
import shutil
from pathlib import Path

import pytest

from tools import scratch_folder as module
from tools.scratch_folder import PREFIX, available_bytes, scratch_folder


def test_a_folder_is_there_while_it_is_needed(tmp_path: Path) -> None:
    with scratch_folder(tmp_path, room=1) as folder:
        assert folder is not None
        assert Path(folder).parent == tmp_path
        (Path(folder) / "tocsin.db").touch()
    assert list(tmp_path.iterdir()) == []


def test_where_there_is_too_little_room_there_is_none(tmp_path: Path) -> None:
    with scratch_folder(tmp_path, room=shutil.disk_usage(tmp_path).free + 2**40) as folder:
        assert folder is None


@pytest.mark.parametrize("told", ["MemTotal: 8 kB\n", "MemTotal: 9999999999 kB\nMemAvailable: 3 kB\n"])
def test_memory_that_others_need_is_no_room(told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = tmp_path / "meminfo"
    memory.write_text(told)
    monkeypatch.setattr(module, "KNOWN_OF_MEMORY", memory)
    with scratch_folder(tmp_path, room=3 * 1024 + 1) as folder:
        assert folder is None


def test_a_machine_without_such_a_place_has_no_room(tmp_path: Path) -> None:
    with scratch_folder(tmp_path / "shm", room=1) as folder:
        assert folder is None


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    left = tmp_path / f"{PREFIX}{ended_process()}-x"
    left.mkdir()
    with scratch_folder(tmp_path, room=1):
        assert not left.exists()


def test_available_memory_is_read_in_bytes() -> None:
    assert available_bytes("MemTotal: 8000 kB\nMemAvailable:    4096 kB\nHugePages_Total: 0\n") == 4 * 2**20


def ended_process() -> int:
    child = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(child, 0)
    return child
