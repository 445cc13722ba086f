"""Silences and maintenance windows: what they match is not told while they hold."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.core.actor_names import spoken
from tocsin.core.alerting.match import Subject, misfit
from tocsin.core.alerting.silence import Occurrence, SilenceKind
from tocsin.core.alerting.trace import Outcome, Ruling, Stage
from tocsin.core.clock import to_datetime

_SAID = {SilenceKind.SILENCE: "Silenced", SilenceKind.MAINTENANCE: "In maintenance"}
_REASONS = {SilenceKind.SILENCE: "silenced", SilenceKind.MAINTENANCE: "maintenance"}


def mute(subject: Subject, occurrences: Iterable[Occurrence], now: int) -> Ruling:
    """HOLD by the one that ends last of those that hold now and match; looked at again when it ends."""
    holding = [one for one in occurrences if one.start <= now < one.end and misfit(one.match, subject) is None]
    if not holding:
        said = "No silence and no maintenance window matches it."
        return Ruling(Stage.MUTE, Outcome.PASS, "not_silenced", said)
    longest = max(holding, key=lambda one: (one.end, one.silence_id))
    return Ruling(
        Stage.MUTE,
        Outcome.HOLD,
        _REASONS[longest.kind],
        _sentence(longest),
        held_by=held_by(longest.silence_id),
        look_at=longest.end,
    )


def held_by(silence_id: int) -> str:
    """What alerts that a silence holds say of it."""
    return f"silence:{silence_id}"


def _sentence(one: Occurrence) -> str:
    until = to_datetime(one.end).strftime("%Y-%m-%d %H:%M UTC")
    by = f" by {spoken(one.created_by)}" if one.created_by else ""
    comment = f": {one.comment.rstrip('.')}" if one.comment else ""
    return f"{_SAID[one.kind]} until {until}{by}{comment}."
