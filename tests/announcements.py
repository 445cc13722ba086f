"""Announcements and messages, made in one line."""

from __future__ import annotations

from typing import Any

from tocsin.core.alerting.announcement import Announcement, Purpose, ToldIncident
from tocsin.core.alerting.concern import Concern, Severity
from tocsin.core.notifier import Message
from tocsin.core.transition import RegionWhy
from tocsin.core.verdict import Verdict

STARTED_AT = 1_795_300_000_000
NOW = STARTED_AT + 200_000
URL = "https://tocsin.example/incidents/7"
ACKNOWLEDGE_URL = "https://tocsin.example/acknowledge/a-signed-word"


def told(number: int = 1, **changes: Any) -> ToldIncident:
    """`web-1`, which is down since STARTED_AT, as two regions say."""
    refused = RegionWhy("eu-west", Verdict.DOWN, STARTED_AT, "connect_refused", "The connection was refused.", False)
    fields: dict[str, Any] = {
        "incident_id": 100 + number,
        "monitor_id": number,
        "monitor": f"web-{number}",
        "kind": "http",
        "target": f"web-{number}.example.com",
        "tags": ("env:prod", "team:shop"),
        "severity": Severity.CRITICAL,
        "concern": Concern.DOWN,
        "state": "down",
        "started_at": STARTED_AT,
        "reason": "confirmed_failure",
        "summary": "Down in 2 of 2 regions: the connection was refused.",
        "regions": (refused, RegionWhy("us-east", Verdict.DOWN, STARTED_AT, "timeout", "No answer in 10 s.", False)),
        "changes": ("The address was 192.0.2.7, and is 192.0.2.9.",),
        "runbook_url": "https://wiki.example/web",
    }
    return ToldIncident(**(fields | changes))


def announcement(purpose: Purpose = Purpose.PROBLEM, **changes: Any) -> Announcement:
    """About `web-1`; recovered, if that is the purpose."""
    has_ended = purpose is Purpose.RECOVERY
    has_none = purpose in {Purpose.NOTICE, Purpose.TEST, Purpose.CANARY}
    fields: dict[str, Any] = {
        "purpose": purpose,
        "severity": Severity.CRITICAL,
        "thread": "group:7",
        "at": NOW,
        "workspace": "Example",
        "policy": "Everything",
        "step": 1,
        "note": "The region eu-west looks offline." if has_none else "",
        "total": 0 if has_none else 1,
        "group_id": None if has_none else 7,
        "incidents": () if has_none else (told(ended_at=NOW if has_ended else None),),
    }
    return Announcement(**(fields | changes))


def message(purpose: Purpose = Purpose.PROBLEM, **changes: Any) -> Message:
    """As it reaches a notifier."""
    fields: dict[str, Any] = {
        "announcement": announcement(purpose),
        "dedup_key": f"group:7:{purpose}:1.0:channel:3",
        "title": "Down: web-1",
        "body": "web-1 is down since 12:00.",
        "text": "web-1 is down since 12:00.",
        "url": URL,
        "acknowledge_url": ACKNOWLEDGE_URL,
    }
    return Message(**(fields | changes))
