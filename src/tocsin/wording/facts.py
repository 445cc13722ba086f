"""What templates may speak of: an announcement, as names that are documented in `docs/how-to/word-your-messages.md`."""

from __future__ import annotations

import re

from tocsin.core.actor_names import spoken
from tocsin.core.alerting.announcement import Announcement, Purpose, ToldIncident
from tocsin.core.alerting.concern import Concern, Severity
from tocsin.core.transition import RegionWhy
from tocsin.wording.headings import heading_of
from tocsin.wording.values import Count, Duration, Facts, Link, Moment, Value

LONGEST_FACT = 1000
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")


def facts_of(announcement: Announcement, *, url: str, acknowledge_url: str) -> Facts:
    """Of one without incidents `incident` is there all the same, its facts empty: a template may always name them."""
    said = announcement
    incidents: list[Value] = [_incident(one, said.at) for one in said.incidents]
    total = max(said.total, len(incidents))
    return Facts(
        "a message",
        {
            "purpose": said.purpose.value,
            "severity": said.severity.value,
            "heading": heading_of(said),
            "workspace": _line(said.workspace),
            "policy": _line(said.policy),
            "step": said.step,
            "at": Moment(said.at),
            "cause": _line(said.cause),
            "note": _line(said.note),
            "total": Count(total),
            "others": Count(max(0, total - 1)),
            "unlisted": Count(total - len(incidents)),
            "is_flapping": said.is_flapping,
            "acknowledged_by": _line(spoken(said.acknowledged_by)),
            "epilogue": _line(said.epilogue),
            "since": Moment(min((one.started_at for one in said.incidents), default=said.at)),
            "duration": Duration(_lasted(said)),
            "incident": incidents[0] if incidents else _NO_INCIDENT,
            "incidents": incidents,
            "url": Link.of(url),
            "acknowledge_url": Link.of(acknowledge_url),
        },
    )


def _incident(told: ToldIncident, at: int) -> Facts:
    return Facts(
        "an incident",
        {
            "id": told.incident_id,
            "monitor": _line(told.monitor),
            "monitor_id": told.monitor_id,
            "kind": _line(told.kind),
            "target": _line(told.target),
            "tags": [_line(tag) for tag in told.tags],
            "severity": told.severity.value,
            "concern": told.concern.value,
            "state": _line(told.state),
            "started_at": Moment(told.started_at),
            "ended_at": None if told.ended_at is None else Moment(told.ended_at),
            "duration": Duration(_end(told, at) - told.started_at),
            "reason": _line(told.reason),
            "summary": _line(told.summary),
            "regions": [_region(region) for region in told.regions],
            "changes": [_line(change) for change in told.changes],
            "runbook_url": Link.of(told.runbook_url or ""),
            "rule": _line(told.rule or ""),
        },
    )


def _region(why: RegionWhy) -> Facts:
    return Facts(
        "a region",
        {
            "region": _line(why.region),
            "state": why.level.word,
            "seen_at": Moment(why.last_at),
            "error": why.error or "",
            "message": _line(why.message),
            "is_suspect": why.is_suspect,
        },
    )


def _lasted(said: Announcement) -> int:
    if not said.incidents:
        return 0
    return max(_end(one, said.at) for one in said.incidents) - min(one.started_at for one in said.incidents)


def _end(told: ToldIncident, at: int) -> int:
    return max(told.started_at, at if told.ended_at is None else told.ended_at)


def _line(text: str) -> str:
    line = _BLANKS.sub(" ", text).strip()
    return line if len(line) <= LONGEST_FACT else f"{line[: LONGEST_FACT - 1].rstrip()}…"


def _blank(value: Value) -> Value:
    return [] if isinstance(value, list) else ""


_NOBODY = ToldIncident(
    incident_id=0,
    monitor_id=0,
    monitor="",
    kind="",
    target="",
    severity=Severity.WARNING,
    concern=Concern.DOWN,
    state="",
    started_at=0,
    reason="",
    summary="",
)
_NO_INCIDENT = Facts("an incident", {name: _blank(value) for name, value in _incident(_NOBODY, 0).items()})

_NOTHING = Announcement(purpose=Purpose.TEST, severity=Severity.WARNING, thread="", at=0)
FACTS = frozenset(facts_of(_NOTHING, url="", acknowledge_url=""))
"""What each announcement's are called."""
