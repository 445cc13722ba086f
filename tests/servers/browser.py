"""A browser, as far as signing in elsewhere needs one."""

from __future__ import annotations

import ssl
from functools import cache
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.servers import certificates


@cache
def trust() -> ssl.SSLContext:
    """In the tests' own authority and in no other."""
    return ssl.create_default_context(cadata=certificates.authority_pem())


async def visited(url: str) -> dict[str, str]:
    """Go there, and give the query of the address that one is sent back to."""
    async with httpx.AsyncClient(verify=trust(), trust_env=False) as client:
        answer = await client.get(url)
    assert answer.has_redirect_location, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
