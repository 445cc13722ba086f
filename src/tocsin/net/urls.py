"""HTTP URLs, read by libcurl's own parser, so that what was checked is what is fetched."""

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

import idna
import pycurl

MAX_URL_LENGTH = 2048
DEFAULT_PORTS = {"http": 80, "https": 443}
PROXY_SCHEMES = {"http": 1080, "https": 443, "socks5": 1080, "socks5h": 1080}  # libcurl's default ports
_ASCII = "".join(map(chr, range(0x21, 0x7F)))


class HttpUrl(NamedTuple):
    """`url` is pure ASCII and ready for the wire; `host` of an IPv6 address stands without brackets."""

    url: str
    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host.lower(), self.port


@lru_cache(maxsize=512)
def parse_http_url(text: str) -> HttpUrl:
    """Raise ValueError, with a sentence that says what is wrong."""
    if len(text) > MAX_URL_LENGTH:
        raise ValueError(f"must be at most {MAX_URL_LENGTH} characters long")
    if not text.isprintable() or " " in text:  # every space but the common one is unprintable to Python
        raise ValueError("must not contain a space or control character: write a space as %20")
    if "://" not in text:
        raise ValueError("must begin with http:// or https://")
    try:
        parsed = pycurl.CurlUrl(_to_ascii(text), pycurl.U_NON_SUPPORT_SCHEME)
    except (pycurl.error, idna.IDNAError, ValueError) as error:
        raise ValueError(f"is not a URL that can be fetched: {_reason(error)}") from None
    if parsed.scheme not in DEFAULT_PORTS:
        raise ValueError(f"must begin with http:// or https://, not {parsed.scheme}://")
    if parsed.user is not None or parsed.password is not None:
        raise ValueError("must not contain credentials: put them in the fields for user name and password")
    if not parsed.host or text.partition("://")[2].startswith("/"):  # libcurl takes the path for a host
        raise ValueError("is not a URL that can be fetched: it names no host")
    port = int(parsed.port or DEFAULT_PORTS[parsed.scheme])
    if port == 0:
        raise ValueError("must not have port 0, which cannot be connected to")
    return HttpUrl(str(parsed.url), str(parsed.scheme), str(parsed.host).strip("[]"), port)


def parse_proxy_url(text: str) -> HttpUrl:
    """Raise ValueError, with a sentence that says what is wrong."""
    try:
        parsed = pycurl.CurlUrl(text, pycurl.U_NON_SUPPORT_SCHEME)
    except (pycurl.error, ValueError) as error:
        raise ValueError(f"is not a proxy's URL: {_reason(error)}") from None
    if parsed.scheme not in PROXY_SCHEMES:
        raise ValueError(f"must have one of the schemes {', '.join(PROXY_SCHEMES)}, not {parsed.scheme}")
    if parsed.user is not None or parsed.password is not None:
        raise ValueError("must not contain credentials: put them in the fields for the proxy's user")
    port = int(parsed.port or PROXY_SCHEMES[parsed.scheme])
    return HttpUrl(str(parsed.url), parsed.scheme, str(parsed.host).strip("[]"), port)


def _to_ascii(text: str) -> str:
    """Host by IDNA 2008, the rest percent-encoded as UTF-8 (RFC 3987 §3.1)."""
    if text.isascii():
        return text
    parts = urlsplit(text)
    if parts.hostname and not parts.hostname.isascii():
        host = idna.encode(parts.hostname, uts46=True).decode()
        user, at, _ = parts.netloc.rpartition("@")
        port = f":{parts.port}" if parts.port else ""
        parts = parts._replace(netloc=f"{user}{at}{host}{port}")
    return quote(urlunsplit(parts), safe=_ASCII)


def _reason(error: Exception) -> str:
    return str(error.args[1]) if isinstance(error, pycurl.error) else str(error)
