"""The data directory: made when missing, and locked while a server uses it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class DataDirUnusable(Exception):
    """The folder cannot be used; the message says why and what to do."""


class DataDirInUse(DataDirUnusable):
    """Another process is at work on it."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which the kernel gives back however the process ends.

    From here on, whatever this process makes (the database, its log, the key) is for its user alone.
    """
    os.umask(0o077)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        why = "it is not a folder" if isinstance(error, FileExistsError) else error.strerror
        raise DataDirUnusable(
            f"the data directory {folder} cannot be used: {why}. Set TOCSIN_DATA_DIR to a folder of yours."
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataDirInUse(
                f"another Tocsin is running on the data directory {folder}. Stop it, or set TOCSIN_DATA_DIR."
            ) from None
        yield
    finally:
        os.close(descriptor)
