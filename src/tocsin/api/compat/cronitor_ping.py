"""Cronitor's telemetry: `/p/<workspace's key>/<slug>?state=run|complete|fail|ok`."""

from __future__ import annotations

from http import HTTPStatus

from tocsin.api.pings.call import Call, Refused
from tocsin.api.pings.dialect import (
    LONGEST_RUN_ID,
    PAUSED,
    Dialect,
    Reply,
    Said,
    duration_ms,
    plainly,
    take,
    unknown,
)
from tocsin.auth.ping_keys import normal
from tocsin.core.ping import Signal
from tocsin.services.ping_keys import is_slug
from tocsin.services.pings import Pings
from tocsin.storage.ping_keys import PingTarget

_STATES = {"run": Signal.START, "complete": Signal.SUCCESS, "ok": Signal.SUCCESS, "fail": Signal.FAIL}
_DURATION = "duration:"
LARGEST_STATUS_CODE = 65_535


async def answer(call: Call, pings: Pings) -> Reply:
    """Without a state it is a sign of life. `series` pairs the beginning of a run with its end."""
    target = await _target(call, pings)
    await take(call, pings, target, _said(call), "cronitor")
    return Reply(HTTPStatus.OK, "OK" if target.is_enabled else PAUSED)


async def _target(call: Call, pings: Pings) -> PingTarget:
    key, slug = normal(call.words[0]), call.words[1]
    workspace = await pings.targets.of_key(key) if key is not None else None
    if not isinstance(workspace, int) or not is_slug(slug):
        raise unknown()
    target = await pings.targets.of_slug(workspace, slug)
    if target is None:
        raise unknown()
    return target


def _said(call: Call) -> Said:
    query = call.query
    signal = _STATES.get(query.get("state") or "ok")
    if signal is None:
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid state: it is one of run, complete, fail and ok")
    code = query.get("status_code", "")
    metrics = [value for name, value in call.parameters if name == "metric" and value.startswith(_DURATION)]
    return Said(
        signal,
        int(code) if _is_code(code) else None,
        query.get("series", "")[:LONGEST_RUN_ID].replace("\x00", ""),
        duration_ms(metrics[0].removeprefix(_DURATION), 1000.0) if metrics else None,
        query.get("message") or query.get("msg", ""),
    )


def _is_code(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= LARGEST_STATUS_CODE


DIALECT = Dialect("/p/{key}/{monitor}", frozenset({"HEAD", "GET", "POST", "PUT"}), answer, plainly)
