"""What a badge says of a monitor: the words, the figures as people read them, and their colours."""

from __future__ import annotations

import math

from tocsin.badges.badge import Badge
from tocsin.badges.colours import BLUE, GREEN, GREY, RED, YELLOW
from tocsin.core.durations import in_words
from tocsin.core.verdict import Verdict
from tocsin.storage.badges import BadgeSubject

NOT_KNOWN = "n/a"
LATE = "late"
PAUSED = "paused"
PAUSED_COLOUR = "#546e7a"
MAINTENANCE = "maintenance"
MAINTENANCE_COLOUR = "#3949ab"
LATE_COLOUR = "#ff9800"

STATE_COLOURS = {Verdict.UP: GREEN, Verdict.DEGRADED: YELLOW, Verdict.DOWN: RED, Verdict.UNKNOWN: GREY}
UPTIME_COLOURS = ((0.999, GREEN), (0.99, "#8bc34a"), (0.95, YELLOW), (0.9, "#ff9800"), (0.0, RED))
CERTIFICATE_DAYS = 14
"""Fewer are a warning, unless the monitor says when it is degraded for it."""
CERTIFICATE_LAST_DAYS = 3
DAY_MS = 86_400_000
MINUTE_MS = 60_000


def state(subject: BadgeSubject) -> Badge:
    """One of `up`, `degraded`, `down`, `unknown`, `late`, `paused` and `maintenance`."""
    word, colour = state_word(subject)
    return Badge.of(subject.name, word, colour)


def state_word(subject: BadgeSubject) -> tuple[str, str]:
    """And its colour. Late, in grace, is no state of its own: a monitor is late while it is up."""
    if subject.is_paused:
        return PAUSED, PAUSED_COLOUR
    if subject.is_in_maintenance:
        return MAINTENANCE, MAINTENANCE_COLOUR
    if subject.is_late and subject.state == Verdict.UP:
        return LATE, LATE_COLOUR
    return subject.state.word, STATE_COLOURS[subject.state]


def uptime(ratio: float | None, label: str) -> Badge:
    if ratio is None:
        return Badge.of(label, NOT_KNOWN, GREY)
    return Badge.of(label, percent(ratio), uptime_colour(ratio))


def percent(ratio: float) -> str:
    """Rounded down: only what was never down is 100%."""
    hundredths = math.floor(round(ratio * 10_000, 6))
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".") + "%"


def uptime_colour(ratio: float) -> str:
    return next(colour for least, colour in UPTIME_COLOURS if ratio >= least)


def latency(microseconds: float | None, label: str, degraded_ms: int | None) -> Badge:
    """Yellow where the monitor counts so much as degraded."""
    if microseconds is None:
        return Badge.of(label, NOT_KNOWN, GREY)
    is_slow = degraded_ms is not None and microseconds > degraded_ms * 1000
    return Badge.of(label, short_time(microseconds / 1000), YELLOW if is_slow else BLUE)


def short_time(milliseconds: float) -> str:
    """Three digits or so: `0.42 ms`, `87 ms`, `1.25 s`."""
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.3g} s"
    return f"{milliseconds:.2g} ms" if milliseconds < 10 else f"{milliseconds:.0f} ms"


def certificate(subject: BadgeSubject, now: int, label: str = "certificate") -> Badge:
    """Whole days that are left."""
    if subject.certificate_expires_at is None:
        return Badge.of(label, NOT_KNOWN, GREY)
    days = days_left(subject.certificate_expires_at, now)
    if days < 0:
        return Badge.of(label, "expired", RED)
    return Badge.of(label, "1 day" if days == 1 else f"{days} days", _certificate_colour(subject, days))


def days_left(expires_at: int, now: int) -> int:
    """Negative once it has expired."""
    return (expires_at - now) // DAY_MS


def _certificate_colour(subject: BadgeSubject, days: int) -> str:
    if days < CERTIFICATE_LAST_DAYS:
        return RED
    return YELLOW if days < (subject.degraded_certificate_days or CERTIFICATE_DAYS) else GREEN


def duration(subject: BadgeSubject, label: str = "duration") -> Badge:
    """How long the last run of a job took."""
    if subject.last_duration_ms is None:
        return Badge.of(label, NOT_KNOWN, GREY)
    return Badge.of(label, run_time(subject.last_duration_ms), BLUE)


def run_time(milliseconds: int) -> str:
    """To the second from a minute up: `850 ms`, `12.3 s`, `1h30m`."""
    if milliseconds < MINUTE_MS:
        return short_time(milliseconds)
    return in_words(round(milliseconds / 1000))
