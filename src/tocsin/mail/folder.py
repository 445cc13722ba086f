"""Writes mail into a folder in place of sending it: for development, where no mail server is at hand."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from itertools import count
from pathlib import Path

import structlog

from tocsin.mail.errors import Hindrance, MailFailed

log = structlog.get_logger()

ON_DISK = default.clone(utf8=True)
"""Lines that end as lines of a file do: people search in them."""


class Folder:
    """Files `<time>-<number>.eml`, in the order of writing, whole as soon as they are there, for their owner alone."""

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self._numbers = count(1)

    @property
    def place(self) -> str:
        return f"the folder {self._path}"

    async def send(self, mail: EmailMessage, to: str) -> str:
        """Where it was written. Raise MailFailed."""
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{next(self._numbers):06}.eml"
        try:
            path = await asyncio.to_thread(self._write, name, mail.as_bytes(policy=ON_DISK))
        except OSError as error:
            said = f"{self._path} cannot be written to: {error.strerror}. Set TOCSIN_MAIL_FOLDER to a folder that can."
            raise MailFailed(said, Hindrance.NOT_WRITTEN, is_permanent=False) from None
        log.info("mail_written", path=str(path))
        return f"written to {path}"

    def _write(self, name: str, content: bytes) -> Path:
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path / name
        unfinished = self._path / f".{name}.part"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with os.fdopen(os.open(unfinished, flags, 0o600), "wb") as file:
            file.write(content)
        return unfinished.rename(path)
