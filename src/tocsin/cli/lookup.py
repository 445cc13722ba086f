"""From what a person types to the one thing that is meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import msgspec

from tocsin.cli.client import Client, Refused, read
from tocsin.cli.failures import CommandFailed
from tocsin.cli.replies import Monitor

MONITORS = "/api/v1/monitors"
MOST_COMPARED = 500


class _Named(msgspec.Struct):
    id: int
    name: str


def monitor_path(client: Client, typed: str, *rest: str) -> str:
    """The address of a monitor given by name or id, and of what lies below it."""
    return "/".join((MONITORS, str(monitor_id(client, typed)), *rest))


def monitor_id(client: Client, typed: str) -> int:
    """Digits are an id. Raise CommandFailed, with the nearest names, when no monitor has the name."""
    if typed.isascii() and typed.isdigit():
        return int(typed)
    for item in client.each(MONITORS, {"q": typed[:200]}):
        found = read(item, _Named)
        if found.name == typed:
            return found.id
    raise CommandFailed(f"there is no monitor named {typed!r}{_near(client, typed)}")


def id_of(client: Client, path: str, noun: str, typed: str) -> int:
    """Of one of a list's items, which have names. Digits are an id. Raise CommandFailed, with the nearest names."""
    if typed.isascii() and typed.isdigit():
        return int(typed)
    names: list[str] = []
    for item in client.each(path, {}):
        found = read(item, _Named)
        if found.name == typed:
            return found.id
        names.append(found.name)
    raise CommandFailed(f"there is no {noun} named {typed!r}{_suggested(typed, names)}")


def monitor(client: Client, typed: str) -> Monitor:
    return client.get(monitor_path(client, typed)).read(Monitor)


def _near(client: Client, typed: str) -> str:
    """The end of a sentence about an unknown name. Looks at some names only: it is a courtesy."""
    names = [read(item, _Named).name for item in client.items(MONITORS, {}, MOST_COMPARED)]
    return _suggested(typed, names)


def _suggested(typed: str, names: Sequence[str]) -> str:
    near = get_close_matches(typed, names, n=3)
    return f": did you mean {' or '.join(repr(name) for name in near)}?" if near else ""


def monitor_names(client: Client, ids: Iterable[int]) -> dict[int, str]:
    """Names by id, asked for one by one; those of monitors that are gone are left out."""
    names: dict[int, str] = {}
    for one in dict.fromkeys(ids):
        try:
            names[one] = client.get(f"{MONITORS}/{one}").read(_Named).name
        except Refused as refusal:
            if refusal.status != 404:
                raise
    return names
