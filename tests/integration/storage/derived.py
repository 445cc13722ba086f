"""A monitor with a few days behind it, whose hours and days are derived."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tests.integration.storage.scene import DAY, HOUR, MIDNIGHT, Scene, every, seen
from tocsin.core.availability import Mark, MarkKind
from tocsin.core.result import Phases, Result
from tocsin.core.verdict import Verdict
from tocsin.storage import rollups
from tocsin.storage.database import Database
from tocsin.storage.marks import MarkRepository

NOW = MIDNIGHT + 3 * DAY + 6 * HOUR + 30 * 60_000
"""Three whole days, six closed hours and half an open one after the first midnight."""
DOWN_AT, UP_AT = MIDNIGHT + 5 * HOUR, MIDNIGHT + DAY + 7 * HOUR


async def derive(database: Database, now: int = NOW) -> None:
    while await rollups.step(database, now):
        pass


class Lived(NamedTuple):
    """A database with workspaces `home` and `elsewhere`, regions, and one monitor."""

    database: Database
    home: int
    elsewhere: int
    regions: dict[str, int]
    monitor: int


async def live(database: Database) -> Lived:
    """Checked every 10 minutes, down from DOWN_AT until UP_AT."""
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        monitor = await scene.monitor(at=MIDNIGHT)
        for at, state in ((MIDNIGHT, Verdict.UP), (DOWN_AT, Verdict.DOWN), (UP_AT, Verdict.UP)):
            await scene.change(monitor.id, at, state)
        await scene.store(*checks(monitor.id))
    await derive(database)
    return Lived(database, scene.home, scene.elsewhere, scene.regions, monitor.id)


def checks(monitor_id: int) -> Iterable[Result]:
    for at in every(600, MIDNIGHT, NOW):
        verdict = Verdict.DOWN if DOWN_AT <= at < UP_AT else Verdict.UP
        yield seen(monitor_id, at, verdict, latency_us=(at - MIDNIGHT) // 100_000 + 1, phases=Phases(dns=1, tls=3))


async def mark(lived: Lived, kind: MarkKind, start: int, end: int | None) -> None:
    async with lived.database.write() as connection:
        marks = MarkRepository(connection)
        await marks.add(lived.home, [lived.monitor], Mark(kind, start, end), note="", actor="ann", now=NOW)
    await derive(lived.database)
