"""What most storage tests begin with, and short ways to say what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import ErrorCode
from tocsin.core.monitor import Rules
from tocsin.core.records import TransitionRecord
from tocsin.core.result import Evidence, Outcome, Phases, Result
from tocsin.core.transition import Change, Reason, Why
from tocsin.core.verdict import Verdict
from tocsin.storage.monitors import MonitorFields, MonitorRepository, StoredMonitor
from tocsin.storage.regions import RegionRepository
from tocsin.storage.results import ResultRepository
from tocsin.storage.transitions import TransitionRepository
from tocsin.storage.users import StoredUser, UserRepository
from tocsin.storage.workspaces import WorkspaceRepository

HOUR = 3_600_000
DAY = 24 * HOUR
T0 = 1_760_000_400_000
"""An arbitrary full hour."""
MIDNIGHT = T0 - T0 % DAY


@dataclass
class Scene:
    """A connection with a transaction, the workspace `home`, another one, and regions `eu` and `us`."""

    connection: AsyncConnection
    home: int
    elsewhere: int
    regions: dict[str, int]

    @classmethod
    async def begin(cls, connection: AsyncConnection) -> Scene:
        workspaces = WorkspaceRepository(connection)
        home, elsewhere = await workspaces.ensure("home", T0), await workspaces.ensure("elsewhere", T0)
        regions = await RegionRepository(connection).ensure(["eu", "us"], T0)
        return cls(connection, home.id, elsewhere.id, regions)

    async def monitor(self, name: str = "web", *, at: int = T0, **fields: object) -> StoredMonitor:
        return await MonitorRepository(self.connection).create(self.home, fields_of(name, **fields), at)

    async def user(self, email: str = "ada@example.com", *, password_hash: str | None = "hashed") -> StoredUser:
        return await user_in(self.connection, email, password_hash=password_hash)

    async def store(self, *results: Result, now: int = T0) -> list[Result]:
        return await ResultRepository(self.connection).insert(results, self.regions, now=now)

    async def change(self, monitor_id: int, at: int, state: Verdict) -> None:
        change = Change(at, at, Verdict.UNKNOWN, state, Reason.FIRST_RESULT, "so it is", Why("a rule", ()))
        await TransitionRepository(self.connection).insert_many([TransitionRecord(self.home, monitor_id, change)])


async def user_in(
    connection: AsyncConnection, email: str = "ada@example.com", *, password_hash: str | None = "hashed"
) -> StoredUser:
    return await UserRepository(connection).create(
        email=email,
        name=email.partition("@")[0],
        password_hash=password_hash,
        email_verified_at=None,
        passkey_handle=email.encode(),
        now=T0,
    )


def fields_of(name: str = "web", **fields: object) -> MonitorFields:
    known: dict[str, object] = {
        "name": name,
        "kind": "http",
        "config": b'{"url":"https://example.org"}',
        "target": "example.org",
        "rules": Rules(),
    }
    return MonitorFields(**{**known, **fields})  # type: ignore[arg-type]


def seen(
    monitor_id: int,
    at: int,
    verdict: Verdict = Verdict.UP,
    *,
    region: str = "eu",
    latency_us: int | None = 50_000,
    phases: Phases | None = None,
    error: ErrorCode | None = None,
    message: str = "",
    evidence: Evidence | None = None,
) -> Result:
    outcome = Outcome(verdict, latency_us, phases, 200, error, message, evidence)
    return Result(monitor_id, region, at, at + 1, 1, outcome)


def every(seconds: int, start: int, end: int) -> Sequence[int]:
    """Slots in Unix ms."""
    return range(start, end, seconds * 1000)
