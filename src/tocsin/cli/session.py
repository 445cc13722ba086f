"""Which server a command speaks to, and with which key."""

from __future__ import annotations

import os

from tocsin.cli.credentials import Credentials

KEY_VARIABLE = "TOCSIN_API_KEY"
DEFAULT_URL = "http://127.0.0.1:8000"


class Session:
    """The server of this run of the command. Nothing is read before it is asked for."""

    def __init__(self, url: str | None, timeout: float) -> None:
        self._url = url
        self.timeout = timeout

    @property
    def url(self) -> str:
        return (self._url or Credentials.read().default_url or DEFAULT_URL).rstrip("/")

    @property
    def key(self) -> str | None:
        return os.environ.get(KEY_VARIABLE) or Credentials.read().keys.get(self.url)

    @property
    def key_origin(self) -> str | None:
        """Where the key comes from, for sentences about it."""
        if os.environ.get(KEY_VARIABLE):
            return f"the key in {KEY_VARIABLE}"
        stored = Credentials.read()
        return f"the key of {self.url} in {stored.path}" if self.url in stored.keys else None
