"""Where the messages arrive: a far side that takes a moment to answer, so that many are under way at once."""

from __future__ import annotations

import asyncio
import json
import random
from asyncio import StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.servers.http import Request, answer, serve_http

LONGEST_PAUSE_S = 0.05


@dataclass(frozen=True)
class Said:
    """One request. `to`: the path of the channel's URL."""

    to: str
    webhook_id: str
    body: dict[str, Any]

    @property
    def key(self) -> str:
        return str(self.body["dedup_key"])

    @property
    def thread(self) -> str:
        return str(self.body["thread"])

    @property
    def purpose(self) -> str:
        return str(self.body["purpose"])

    @property
    def monitors(self) -> set[int]:
        return {one["monitor_id"] for one in self.body["incidents"]}

    @property
    def words(self) -> object:
        """What must be the same when it is repeated. Links are made anew, and signed with the moment."""
        said = {name: value for name, value in self.body.items() if name not in ("url", "acknowledge_url", "text")}
        return self.to, self.webhook_id, said, str(self.body["text"]).replace(self.body["url"] or "-", "-")


class Listener:
    """All that has arrived as a whole, in its order: whoever has sent it may have died before the answer.

    While `is_silent` it takes everything and answers nothing.
    """

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.url = ""
        self.is_silent = False
        self._known: set[tuple[str, str]] = set()
        self._hears = asyncio.Event()

    async def hears(self) -> None:
        """The next one."""
        self._hears.clear()
        await self._hears.wait()

    def has_told(self, thread: str, to: str) -> bool:
        return (thread, to) in self._known

    async def hear(self, request: Request, writer: StreamWriter) -> None:
        said = Said(request.path, request.headers["webhook-id"], json.loads(request.body))
        self.said.append(said)
        self._known.add((said.thread, said.to))
        self._hears.set()
        if self.is_silent:
            await asyncio.Event().wait()
        await asyncio.sleep(random.uniform(0, LONGEST_PAUSE_S))
        writer.write(answer())


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    made = Listener()
    async with serve_http(made.hear) as made.url:
        yield made
