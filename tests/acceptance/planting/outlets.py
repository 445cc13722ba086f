"""Everything that a Tocsin says, by where it said it: answers, events, what commands print, logs, the database."""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property

import httpx
from sqlalchemy import LargeBinary, Text, select

from tests.acceptance.planting.plants import Plant, forms
from tocsin.storage.database import Database
from tocsin.storage.tables import metadata

NUMBER = re.compile(r"(?<=/)\d+(?=/|$)")
LONG = re.compile(r"(?<=/)[^/?]{16,}")


@dataclass(frozen=True)
class Said:
    """What was said, and where: `GET /api/v1/monitors/{id}`, `tocsin monitor list`, `the log`."""

    where: str
    data: bytes

    @cached_property
    def lower(self) -> bytes:
        return self.data.lower()

    def tells(self, plant: Plant) -> list[str]:
        """In which forms the plant is in it."""
        return [name for name, form in forms(plant) if form in self.data or form in self.lower]


@dataclass
class Outlets:
    """What was said so far."""

    said: list[Said] = field(default_factory=list)

    def add(self, where: str, data: bytes | str) -> None:
        self.said.append(Said(where, data.encode() if isinstance(data, str) else data))

    def client(self, url: str, headers: dict[str, str]) -> httpx.Client:
        """Whatever it is answered is noted."""
        return httpx.Client(base_url=url, headers=headers, timeout=60, event_hooks={"response": [self._note]})

    def tellers(self, plant: Plant) -> dict[str, list[str]]:
        """Where the plant came out, and in which forms."""
        found: dict[str, list[str]] = {}
        for said in self.said:
            if told := said.tells(plant):
                found.setdefault(said.where, []).extend(told)
        return found

    def _note(self, response: httpx.Response) -> None:
        path = LONG.sub("{secret}", NUMBER.sub("{id}", response.request.url.raw_path.decode().partition("?")[0]))
        lines = b"\n".join(b"%s: %s" % header for header in response.headers.raw)
        self.add(f"{response.request.method} {path}", lines + b"\n\n" + response.read())


@contextmanager
def listening(outlets: Outlets, url: str, headers: dict[str, str]) -> Iterator[None]:
    """Hear the live events until the server stops, which it has to within the block."""
    heard: list[bytes] = []
    is_open = threading.Event()

    def hear() -> None:
        with (
            httpx.Client(base_url=url, headers=headers, timeout=60) as client,
            suppress(httpx.TransportError),
            client.stream("GET", "/api/v1/events", params={"results": "true"}) as stream,
        ):
            is_open.set()
            for some in stream.iter_raw():
                heard.append(some)  # noqa: PERF402 -- what has come before the break is kept

    thread = threading.Thread(target=hear)
    thread.start()
    assert is_open.wait(30)
    yield
    thread.join(30)
    outlets.add("GET /api/v1/events", b"".join(heard))


async def database_values(url: str) -> list[bytes]:
    """Every text and binary value of every table; what was deflated, inflated as well."""
    database = await Database.open(url)
    found: list[bytes] = []
    async with database.read() as connection:
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if isinstance(column.type, Text | LargeBinary)]
            rows = (await connection.execute(select(*columns))).all() if columns else []
            found += [form for row in rows for value in row if value is not None for form in _forms(value)]
    await database.close()
    return found


def _forms(value: str | bytes) -> Sequence[bytes]:
    data = value.encode() if isinstance(value, str) else bytes(value)
    try:
        return [data, zlib.decompress(data)]
    except zlib.error:
        return [data]
