"""Facts for a person, cut to size and cleared of secrets before they are kept."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import quote, quote_plus

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
_REST_OF_A_WORD = re.compile(r"[\w%&;#\\+/=.~-]{0,8192}")


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
            text = _without(text, secret)
    return text


def _without(text: str, secret: str) -> str:
    """Nothing of what is cut out of an answer may hold the beginning of a secret either."""
    beginning, rest = _pattern(secret[:_TELLING]), secret[_TELLING:]
    told, last = [], 0
    while found := beginning.search(text, last):
        told += [text[last : found.start()], _MASK]
        last = _end(text, found.end(), rest)
    text = "".join((*told, text[last:]))
    for length in range(min(len(secret), _TELLING) - 1, _SHORTEST_SECRET - 1, -1):
        if cut := _pattern(secret[:length], r"\Z").search(text):
            return text[: cut.start()] + _MASK
    return text


def _end(text: str, start: int, rest: str) -> int:
    """Where a secret ends of which `rest` is still to come at `start`, if it is all there."""
    position = start
    for character in rest:
        spelled = next((one for one in _spellings(character) if text.startswith(one, position)), None)
        if spelled is None:
            # Cut off, or written in yet another way: then its end is somewhere in this word.
            found = _REST_OF_A_WORD.match(text, position)
            return found.end() if found else position
        position += len(spelled)
    return position


@lru_cache(maxsize=1024)
def _pattern(characters: str, end: str = "") -> re.Pattern[str]:
    spelled = ("|".join(map(re.escape, _spellings(character))) for character in characters)
    return re.compile("".join(f"(?:{one})" for one in spelled) + end)


@lru_cache(maxsize=1024)
def _spellings(character: str) -> tuple[str, ...]:
    """How a character may be written, the longest first: JSON may lie within JSON, and a URL within a URL."""
    if character.isascii() and character.isalnum():
        return (character,)
    number = ord(character)
    as_json = {json.dumps(character)[1:-1], json.dumps(character, ensure_ascii=False)[1:-1], f"\\{character}"}
    as_json |= {f"\\u{number:04x}", f"\\u{number:04X}"}
    as_json |= {json.dumps(one)[1:-1] for one in as_json}
    as_html = {html.escape(character), f"&#{number};", f"&#x{number:x};", f"&#x{number:X};"}
    as_url = {quote(character, safe="", errors="replace"), quote_plus(character, errors="replace")}
    as_url |= {one.lower() for one in as_url} | {quote(one, safe="") for one in as_url}
    as_latin_1 = character.encode("utf-8", "replace").decode("latin-1")
    found = {character, *as_json, *as_html, *as_url, as_latin_1}
    return tuple(sorted(found, key=lambda one: (-len(one), one)))
