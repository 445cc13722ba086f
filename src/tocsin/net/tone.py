"""How an announcement sounds: for places that show it by a colour, an icon or a priority."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from tocsin.core.alerting.announcement import Announcement, Purpose
from tocsin.core.alerting.concern import Severity


class Tone(StrEnum):
    """From the loudest to the quietest."""

    ALARM = "alarm"
    WARNING = "warning"
    WELL = "well"
    """It is over."""
    NEWS = "news"
    """Nobody has to do anything."""


COLOURS: Mapping[Tone, str] = MappingProxyType(
    {Tone.ALARM: "#d32f2f", Tone.WARNING: "#f9a825", Tone.WELL: "#2e7d32", Tone.NEWS: "#1976d2"}
)
_NEWS = frozenset({Purpose.ACKNOWLEDGED, Purpose.NOTICE, Purpose.TEST, Purpose.CANARY})


def tone_of(told: Announcement) -> Tone:
    if told.purpose is Purpose.RECOVERY:
        return Tone.WELL
    if told.purpose in _NEWS:
        return Tone.NEWS
    return Tone.ALARM if told.severity is Severity.CRITICAL else Tone.WARNING
