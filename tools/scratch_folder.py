"""Where tests write: in memory when the machine has room for that, as SQLite waits for the disk whenever it closes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.throwaway import remove_leftovers

PREFIX = "tocsin-tests-"
IN_MEMORY = Path("/dev/shm")
KNOWN_OF_MEMORY = Path("/proc/meminfo")
ROOM_BYTES = 4 * 2**30
"""Many times what tests keep at a time, beside the memory that they need themselves."""


@contextmanager
def scratch_folder(within: Path = IN_MEMORY, room: int = ROOM_BYTES) -> Iterator[str | None]:
    """A folder in memory while it is entered; None where there is no room for one."""
    if not has_room(within, room):
        yield None
        return
    remove_leftovers(PREFIX, within)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=within))
    folder.chmod(0o711)  # PostgreSQL, which root cannot run, has a folder of its own in it
    try:
        yield str(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def has_room(folder: Path, room: int) -> bool:
    """And programs may be started from there, which in a container they often may not."""
    try:
        there = os.statvfs(folder)
        available = available_bytes(KNOWN_OF_MEMORY.read_text())
    except OSError:
        return False
    is_fit = os.access(folder, os.W_OK) and not there.f_flag & os.ST_NOEXEC
    return is_fit and min(there.f_bavail * there.f_frsize, available) >= room


def available_bytes(memory: str) -> int:
    """As Linux tells in /proc/meminfo; 0 if it does not."""
    told = dict(line.split(":", 1) for line in memory.splitlines())
    return int(told.get("MemAvailable", "0 kB").split()[0]) * 1024
