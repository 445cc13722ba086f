"""What badges say."""

from __future__ import annotations

import msgspec
import pytest

from tocsin.badges.colours import BLUE, GREEN, GREY, RED, YELLOW
from tocsin.core.verdict import Verdict
from tocsin.services import badge_words
from tocsin.services.badge_words import DAY_MS, LATE_COLOUR, PAUSED_COLOUR
from tocsin.storage.badges import BadgeSubject

NOW = 1_700_000_000_000
SUBJECT = BadgeSubject(id=1, workspace_id=1, name="shop", is_public=True, is_paused=False, state=Verdict.UP)


def subject(**changes: object) -> BadgeSubject:
    return msgspec.structs.replace(SUBJECT, **changes)


@pytest.mark.parametrize(
    ("state", "word", "color"),
    [
        (Verdict.UP, "up", GREEN),
        (Verdict.DEGRADED, "degraded", YELLOW),
        (Verdict.DOWN, "down", RED),
        (Verdict.UNKNOWN, "unknown", GREY),
    ],
)
def test_a_state_has_its_word_and_its_colour(state: Verdict, word: str, color: str) -> None:
    badge = badge_words.state(subject(state=state))
    assert (badge.label, badge.message, badge.color) == ("shop", word, color)


def test_what_is_paused_says_so_whatever_it_was() -> None:
    assert badge_words.state_word(subject(is_paused=True, state=Verdict.DOWN)) == ("paused", PAUSED_COLOUR)


def test_late_is_a_word_while_it_is_up() -> None:
    assert badge_words.state_word(subject(is_late=True)) == ("late", LATE_COLOUR)


def test_what_is_late_and_down_is_down() -> None:
    assert badge_words.state_word(subject(is_late=True, state=Verdict.DOWN))[0] == "down"


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (1.0, "100%"),
        (0.99999, "99.99%"),
        (0.9995, "99.95%"),
        (0.999, "99.9%"),
        (0.29, "29%"),
        (0.0, "0%"),
    ],
)
def test_uptime_is_rounded_down(ratio: float, text: str) -> None:
    assert badge_words.percent(ratio) == text


def test_nothing_known_is_not_nought() -> None:
    assert badge_words.uptime(None, "uptime").message == "n/a"


@pytest.mark.parametrize(("ratio", "color"), [(1.0, GREEN), (0.97, YELLOW), (0.5, RED), (0.0, RED)])
def test_uptime_has_the_colour_that_it_deserves(ratio: float, color: str) -> None:
    assert badge_words.uptime(ratio, "uptime").color == color


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [(0.421, "0.42 ms"), (8.9, "8.9 ms"), (86.6, "87 ms"), (1250, "1.25 s"), (12_345, "12.3 s")],
)
def test_a_short_time_has_few_digits(milliseconds: float, text: str) -> None:
    assert badge_words.short_time(milliseconds) == text


def test_latency_is_yellow_where_the_monitor_counts_it_as_degraded() -> None:
    assert badge_words.latency(501_000, "latency", 500).color == YELLOW
    assert badge_words.latency(499_000, "latency", 500).color == BLUE


@pytest.mark.parametrize(
    ("left_ms", "text", "color"),
    [
        (90 * DAY_MS, "90 days", GREEN),
        (10 * DAY_MS, "10 days", YELLOW),
        (2 * DAY_MS - 1, "1 day", RED),
        (DAY_MS - 1, "0 days", RED),
        (-1, "expired", RED),
    ],
)
def test_a_certificate_has_whole_days_left(left_ms: int, text: str, color: str) -> None:
    badge = badge_words.certificate(subject(certificate_expires_at=NOW + left_ms), NOW)
    assert (badge.message, badge.color) == (text, color)


def test_a_certificate_is_yellow_when_the_monitor_says_so() -> None:
    expiring = subject(certificate_expires_at=NOW + 20 * DAY_MS, degraded_certificate_days=30)
    assert badge_words.certificate(expiring, NOW).color == YELLOW


@pytest.mark.parametrize(("ms", "text"), [(850, "850 ms"), (12_300, "12.3 s"), (60_000, "1m"), (5_400_400, "1h30m")])
def test_a_job_took_a_time_that_people_read(ms: int, text: str) -> None:
    assert badge_words.duration(subject(last_duration_ms=ms)).message == text


def test_without_a_certificate_or_a_run_there_is_nothing_to_say() -> None:
    assert badge_words.certificate(SUBJECT, NOW).message == "n/a"
    assert badge_words.duration(SUBJECT).message == "n/a"
