"""Time zones by their names in the IANA database, and what was probably meant by a name that is not there."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

LONGEST_NAME = 64
_LONGEST_ABBREVIATION = 4
_NOT_PLACES = {"localtime", "Factory", "posixrules"}
"""Files beside the zones on some machines: the first is whatever that machine is set to."""


@cache
def zone_names() -> frozenset[str]:
    """Every name that `time_zone` takes."""
    return frozenset(available_timezones() - _NOT_PLACES)


def time_zone(name: str) -> ZoneInfo:
    """Raise ValueError with the end of a sentence for a name that the IANA database does not have, case included."""
    if name not in zone_names():
        raise ValueError(f"must name a time zone such as UTC or Europe/Berlin, got {_shown(name)}{_meant(name)}")
    return ZoneInfo(name)


def _meant(name: str) -> str:
    """A guess for a wrong case, a place alone, or a slip; not for CEST or UTC+2, which no place is near to."""
    if len(name) > LONGEST_NAME:
        return ""
    wanted = name.strip().replace(" ", "_").lower()
    places = {zone.lower(): zone for zone in sorted(zone_names())}
    places = {place.rpartition("/")[2]: zone for place, zone in places.items()} | places
    is_place = len(wanted) > _LONGEST_ABBREVIATION and not any(letter.isdigit() for letter in wanted)
    close = get_close_matches(wanted, places, n=1, cutoff=0.75) if is_place else []
    found = places.get(wanted) or (places[close[0]] if close else None)
    return "" if found is None else f": did you mean {found}?"


def _shown(name: str) -> str:
    return repr(name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME] + "…")
