"""Facts for a person, cut to size and cleared of secrets before they are kept."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Sequence
from urllib.parse import quote

import msgspec

from tocsin.core.result import Evidence, Json

MAX_EVIDENCE = 16 * 1024
MAX_EXCERPT = 2048
_MAX_HEADERS = 50
_MAX_HEADER_VALUE = 512
_MASK = "•••"
_MASKED_HEADERS = frozenset({"set-cookie", "authorization", "proxy-authorization", "cookie", "authentication-info"})
_SHORTEST_SECRET = 4
_TELLING = 8
"""So many characters of a longer secret are masked wherever they stand, with whatever follows of it."""


def header_facts(headers: Iterable[tuple[str, str]]) -> list[Json]:
    """Name and value of each line; values that are credentials of somebody are masked."""
    shown: list[Json] = []
    for name, value in headers:
        if len(shown) == _MAX_HEADERS:
            break
        shown.append([name[:128], _MASK if name.lower() in _MASKED_HEADERS else value[:_MAX_HEADER_VALUE]])
    return shown


def excerpt(data: bytes) -> str:
    """The beginning of a body, readable whatever it holds."""
    return data[:MAX_EXCERPT].decode(errors="replace").replace("\x00", "\ufffd")


def finish(evidence: Evidence, secrets: Sequence[str] = ()) -> Evidence:
    """Without what is empty, without secrets that the target echoed, and within the size that storage allows."""
    told = {key: clear(value, secrets) for key, value in evidence.items() if value not in (None, "", [], {})}
    left_out: list[Json] = []
    while len(msgspec.json.encode(told)) > MAX_EVIDENCE - 256:
        largest = max(told, key=lambda key: len(msgspec.json.encode(told[key])))
        del told[largest]
        left_out.append(largest)
    if left_out:
        told["left_out_for_size"] = left_out
    return told


def clear(value: Json, secrets: Sequence[str]) -> Json:
    """The value with every occurrence of a secret masked."""
    if isinstance(value, str):
        return clear_text(value, secrets)
    if isinstance(value, list):
        return [clear(item, secrets) for item in value]
    if isinstance(value, dict):
        return {key: clear(item, secrets) for key, item in value.items()}
    return value


def clear_text(text: str, secrets: Sequence[str]) -> str:
    """The text with secrets masked: whole, escaped as JSON, HTML and URLs do it, or cut off after some characters."""
    # A secret of one or two characters would black out everything and hide nothing.
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            for form in dict.fromkeys((secret, json.dumps(secret)[1:-1], html.escape(secret), quote(secret, safe=""))):
                text = _without(text, form)
    return text


def _without(text: str, secret: str) -> str:
    """Nothing of what is cut out of an answer may hold the beginning of a secret either."""
    head = secret[:_TELLING]
    start = text.find(head)
    while start >= 0:
        end = start + len(head)
        while end < len(text) and end - start < len(secret) and text[end] == secret[end - start]:
            end += 1
        text = text[:start] + _MASK + text[end:]
        start = text.find(head, start + len(_MASK))
    for length in range(min(len(head), len(text) + 1) - 1, _SHORTEST_SECRET - 1, -1):
        if text.endswith(head[:length]):
            return text[:-length] + _MASK
    return text
