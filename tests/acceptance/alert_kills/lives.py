"""Lives of the part that alerts, one after the other on the same database, each ended by SIGKILL."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[3]
SECONDS = 60.0


class Lives:
    """At most one at a time. `owner`: as which the present one, or the last, holds what it sends."""

    def __init__(self, parent: Process) -> None:
        self._parent = parent
        self._ahead_ms = 0
        self._pid: int | None = None
        self.owner = ""

    def now_ms(self) -> int:
        """What its clock says."""
        return time.time_ns() // 1_000_000 + self._ahead_ms

    def let_pass(self, seconds: float) -> None:
        """Before the next life begins."""
        self._ahead_ms += round(seconds * 1000)

    async def begin(self) -> None:
        assert self._parent.stdin is not None
        self._parent.stdin.write(f"{self._ahead_ms}\n".encode())
        self._pid = await self._answer()
        self.owner = f"{socket.gethostname()}:{self._pid}"

    async def kill(self) -> None:
        """As the kernel does when memory is short: no goodbye. It must have lived until then."""
        assert self._pid is not None
        os.kill(self._pid, signal.SIGKILL)
        self._pid = None
        assert await self._answer() == -signal.SIGKILL

    async def end(self) -> None:
        """However far it came. Without its parent a life would go on."""
        if self._pid is not None:
            await self.kill()
        await self._parent.communicate(b"")

    async def _answer(self) -> int:
        assert self._parent.stdout is not None
        async with asyncio.timeout(SECONDS):
            return int(await self._parent.stdout.readline())


@asynccontextmanager
async def lives(environment: Mapping[str, str], log: Path) -> AsyncIterator[Lives]:
    """`log`: where they complain."""
    program = (sys.executable, "-m", "tests.acceptance.alert_kills.one_life")
    with log.open("wb") as complaints:
        parent = await asyncio.create_subprocess_exec(
            *program, cwd=ROOT, env=environment, stdin=PIPE, stdout=PIPE, stderr=complaints
        )
    made = Lives(parent)
    try:
        yield made
    finally:
        await made.end()
