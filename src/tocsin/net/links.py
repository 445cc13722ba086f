"""Where a message leads: what becomes its buttons, or its last line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tocsin.core.alerting.announcement import Purpose
from tocsin.core.notifier import Message

_OPEN_ENDED = frozenset({Purpose.PROBLEM, Purpose.REMINDER, Purpose.WORSE, Purpose.MORE, Purpose.REFRESH})
"""What somebody may still take on."""


class Link(NamedTuple):
    label: str
    url: str


def links_of(message: Message, *, longest: int = 2048) -> list[Link]:
    """Those that there are and that are not longer than this, the most useful first."""
    links = [Link("Open incident" if message.announcement.group_id is not None else "Open Tocsin", message.url)]
    if message.announcement.purpose in _OPEN_ENDED:
        links.append(Link("Acknowledge", message.acknowledge_url))
    return [link for link in links if 0 < len(link.url) <= longest]


def beside(links: Sequence[Link], text: str) -> str:
    """The text without the lines that only say where the buttons beside it lead."""
    ends = tuple(f": {link.url}" for link in links)
    return "\n".join(line for line in text.splitlines() if not line.endswith(ends)).strip()


def in_markdown(links: Sequence[Link], body: str) -> str:
    """A line with those that the body, of which the end may be cut off, does not have."""
    return " · ".join(f"[{link.label}]({link.url})" for link in links if f"({link.url})" not in body)
