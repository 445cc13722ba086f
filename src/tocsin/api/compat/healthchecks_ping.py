"""The door's own dialect, which is Healthchecks' too: `/ping/<key>[/start|/fail|/log|/<exit code>]`.

With the workspace's key a slug stands between: `/ping/<key>/<slug>[/…]`; `?create=1` makes what is not there yet.
"""

from __future__ import annotations

import uuid
from http import HTTPStatus

from tocsin.api.pings.call import Call, Refused
from tocsin.api.pings.dialect import PAUSED, Dialect, Reply, Said, duration_ms, plainly, take, unknown
from tocsin.auth.ping_keys import normal
from tocsin.core.ping import Signal
from tocsin.services.ping_keys import is_slug
from tocsin.services.pings import Pings
from tocsin.storage.ping_keys import PingTarget

LARGEST_EXIT_CODE = 255
_SIGNALS = {"start": Signal.START, "fail": Signal.FAIL, "log": Signal.LOG}


async def answer(call: Call, pings: Pings) -> Reply:
    """`OK`, or `Created` for a monitor that this ping has made."""
    key = normal(call.words[0])
    if key is None:
        raise unknown()
    target, rest, is_new = await _target(call, pings, key)
    await take(call, pings, target, _said(call, rest), "http")
    if is_new:
        return Reply(HTTPStatus.CREATED, "Created")
    return Reply(HTTPStatus.OK, "OK" if target.is_enabled else PAUSED)


async def _target(call: Call, pings: Pings, key: str) -> tuple[PingTarget, list[str], bool]:
    """The monitor, the words behind it, and whether it was made just now."""
    found = await pings.targets.of_key(key)
    if isinstance(found, PingTarget):
        return found, call.words[1:], False
    if found is None or len(call.words) < 2:
        raise unknown()
    slug, rest = call.words[1], call.words[2:]
    target = await pings.targets.of_slug(found, slug) if is_slug(slug) else None
    if target is not None:
        return target, rest, False
    if call.query.get("create") != "1":
        raise unknown()
    if not is_slug(slug):
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid slug")
    _said(call, rest)  # What is malformed makes no monitor.
    made, is_new = await pings.make(found, slug)
    return made, rest, is_new


def _said(call: Call, rest: list[str]) -> Said:
    signal, exit_code = _signal(rest)
    if not call.parameters:
        return Said(signal, exit_code)
    query = call.query
    return Said(
        signal,
        exit_code,
        _run_id(query["rid"]) if "rid" in query else "",
        _duration(query["duration_ms"]) if "duration_ms" in query else None,
        query.get("message") or query.get("m", ""),
    )


def _signal(rest: list[str]) -> tuple[Signal, int | None]:
    if not rest:
        return Signal.SUCCESS, None
    word = rest[0]
    if len(rest) > 1:
        raise unknown()
    if word in _SIGNALS:
        return _SIGNALS[word], None
    if not (word.isascii() and word.isdigit()):
        raise unknown()
    if len(word) > 3 or int(word) > LARGEST_EXIT_CODE:
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid url format: an exit code is 0 to 255")
    return Signal.FAIL if int(word) else Signal.SUCCESS, int(word)


def _run_id(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid uuid format") from None


def _duration(text: str) -> int:
    found = duration_ms(text)
    if found is None:
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid duration_ms: it is a number of milliseconds")
    return found


DIALECT = Dialect("/ping/{key}", frozenset({"HEAD", "GET", "POST", "PUT"}), answer, plainly)
