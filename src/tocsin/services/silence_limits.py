"""How much the silences of one workspace may name together: each of it is tried on every monitor and incident."""

from __future__ import annotations

from tocsin.core.alerting.match import Match
from tocsin.core.errors import Conflict
from tocsin.storage.database import Connection
from tocsin.storage.silences import SilenceRepository

MOST_WORDS = 1000
"""Patterns of names, and tags."""
MOST_MONITORS = 20_000


async def require_room(
    connection: Connection, workspace_id: int, match: Match, now: int, *, besides: int | None = None
) -> None:
    """For this one too, beside those that are not over. `besides`: the one that it replaces. Hold the workspace.

    Raise Conflict.
    """
    live = [*await SilenceRepository(connection).live_matches(workspace_id, now, besides=besides), match]
    words, monitors = sum(map(_words, live)), sum(len(one.monitor_ids) for one in live)
    if words > MOST_WORDS:
        raise Conflict(_said(words, "patterns of names and tags", MOST_WORDS))
    if monitors > MOST_MONITORS:
        raise Conflict(_said(monitors, "monitors", MOST_MONITORS))


def _words(match: Match) -> int:
    return len(match.names) + len(match.tags) + len(match.any_tags) + len(match.without_tags)


def _said(number: int, what: str, most: int) -> str:
    return f"All silences and maintenance windows together would name {number} {what}, and may {most}: end some."
