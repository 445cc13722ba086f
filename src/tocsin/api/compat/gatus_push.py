"""Gatus' external endpoints: `POST /api/v1/endpoints/<group>_<name>/external?success=true|false&error=&duration=10s`.

The key in the path is a monitor's slug; the token is that monitor's ping key, or its workspace's.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from tocsin.api.pings.call import Call, Refused
from tocsin.api.pings.dialect import LARGEST_DURATION_MS, Dialect, Reply, Said, plainly, take, unknown
from tocsin.auth.ping_keys import normal
from tocsin.core.ping import Signal
from tocsin.services.ping_keys import is_slug
from tocsin.services.pings import Pings
from tocsin.storage.ping_keys import PingTarget

_SUCCESS = {"true": Signal.SUCCESS, "false": Signal.FAIL}
_UNIT_MS = {"ns": 1e-6, "us": 1e-3, "µs": 1e-3, "μs": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4, "h": 3.6e6}
_PART = r"(\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})(ns|us|µs|μs|ms|s|m|h)"
_DURATION = re.compile(rf"\+?(?:{_PART}){{1,10}}", re.ASCII)
_PARTS = re.compile(_PART, re.ASCII)


async def answer(call: Call, pings: Pings) -> Reply:
    """An empty answer is a good one."""
    target = await _target(call, pings)
    await take(call, pings, target, _said(call), "gatus")
    return Reply(HTTPStatus.OK, "")


async def _target(call: Call, pings: Pings) -> PingTarget:
    """Whoever has no valid token learns nothing but that."""
    scheme, _, token = call.header(b"authorization").partition(" ")
    key = normal(token.strip()) if scheme.lower() == "bearer" else None
    found = await pings.targets.of_key(key) if key is not None else None
    if found is None:
        challenge = ("www-authenticate", 'Bearer realm="tocsin"')
        raise Refused(HTTPStatus.UNAUTHORIZED, "invalid token", headers=[challenge])
    slug = call.words[0]
    if isinstance(found, PingTarget):
        target = found if found.slug == slug else None
    else:
        target = await pings.targets.of_slug(found, slug) if is_slug(slug) else None
    if target is None:
        raise unknown()
    return target


def _said(call: Call) -> Said:
    query = call.query
    signal = _SUCCESS.get(query.get("success", ""))
    if signal is None:
        raise Refused(HTTPStatus.BAD_REQUEST, "missing or invalid success value: it is true or false")
    duration = query.get("duration")
    return Said(signal, duration_ms=_milliseconds(duration) if duration else None, message=query.get("error", ""))


def _milliseconds(text: str) -> int:
    """Of a duration as Go writes it: `1m30s`, `150ms`."""
    found = sum(float(number) * _UNIT_MS[unit] for number, unit in _PARTS.findall(text))
    if not _DURATION.fullmatch(text) or found > LARGEST_DURATION_MS:
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid duration: it is written as 10s, 150ms or 1m30s")
    return round(found)


DIALECT = Dialect("/api/v1/endpoints/{key}/external", frozenset({"POST"}), answer, plainly)
