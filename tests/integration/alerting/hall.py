"""Maintenance windows on a real database and a clock that stands still. Times are minutes after the beginning."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from tests.clocks import FakeClock
from tests.integration.storage.scene import fields_of
from tocsin.alerting.maintenance import MaintenanceMarks
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.silence import Silence, SilenceKind
from tocsin.core.availability import Availability
from tocsin.storage.database import Connection, Database
from tocsin.storage.history import HistoryRepository
from tocsin.storage.maintenance import MaintenanceRepository
from tocsin.storage.marks import MarkRepository
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.silences import SilenceFields, SilenceRepository, StoredSilence
from tocsin.storage.workspaces import WorkspaceRepository

MINUTE = 60_000
NOON = 1_700_049_600_000
"""Wednesday 2023-11-15, 12:00 UTC."""
PROD = Match(tags=frozenset({"prod"}))


class Hall:
    """One workspace. What has no time of its own happens now."""

    def __init__(self, database: Database, workspace_id: int) -> None:
        self.database = database
        self.workspace_id = workspace_id
        self.clock = FakeClock(NOON)
        self.process = self.new_process()

    @classmethod
    async def begin(cls, database: Database) -> Hall:
        async with database.write() as connection:
            return cls(database, (await WorkspaceRepository(connection).ensure("home", NOON)).id)

    def new_process(self) -> MaintenanceMarks:
        """One that remembers nothing."""
        return MaintenanceMarks(self.database, self.clock)

    async def look(self, minute: float) -> None:
        """Let time pass until then, and look."""
        self.clock.wall_ms = NOON + round(minute * MINUTE)
        await self.process.step()

    async def look_afresh(self, minute: float) -> None:
        """The same by a process that was just started."""
        self.process = self.new_process()
        await self.look(minute)

    async def monitor(self, name: str = "web", *tags: str) -> int:
        fields = fields_of(name, tags=tags or ("prod",))
        async with self.database.write() as connection:
            return (await MonitorRepository(connection).create(self.workspace_id, fields, self.clock.now_ms())).id

    async def monitors(self, number: int) -> list[int]:
        fields = [fields_of(f"web-{one}", tags=("prod",)) for one in range(number)]
        async with self.database.write() as connection:
            return await MonitorRepository(connection).create_many(self.workspace_id, fields, self.clock.now_ms())

    async def tag(self, monitor_id: int, *tags: str) -> None:
        async with self.database.write() as connection:
            monitors = MonitorRepository(connection)
            stored = await monitors.get(self.workspace_id, monitor_id)
            fields = replace(stored.fields, tags=tags)
            await monitors.update(self.workspace_id, monitor_id, fields, self.clock.now_ms())

    async def window(self, start: float = 10, length: float = 60, *, rrule: str = "", match: Match = PROD) -> int:
        silence = Silence(match, NOON + round(start * MINUTE), round(length * MINUTE), "UTC", rrule)
        fields = SilenceFields(comment="racks", silence=silence)
        async with self.database.write() as connection:
            made = await SilenceRepository(connection).create(
                self.workspace_id, SilenceKind.MAINTENANCE, fields, created_by="ada", now=self.clock.now_ms()
            )
        return made.id

    async def change(self, window_id: int, change: Callable[[Silence], Silence]) -> None:
        async with self.database.write() as connection:
            held = await self._held(connection, window_id)
            fields = replace(held.fields, silence=change(held.fields.silence))
            await SilenceRepository(connection).update(held, fields, self.clock.now_ms())

    async def end(self, window_id: int) -> None:
        async with self.database.write() as connection:
            held = await self._held(connection, window_id)
            await SilenceRepository(connection).end(held, self.clock.now_ms())

    async def marks(self, monitor_id: int) -> list[tuple[float, float]]:
        """(start, end) of each, the earliest first."""
        async with self.database.read() as connection:
            page = await MarkRepository(connection).page(self.workspace_id, monitor_id=monitor_id, limit=500)
        return sorted((_minute(one.mark.start), _minute(one.mark.end or 0)) for one in page.items)

    async def excluded_minutes(self, monitor_id: int) -> float:
        now = self.clock.now_ms()
        async with self.database.read() as connection:
            found: Availability = await HistoryRepository(connection).availability(
                self.workspace_id, monitor_id, NOON, now, now
            )
        return found.excluded_ms / MINUTE

    async def unsettled(self) -> list[int]:
        """Windows that still have something to mark, or may come to have it."""
        async with self.database.read() as connection:
            return [one.id for one in await MaintenanceRepository(connection).unsettled(self.clock.now_ms())]

    async def _held(self, connection: Connection, window_id: int) -> StoredSilence:
        repository = SilenceRepository(connection)
        return await repository.hold(self.workspace_id, SilenceKind.MAINTENANCE, window_id)


def _minute(at: int) -> float:
    return (at - NOON) / MINUTE
