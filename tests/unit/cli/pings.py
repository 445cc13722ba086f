"""A server that takes pings, and `tocsin` run beside it as cron does: in a session of its own, without a terminal."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.servers.http import Request, answer, serve_http

KEY = "0b9c1f0e-6f5d-4a51-9f0c-2f6c1a0d9b11"
OK = answer(b"OK", headers={"Ping-Body-Limit": "10000"})
SECONDS = 60.0


@dataclass
class Received:
    """One request: the signal of its path (empty for success), its parameters and its body."""

    signal: str
    parameters: dict[str, str]
    body: bytes
    at: float


@dataclass
class Receiver:
    """Answers with `answers` one after the other, and with OK when they are used up. `hold` is awaited before each."""

    answers: list[bytes] = field(default_factory=list)
    hold: Callable[[Received], Awaitable[None]] | None = None
    url: str = ""
    seen: list[Received] = field(default_factory=list)

    @property
    def signals(self) -> list[str]:
        return [one.signal for one in self.seen]

    async def respond(self, request: Request, writer: asyncio.StreamWriter) -> None:
        parts = urlsplit(request.path)
        parameters = {name: values[0] for name, values in parse_qs(parts.query).items()}
        signal = parts.path.removeprefix(f"/ping/{KEY}").removeprefix("/")
        one = Received(signal, parameters, request.body, asyncio.get_running_loop().time())
        self.seen.append(one)
        reply = self.answers.pop(0) if self.answers else OK
        if self.hold is not None:
            await self.hold(one)
        writer.write(reply)


@asynccontextmanager
async def receiving(
    *answers: bytes, hold: Callable[[Received], Awaitable[None]] | None = None
) -> AsyncIterator[Receiver]:
    receiver = Receiver(list(answers), hold)
    async with serve_http(receiver.respond) as receiver.url:
        yield receiver


def refusal(status: str, **headers: str) -> bytes:
    """Headers with `_` for `-`."""
    return answer(b"no", status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})


@dataclass(frozen=True)
class Done:
    code: int
    out: bytes
    err: str


class Running:
    """A `tocsin` that has not ended."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def line(self) -> str:
        """The next line of its output."""
        assert self.process.stdout is not None
        return (await asyncio.wait_for(self.process.stdout.readline(), SECONDS)).decode().strip()

    async def done(self, stdin: bytes = b"") -> Done:
        out, err = await asyncio.wait_for(self.process.communicate(stdin), SECONDS)
        assert self.process.returncode is not None
        return Done(self.process.returncode, out, (err or b"").decode())


@asynccontextmanager
async def running(
    *words: str, url: str = "", err: int = PIPE, environ: Mapping[str, str] | None = None
) -> AsyncIterator[Running]:
    """`tocsin WORDS` with the server at `url`. If it still runs in the end, it is killed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tocsin", *words),
        stdin=PIPE,
        stdout=PIPE,
        stderr=err,
        env={"PATH": os.environ["PATH"], "HOME": "/nowhere", "TOCSIN_URL": url, **(environ or {})},
        start_new_session=True,
    )
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def tocsin(*words: str, url: str = "", stdin: bytes = b"", **environ: str) -> Done:
    async with running(*words, url=url, environ=environ) as command:
        return await command.done(stdin)
