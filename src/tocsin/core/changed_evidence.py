"""What is different about a target since it was well, in sentences: often the quickest way to a cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tocsin.core.result import Evidence, Json

MOST_SENTENCES = 8
_MOST_LISTED = 6
_LONGEST_VALUE = 120
_FLEETING = frozenset({"assertions", "body", "body_size", "body_truncated", "headers", "left_out_for_size", "reply"})
"""What differs from one look to the next, and is told with the result itself."""


class _Words(NamedTuple):
    """`{}` stands for a value."""

    was: str
    is_now: str


_KNOWN: Mapping[str, _Words] = {
    "address": _Words("The address was {}", "it is {}"),
    "addresses": _Words("The name led to {}", "it leads to {}"),
    "certificates": _Words("The certificate was {}", "it is {}"),
    "redirects": _Words("It redirected to {}", "it redirects to {}"),
    "http_version": _Words("It spoke {}", "it speaks {}"),
}


def changes(good: Evidence, bad: Evidence) -> list[str]:
    """Of what is known on both sides: what one of them lacks was often not got so far as to be seen."""
    found = []
    for name in good:
        if name in bad and not _is_fleeting(name):
            show = _SHOWN.get(name, _value)
            before, after = show(good[name]), show(bad[name])
            if before and after and before != after:
                words = _KNOWN.get(name) or _Words(f"{_as_title(name)}: {{}} before", "now {}")
                found.append(f"{words.was.format(before)}; {words.is_now.format(after)}.")
    return found[:MOST_SENTENCES]


def _is_fleeting(name: str) -> bool:
    return name in _FLEETING or name.endswith(("_ms", "_us", "_at"))


def _as_title(name: str) -> str:
    return name.replace("_", " ").capitalize().replace("{", "").replace("}", "")


def _value(value: Json) -> str:
    if isinstance(value, list):
        return _listed([_value(item) for item in value if not isinstance(item, list | dict)])
    if isinstance(value, dict) or value is None:
        return ""
    return _cut(str(value).lower() if isinstance(value, bool) else str(value))


def _addresses(value: Json) -> str:
    """In any order: name servers change it with every answer. Kinds that try several list what each one did."""
    if not isinstance(value, list):
        return ""
    found = [one.get("address") if isinstance(one, dict) else one for one in value]
    return _listed(sorted(str(one) for one in found if one))


def _redirects(value: Json) -> str:
    if not isinstance(value, list):
        return ""
    return _listed([str(one["url"]) for one in value if isinstance(one, dict) and "url" in one])


def _certificates(value: Json) -> str:
    """The first one is the server's own."""
    leaf = value[0] if isinstance(value, list) and value else None
    if not isinstance(leaf, dict):
        return ""
    facts = [("for", leaf.get("subject")), ("by", leaf.get("issuer")), ("until", str(leaf.get("not_after") or "")[:10])]
    return " ".join(f"{word} {_cut(str(fact))}" for word, fact in facts if fact)


def _listed(values: list[str]) -> str:
    more = len(values) - _MOST_LISTED
    return ", ".join(_cut(value) for value in values[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_VALUE else line[: _LONGEST_VALUE - 1] + "…"


_SHOWN: Mapping[str, Callable[[Json], str]] = {
    "addresses": _addresses,
    "certificates": _certificates,
    "redirects": _redirects,
}
