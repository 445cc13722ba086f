"""Lets heartbeats fail, so many a minute, each of them once, and be well again; and hears what is told of them.

A process of its own. The moments at which they fail are random, and come however slow the answers are. What is told is
counted from the moment at which the ping that says so was due, and once more from the answer to it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from pathlib import Path

import uvloop

from bench.rig.ear import HOST, Ear
from bench.rig.report import percentile

GOOD = b"HTTP/1.1 200 "
PATIENCE_S = 30.0
FAILS, RECOVERS = "problem", "recovery"
PATHS = {FAILS: "/ping/{}/fail", RECOVERS: "/ping/{}"}


class Failer:
    """What was said of which monitor, and when."""

    def __init__(self, port: int, ear: Ear) -> None:
        self._port = port
        self._ear = ear
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.due: dict[str, dict[int, float]] = {FAILS: {}, RECOVERS: {}}
        self.answered: dict[str, dict[int, float]] = {FAILS: {}, RECOVERS: {}}

    async def fail(self, monitor_id: int, key: str, due: float, lasts_s: float) -> None:
        """And be well again after so many seconds: what is over before it was told is told to nobody.

        Raise AssertionError when a ping is refused, TimeoutError when one is not told of.
        """
        for purpose, at in ((FAILS, due), (RECOVERS, due + lasts_s)):
            await asyncio.sleep(max(0.0, at - time.perf_counter()))
            self.due[purpose][monitor_id] = max(at, due)
            await self._ping(PATHS[purpose].format(key))
            self.answered[purpose][monitor_id] = time.perf_counter()
            await self._ear.hears(purpose, monitor_id, PATIENCE_S)
            due = time.perf_counter()

    async def _ping(self, path: str) -> None:
        reader, writer = self._idle.pop() if self._idle else await asyncio.open_connection(HOST, self._port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(GOOD), head
        _, _, rest = head.lower().partition(b"\r\ncontent-length:")
        await reader.readexactly(int(rest.partition(b"\r\n")[0]))
        self._idle.append((reader, writer))


async def run(given: argparse.Namespace) -> dict[str, float]:
    ear = Ear()
    failer, server = Failer(given.port, ear), await ear.listen(given.ear)
    due = time.perf_counter()
    counted_from, ends = due + given.warm_up, due + given.warm_up + given.seconds
    monitors = (line.split() for line in given.keys.read_text().splitlines())
    async with asyncio.TaskGroup() as group:
        while (due := due + random.expovariate(given.rate / 60)) < ends:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            number, key = next(monitors)
            group.create_task(failer.fail(int(number), key, due, given.lasts))
    server.close()
    return _told(failer, ear, counted_from)


def _told(failer: Failer, ear: Ear, counted_from: float) -> dict[str, float]:
    due_by = failer.due[FAILS]
    counted = [one for one, due in due_by.items() if due >= counted_from]
    told: dict[str, float] = {"incidents": len(due_by), "counted": len(counted), "messages": ear.messages}
    for purpose in (FAILS, RECOVERS):
        for since, moments in (("due", failer.due), ("answer", failer.answered)):
            took = [(ear.heard[purpose, one][0] - moments[purpose][one]) * 1000 for one in counted]
            told |= {f"{purpose}_{since}_p{share}_ms": percentile(took, share / 100) for share in (50, 95, 99)}
            told[f"{purpose}_{since}_max_ms"] = max(took, default=0.0)
    return told


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--keys", type=Path, required=True, help="a file with a monitor's id and key a line")
    parser.add_argument("--ear", type=int, required=True, help="the port at which messages arrive")
    parser.add_argument("--rate", type=float, default=1_000, help="a minute")
    parser.add_argument("--lasts", type=float, default=10.0, help="seconds until each is well again")
    parser.add_argument("--warm-up", type=float, default=5.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    return parser


if __name__ == "__main__":
    print(json.dumps(uvloop.run(run(arguments().parse_args()))))
