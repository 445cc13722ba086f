"""Which site a browser has open: what its passkeys are bound to."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from tocsin.api.dependencies import api_parts
from tocsin.core.errors import ValidationFailed


def page_origin(request: Request) -> str:
    """The public URL's where there is one, else the page's own. Raise ValidationFailed for a page of another address.

    Without a public URL the page is believed, once admission has compared its host with the request's: behind a proxy
    that nobody has told us to trust only the browser knows that it speaks TLS.
    """
    page = request.headers.get("origin")
    public_url = api_parts(request).public_url
    if public_url is None:
        return page or f"{request.url.scheme}://{request.url.netloc}"
    parts = urlsplit(public_url)
    public = f"{parts.scheme}://{parts.netloc}"
    if page is not None and not _is_same(page, public):
        raise ValidationFailed(f"passkeys of this server are bound to {public}: open it there")
    return public


def _is_same(page: str, public: str) -> bool:
    """Browsers leave out a scheme's own port, and write in lower case; operators need not."""
    ports = {"http": ":80", "https": ":443"}
    plain = [one.lower().removesuffix(ports.get(urlsplit(one).scheme, "")) for one in (page, public)]
    return plain[0] == plain[1]
