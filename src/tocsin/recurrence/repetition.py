"""Recurrence rules as RFC 5545 writes them (`FREQ=WEEKLY;BYDAY=SU`), as far as windows of time need them.

Rules come from users: every part is bounded, and what could not be followed in bounded time is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

LONGEST_RULE = 300
MOST_COUNT = 1000
MOST_TIMES = 24
"""Times of day: what recurs more often than hourly is no window."""
FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LONGEST_INTERVALS = {"YEARLY": 12, "MONTHLY": 144, "WEEKLY": 520, "DAILY": 3650}
_PARTS = (
    *("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"),
    *("BYMONTH", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE", "BYSETPOS"),
)
_MOST_NUMBERED = {"YEARLY": 53, "MONTHLY": 5}
_SELECTING = ("YEARLY", "MONTHLY")
_LONGEST_SHOWN = 40
_NUMBER = re.compile(r"[+-]?[0-9]{1,6}", re.ASCII)
_WEEKDAY = re.compile(rf"([+-]?[0-9]{{1,2}})?({'|'.join(WEEKDAYS)})", re.ASCII)
_UNTIL = re.compile(r"[0-9]{8}(T[0-9]{6}Z?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Until:
    """No occurrence starts later: as the clock of the rule's zone reads, or in UTC."""

    reading: datetime
    is_utc: bool


@dataclass(frozen=True, slots=True)
class Repetition:
    """A rule that was found to be good. `weekdays` are (0 or which one of the period, 0 for Monday)."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: Until | None = None
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0


@lru_cache(maxsize=1024)
def repetition(text: str) -> Repetition:
    """Raise ValueError with the end of a sentence that tells which part is wrong. `RRULE:` may stand before it."""
    if len(text) > LONGEST_RULE:
        raise ValueError(f"must have at most {LONGEST_RULE} characters, got {len(text)}")
    parts = _parts(text.strip().upper().removeprefix("RRULE:"))
    frequency = parts.get("FREQ")
    if frequency not in FREQUENCIES:
        raise ValueError(f"must have as FREQ one of {', '.join(FREQUENCIES)}, got {_shown(frequency or 'none')}")
    found = Repetition(
        frequency=frequency,
        interval=_one(parts, "INTERVAL", _LONGEST_INTERVALS[frequency]) or 1,
        count=_one(parts, "COUNT", MOST_COUNT),
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        months=_numbers(parts, "BYMONTH", 1, 12),
        month_days=_numbers(parts, "BYMONTHDAY", -31, 31),
        weekdays=_weekdays(parts.get("BYDAY"), frequency),
        hours=_numbers(parts, "BYHOUR", 0, 23),
        minutes=_numbers(parts, "BYMINUTE", 0, 59),
        positions=_numbers(parts, "BYSETPOS", -366, 366),
        week_start=_weekday(parts.get("WKST", "MO"), "WKST", numbered=0)[1],
    )
    _require_sound(found)
    return found


def _parts(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value:
            raise ValueError(f"must be parts like FREQ=WEEKLY;BYDAY=SU, got {_shown(part)}")
        if name not in _PARTS:
            raise ValueError(f"may have as parts {', '.join(_PARTS)}, got {_shown(name)}")
        if name in found:
            raise ValueError(f"must have {name} once, got it twice")
        found[name] = value
    return found


def _one(parts: dict[str, str], name: str, most: int) -> int | None:
    if name not in parts:
        return None
    if not _NUMBER.fullmatch(parts[name]) or not 1 <= int(parts[name]) <= most:
        raise ValueError(f"must have as {name} a number of 1 to {most}, got {_shown(parts[name])}")
    return int(parts[name])


def _numbers(parts: dict[str, str], name: str, low: int, high: int) -> tuple[int, ...]:
    """Where values count from either end there is no 0."""
    found = []
    for value in parts[name].split(",") if name in parts else ():
        if not _NUMBER.fullmatch(value) or not low <= int(value) <= high or (low < 0 and int(value) == 0):
            ends = f"1 to {high} or -1 to {low}" if low < 0 else f"{low} to {high}"
            raise ValueError(f"must have as {name} numbers of {ends}, got {_shown(value)}")
        found.append(int(value))
    return tuple(sorted(set(found)))


def _weekdays(value: str | None, frequency: str) -> tuple[tuple[int, int], ...]:
    if value is None:
        return ()
    numbered = _MOST_NUMBERED.get(frequency, 0)
    return tuple(sorted({_weekday(day, "BYDAY", numbered=numbered) for day in value.split(",")}))


def _weekday(day: str, name: str, *, numbered: int) -> tuple[int, int]:
    found = _WEEKDAY.fullmatch(day)
    if found is None:
        raise ValueError(f"must have as {name} days such as {', '.join(WEEKDAYS)}, got {_shown(day)}")
    number = 0 if found[1] is None else int(found[1])
    if found[1] is not None and not 1 <= abs(number) <= numbered:
        allowed = f"numbers of 1 to {numbered} or -1 to -{numbered}" if numbered else "no numbers"
        raise ValueError(f"must have with the days of {name} {allowed}, got {_shown(day)}")
    return number, WEEKDAYS.index(found[2])


def _until(value: str) -> Until:
    """A date alone means the whole day."""
    if _UNTIL.fullmatch(value):
        plain = value.removesuffix("Z")
        try:
            reading = datetime.strptime(plain if "T" in plain else f"{plain}T235959", "%Y%m%dT%H%M%S")  # noqa: DTZ007
        except ValueError:
            pass
        else:
            return Until(reading, is_utc=value.endswith("Z"))
    raise ValueError(f"must have as UNTIL a moment like 20270131T180000Z or 20270131, got {_shown(value)}")


def _require_sound(found: Repetition) -> None:
    """What RFC 5545, 3.3.10, says may not stand together, and how many times a day."""
    chooses = bool(found.positions)
    times = max(1, len(found.hours)) * max(1, len(found.minutes))
    faults = {
        "must have COUNT or UNTIL, got both": found.count is not None and found.until is not None,
        "must not have BYMONTHDAY with FREQ=WEEKLY": found.frequency == "WEEKLY" and bool(found.month_days),
        "must have FREQ=MONTHLY or FREQ=YEARLY for BYSETPOS": chooses and found.frequency not in _SELECTING,
        "must have BYDAY or BYMONTHDAY for BYSETPOS": chooses and not (found.weekdays or found.month_days),
        "must not have BYSETPOS with BYHOUR or BYMINUTE": chooses and bool(found.hours or found.minutes),
        f"must name at most {MOST_TIMES} times of day, got {times}": times > MOST_TIMES,
    }
    for sentence, is_so in faults.items():
        if is_so:
            raise ValueError(sentence)


def _shown(value: str) -> str:
    return repr(value if len(value) <= _LONGEST_SHOWN else value[:_LONGEST_SHOWN] + "…")
