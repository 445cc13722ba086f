"""Which server a command speaks to, and with which key."""

from __future__ import annotations

import os

from tocsin.cli.credentials import Credentials

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
        return os.environ.get("TOCSIN_API_KEY") or Credentials.read().keys.get(self.url)
