"""A message on its way, over the real client, to a server of the test's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest

from tests.announcements import announcement, message, told
from tests.servers.http import answer
from tests.servers.tcp import closed_port, hanging_up, serve_tcp, silent
from tests.unit.notifiers.far_side import LOOPBACK_ONLY, ClosedPostOffice
from tocsin.core.alerting.announcement import Announcement
from tocsin.core.notifier import DeliveryFailed, Message, Notifier, NotifierConfig, Receipt, Tools
from tocsin.core.plugins import Deadline
from tocsin.net.web_client import WebClient

N = TypeVar("N", bound=Notifier[Any])

HOSTILE = (
    "</b></title><script>alert(1)</script> & \" ' **bold** [x](javascript:x) `x` _x_\r\nBcc: eve@example.net\n\n"
    "\x00\x1b[31m \u202eevil \u2028 🔥 👩‍👩‍👧 ü 日本 "
)
HOSTILE_AND_LONG = (HOSTILE * 100)[:10_000]
BAD_ANSWERS = {
    "garbage": answer(b"\x00\xff<html>Welcome to nginx!</html>"),
    "nothing": answer(b""),
    "other json": answer(b'[{"ok": "maybe"}]'),
    "broken": answer(b"oops", status="500 Internal Server Error"),
    "busy": answer(b"", status="503 Service Unavailable"),
}


@asynccontextmanager
async def ready(kind: type[N]) -> AsyncIterator[N]:
    client = WebClient(LOOPBACK_ONLY)
    notifier = kind(Tools(client, ClosedPostOffice(), LOOPBACK_ONLY))
    try:
        yield notifier
    finally:
        await notifier.aclose()
        await client.aclose()


async def send(kind: type[N], config: NotifierConfig, what: Message, *, seconds: float = 5.0) -> Receipt:
    async with ready(kind) as notifier:
        return await notifier.send(config, what, Deadline.after(seconds))


async def failure(kind: type[N], config: NotifierConfig, what: Message, *, seconds: float = 5.0) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failed:
        await send(kind, config, what, seconds=seconds)
    return failed.value


def of_three_thousand() -> Announcement:
    return announcement(incidents=tuple(told(number) for number in range(50)), total=3000)


def hostile() -> Message:
    """Every text that strangers write is as bad as it may be."""
    texts: dict[str, Any] = dict.fromkeys(("monitor", "target", "summary", "reason", "state"), HOSTILE_AND_LONG)
    incident = told(**texts, tags=(HOSTILE_AND_LONG,), changes=(HOSTILE_AND_LONG,))
    bad = announcement(incidents=(incident,) * 50, total=50, workspace=HOSTILE, policy=HOSTILE, cause=HOSTILE_AND_LONG)
    return message(announcement=bad, title=HOSTILE_AND_LONG, body=HOSTILE_AND_LONG, text=HOSTILE_AND_LONG)


async def fails_for_now_without_a_far_side(kind: type[N], config_at: Callable[[str], NotifierConfig]) -> None:
    """A far side that is not there, hangs up or says nothing is tried again."""
    failures = [await failure(kind, config_at(f"http://127.0.0.1:{closed_port()}"), message())]
    async with serve_tcp(hanging_up) as port:
        failures.append(await failure(kind, config_at(f"http://127.0.0.1:{port}"), message()))
    async with serve_tcp(silent) as port:
        failures.append(await failure(kind, config_at(f"http://127.0.0.1:{port}"), message(), seconds=0.1))
    assert [failed.is_permanent for failed in failures] == [False, False, False]
    assert all(failed.answer for failed in failures)
