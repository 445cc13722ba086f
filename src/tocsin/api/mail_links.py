"""Where the links in mails lead: to where the operator says that this server is, never to where a stranger says."""

from __future__ import annotations

from fastapi import Request

from tocsin.api.dependencies import api_parts, public_url
from tocsin.api.local_visitors import is_own_name
from tocsin.core.errors import Unavailable


def site_in_mails(request: Request) -> str:
    """Without a slash at its end. Raise Unavailable where nobody has said.

    A Host header is whatever the client sends: a link that is made of it could bring a token to somebody else.
    """
    if api_parts(request).public_url is None and not is_own_name(request.headers.get("host", "")):
        raise Unavailable("Mails hold links, and TOCSIN_PUBLIC_URL does not say where to: its operator has to set it.")
    return public_url(request)
