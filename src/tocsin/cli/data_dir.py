"""The data directory: made when missing, locked while a server uses it, holding the key for secrets at rest."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from tocsin.auth.secrets import SecretBox, key_from_text, new_secret_key
from tocsin.settings import SHORTEST_SECRET_KEY, Settings

REMEDY = "bring back the right one, or, if no credential was ever stored with it, delete the file for a new one"


log = structlog.get_logger()


class DataDirUnusable(Exception):
    """The folder cannot be used; the message says why and what to do."""


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
            raise DataDirUnusable(
                f"another Tocsin is running on the data directory {folder}. Stop it, or set TOCSIN_DATA_DIR."
            ) from None
        yield
    finally:
        os.close(descriptor)


def secret_box(settings: Settings) -> SecretBox:
    """The key ring: from the setting (newest first, separated by commas), else from the key file, made at need."""
    if settings.secret_key is not None:
        texts = [text.strip() for text in settings.secret_key.get_secret_value().split(",")]
        return SecretBox([key_from_text(text) for text in texts if text])
    return SecretBox([_key_of_file(settings.key_file)])


def _key_of_file(path: Path) -> bytes:
    try:
        if path.exists():
            if path.stat().st_mode & 0o077:
                log.warning("the key file can be read by others: chmod 600", path=str(path))
            return key_from_text(_long_enough(path, path.read_text(encoding="ascii").strip()))
        text = new_secret_key().hex()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        return key_from_text(text)
    except UnicodeDecodeError:
        raise DataDirUnusable(f"the key file {path} holds no key: {REMEDY}") from None
    except OSError as error:
        raise DataDirUnusable(f"the key file {path} cannot be used: {error.strerror}") from error


def _long_enough(path: Path, text: str) -> str:
    if len(text) < SHORTEST_SECRET_KEY:
        raise DataDirUnusable(f"the key file {path} holds no key of {SHORTEST_SECRET_KEY} characters or more: {REMEDY}")
    return text
