"""Where a ping goes: a key, or a whole URL, as an address that can be sent to and as one that may be shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_KEY = re.compile(r"[A-Za-z0-9_.~-]+(/[A-Za-z0-9_.~-]+)?", re.ASCII)
_IN_A_URL = re.compile(r"[!-~]+", re.ASCII)
_SECRET_CHARACTERS = 16
_SHOWN_CHARACTERS = 4


class AddressUnusable(Exception):
    """What was given is no ping address. The message does not repeat it: it may be most of a secret."""


@dataclass(frozen=True, slots=True)
class PingAddress:
    """`url` has no query; `query` holds what was given with it and goes with every ping."""

    url: str
    query: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, text: str, server: Callable[[], str]) -> PingAddress:
        """`text` is a key, a workspace's key with a slug, or a URL. `server` is asked for only with a key."""
        text = text.strip()
        if not text:
            raise AddressUnusable("no ping key was given")
        if _KEY.fullmatch(text):
            text = f"{server()}/ping/{text}"
        try:
            parts = urlsplit(text)
            is_usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_usable = False
        if not is_usable or not _IN_A_URL.fullmatch(text) or parts.username is not None:
            raise AddressUnusable("what was given is neither a ping key nor a URL such as https://HOST/ping/KEY")
        url = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
        return cls(url, tuple(parse_qsl(parts.query, keep_blank_values=True)))

    def of(self, signal: str, parameters: Mapping[str, str]) -> str:
        """The address of a signal: `start`, `fail`, `log`, an exit code, or the empty one for success."""
        path = f"{self.url}/{signal}" if signal else self.url
        query = urlencode([*self.query, *parameters.items()], errors="replace")
        return f"{path}?{query}" if query else path

    @property
    def is_loopback(self) -> bool:
        host = urlsplit(self.url).hostname or ""
        return host in {"localhost", "::1"} or host.startswith("127.")

    def __str__(self) -> str:
        """As it may stand in a log: whoever knows the key can ping."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{'/'.join(_masked(part) for part in parts.path.split('/'))}"

    __repr__ = __str__


def _masked(part: str) -> str:
    return part if len(part) < _SECRET_CHARACTERS else f"{part[:_SHOWN_CHARACTERS]}…"
