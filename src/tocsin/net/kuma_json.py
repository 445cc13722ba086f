"""A message as Uptime Kuma's webhooks send it (`server/notification-providers/webhook.js`), for what reads those."""

from __future__ import annotations

from tocsin.core.clock import to_datetime
from tocsin.core.notifier import Message
from tocsin.core.result import Json

_UP, _DOWN = 1, 0
_WORDS = {_UP: "✅ Up", _DOWN: "🔴 Down"}


def kuma_json(message: Message) -> dict[str, Json]:
    """Of a group the first monitor. A test has neither monitor nor heartbeat in Uptime Kuma either."""
    told = message.announcement
    if not told.incidents:
        return {"heartbeat": None, "monitor": None, "msg": message.text}
    first = told.incidents[0]
    status = _DOWN if first.ended_at is None else _UP
    at = f"{to_datetime(told.at):%Y-%m-%d %H:%M:%S}"
    heartbeat: dict[str, Json] = {
        "monitorID": first.monitor_id,
        "status": status,
        "time": f"{at}.{told.at % 1000:03d}",
        "msg": first.summary,
        "ping": None,
        "important": True,
        "duration": (told.at - first.started_at) // 1000,
        "timezone": "UTC",
        "timezoneOffset": "+00:00",
        "localDateTime": at,
    }
    monitor: dict[str, Json] = {
        "id": first.monitor_id,
        "name": first.monitor,
        "type": first.kind,
        "url": first.target,
        "hostname": first.target,
        "active": True,
        "tags": [{"name": tag, "value": ""} for tag in first.tags],
    }
    words = message.text if told.total > 1 else first.summary
    return {"heartbeat": heartbeat, "monitor": monitor, "msg": f"[{first.monitor}] [{_WORDS[status]}] {words}"}
