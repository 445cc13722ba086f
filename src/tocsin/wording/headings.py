"""What stands first in a message: in a word or two, what is the matter."""

from __future__ import annotations

from tocsin.core.alerting.announcement import Announcement, Purpose
from tocsin.core.alerting.concern import Concern, Severity

_OF_CONCERNS = {
    Concern.DOWN: "Down",
    Concern.DEGRADED: "Degraded",
    Concern.CERTIFICATE: "Certificate",
    Concern.LATE: "Late",
    Concern.THRESHOLD: "Threshold",
    Concern.REGION: "Region",
    Concern.CHANNEL: "Channel",
}
_OF_PURPOSES = {
    Purpose.ACKNOWLEDGED: "Acknowledged",
    Purpose.RECOVERY: "Recovered",
    Purpose.NOTICE: "Notice",
    Purpose.TEST: "Test",
    Purpose.CANARY: "Proof of life",
}


def heading_of(said: Announcement) -> str:
    """`Down`, `Still down`, `Now down`, `Recovered`."""
    if said.purpose is Purpose.RECOVERY and said.epilogue:
        return "Closed"
    if said.purpose in _OF_PURPOSES:
        return _OF_PURPOSES[said.purpose]
    if said.is_flapping:
        return "Flapping"
    concern = _concern(said)
    if said.purpose is Purpose.REMINDER:
        return f"Still {concern.lower()}"
    if said.purpose is Purpose.WORSE:
        return f"Now {concern.lower()}"
    if said.purpose is Purpose.MORE:
        return f"Now {said.total:,} {concern.lower()}"
    return concern


def _concern(said: Announcement) -> str:
    """Of the worst incident, the first of them."""
    worst = sorted(said.incidents, key=lambda one: one.severity is not Severity.CRITICAL)
    return _OF_CONCERNS[worst[0].concern] if worst else said.severity.value.capitalize()
