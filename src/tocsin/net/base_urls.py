"""Where a web service is asked: its public address by default, another for a proxy or a server of one's own."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from tocsin.net.urls import MAX_URL_LENGTH, parse_http_url


def _checked(text: str) -> str:
    parse_http_url(text)
    if "?" in text or "#" in text:
        raise ValueError("must end with its path: without ? and #")
    return text.rstrip("/")


BaseUrl = Annotated[str, Field(max_length=MAX_URL_LENGTH), AfterValidator(_checked)]
"""With http:// or https://, and without a slash at its end, to which paths are appended."""
