"""The process that is killed: it runs the part of Tocsin that alerts, put together as `tocsin serve` does it.

Imports take seconds, a life tenths of one. So a parent that has no threads imports everything once, and forks a life
for each line that it reads: how far its clock is ahead, in milliseconds. It prints each life's process id, and, once
that has died, its exit code. Settings come from the environment.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys

import uvloop
from prometheus_client import CollectorRegistry

from tests.announcements import announcement
from tocsin.bus.memory import MemoryBus
from tocsin.cli import logs
from tocsin.cli.alarm import alerting
from tocsin.cli.key_file import secret_box
from tocsin.core.clock import SystemClock
from tocsin.core.messages import StateChanged, Topic
from tocsin.core.notifier import TextFormat
from tocsin.core.verdict import Verdict
from tocsin.notifiers import notifier_of
from tocsin.probes import pushed_kind
from tocsin.services.parts import Parts
from tocsin.settings import Settings, load
from tocsin.storage.database import Database
from tocsin.wording.message import render

PORT = 8000
READERS = 2
"""Connections cost more than anything else of a life that is this short."""
CONCLUDED_EVERY_S = 0.02
_SOMETHING = StateChanged(1, 1, 1, None, 0, Verdict.UP, Verdict.DOWN, "", "")


class LaterClock(SystemClock):
    """The machine's, so many milliseconds on: what happens between two lives need not be waited for."""

    def __init__(self, ahead_ms: int) -> None:
        self._ahead_ms = ahead_ms

    def now_ms(self) -> int:
        return super().now_ms() + self._ahead_ms


async def live(settings: Settings, ahead_ms: int) -> None:
    """Until killed."""
    bus = MemoryBus()
    database = await Database.open(settings.database, readers=READERS)
    parts = Parts(database, bus, secret_box(settings), LaterClock(ahead_ms))
    alarm = alerting(settings, parts, CollectorRegistry(), PORT)
    async with asyncio.TaskGroup() as group:
        group.create_task(alarm.run())
        group.create_task(conclude(bus))


async def conclude(bus: MemoryBus) -> None:
    """Wake alerting as ingest does when it has written something down, which here another process does."""
    while True:
        await bus.broadcast(Topic.EVENTS, _SOMETHING)
        await asyncio.sleep(CONCLUDED_EVERY_S)


def main() -> None:
    settings = load()
    secret_box(settings)
    logs.configure(settings.log_level, settings.log_format)
    pushed_kind("http")
    notifier_of("webhook")
    render(announcement(), format=TextFormat.PLAIN, dedup_key="")
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            uvloop.run(live(settings, int(line)))
            os._exit(0)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
