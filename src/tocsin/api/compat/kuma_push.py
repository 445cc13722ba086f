"""Uptime Kuma's push monitors: `/api/push/<token>?status=up|down&msg=&ping=`, with whatever method."""

from __future__ import annotations

from http import HTTPStatus

import msgspec

from tocsin.api.pings.call import Call
from tocsin.api.pings.dialect import JSON, Dialect, Reply, Said, duration_ms, monitor_of, take, unknown
from tocsin.auth.ping_keys import normal
from tocsin.core.ping import Signal
from tocsin.services.pings import Pings

NOT_FOUND = "Monitor not found or not active."


async def answer(call: Call, pings: Pings) -> Reply:
    """Anything but `up` is down, and nothing is up; `ping` is how long something took, in milliseconds."""
    key = normal(call.words[0])
    if key is None:
        raise unknown()
    target = await monitor_of(pings, key)
    if not target.is_enabled:
        raise unknown()
    query = call.query
    said = Said(
        Signal.SUCCESS if (query.get("status") or "up") == "up" else Signal.FAIL,
        duration_ms=duration_ms(query.get("ping", "")),
        message=query.get("msg", ""),
    )
    await take(call, pings, target, said, "kuma")
    return Reply(HTTPStatus.OK, '{"ok":true}', JSON)


def refuse(status: int, text: str) -> Reply:
    told = NOT_FOUND if status == HTTPStatus.NOT_FOUND else text
    return Reply(status, msgspec.json.encode({"ok": False, "msg": told}).decode(), JSON)


DIALECT = Dialect("/api/push/{token}", None, answer, refuse)
