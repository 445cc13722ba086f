"""The key ring for secrets at rest: from the setting, or from the key file, which holds a key a line, newest first."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import structlog

from tocsin.auth.secrets import KEY_BYTES, SecretBox, key_from_text, new_secret_key
from tocsin.cli.data_dir import DataDirUnusable
from tocsin.settings import SHORTEST_SECRET_KEY, Settings

REMEDY = "bring back the right one, or, if no credential was ever stored with it, delete the file for a new one"
_MADE = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}")
_RAW = "raw:"
"""Before a key's own bytes: for one whose text has several lines."""

log = structlog.get_logger()


class KeyLine(NamedTuple):
    """A key, and the line that stands for it in the file."""

    text: str
    key: bytes


def secret_box(settings: Settings) -> SecretBox:
    """The key ring: from the setting (newest first, separated by commas), else from the key file, made at need."""
    if settings.secret_key is not None:
        texts = [text.strip() for text in settings.secret_key.get_secret_value().split(",")]
        return SecretBox([key_from_text(text) for text in texts if text])
    return box_of(read(settings.key_file) if settings.key_file.exists() else [_made(settings.key_file)])


def box_of(lines: Sequence[KeyLine]) -> SecretBox:
    return SecretBox([line.key for line in lines])


def new_line() -> KeyLine:
    """A fresh key."""
    text = new_secret_key().hex()
    return KeyLine(text, key_from_text(text))


def read(path: Path) -> list[KeyLine]:
    """The keys of the file. Raise DataDirUnusable."""
    try:
        if path.stat().st_mode & 0o077:
            log.warning("the key file can be read by others: chmod 600", path=str(path))
        found = _parsed(path.read_text(encoding="ascii").strip())
    except UnicodeDecodeError:
        raise DataDirUnusable(f"the key file {path} holds no key: {REMEDY}") from None
    except OSError as error:
        raise DataDirUnusable(f"the key file {path} cannot be used: {error.strerror}") from error
    if not found:
        raise DataDirUnusable(f"the key file {path} holds no key of {SHORTEST_SECRET_KEY} characters or more: {REMEDY}")
    return found


def write(path: Path, lines: Sequence[KeyLine]) -> None:
    """Put these keys in place of those in the file: all or nothing, whatever happens. Raise DataDirUnusable."""
    file = path.resolve()
    beside = file.with_name(f"{file.name}.new")
    try:
        owner = file.stat()
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        _fill(descriptor, lines, owner)
        beside.replace(file)
        _sync(file.parent)
    except OSError as error:
        raise DataDirUnusable(f"the key file {path} cannot be replaced: {error.strerror}") from error


def _made(path: Path) -> KeyLine:
    line = new_line()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        _fill(descriptor, [line])
    except OSError as error:
        raise DataDirUnusable(f"the key file {path} cannot be used: {error.strerror}") from error
    return line


def _fill(descriptor: int, lines: Sequence[KeyLine], owner: os.stat_result | None = None) -> None:
    """Write it to the disk; for `owner`, whom the server runs as, where that is another user than this one."""
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        os.fchmod(descriptor, 0o600)
        made = os.fstat(descriptor)
        if owner is not None and (made.st_uid, made.st_gid) != (owner.st_uid, owner.st_gid):
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
        file.writelines(f"{line.text}\n" for line in lines)
        file.flush()
        os.fsync(descriptor)


def _sync(folder: Path) -> None:
    """A name is on the disk once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _parsed(content: str) -> list[KeyLine]:
    """Before there were rings, all of a file was one key, however many lines it had; it still opens what it sealed."""
    texts = [line.strip() for line in content.splitlines() if line.strip()]
    if len(texts) > 1 and not any(map(_MADE.fullmatch, texts)):
        key = key_from_text(content)
        whole = KeyLine(f"{_RAW}{key.hex()}", key)
        if min(map(len, texts)) < SHORTEST_SECRET_KEY:
            return [whole]
        return [*map(_line_of, texts), whole]
    if any(len(text) < SHORTEST_SECRET_KEY for text in texts):
        return []
    return [_line_of(text) for text in dict.fromkeys(texts)]


def _line_of(text: str) -> KeyLine:
    digits = text.removeprefix(_RAW)
    is_raw = text.startswith(_RAW) and _MADE.fullmatch(digits)
    return KeyLine(text, bytes.fromhex(digits) if is_raw else key_from_text(text))
