"""Sign-ins that failed, for the audit trail of whose account it was: counted, and told once a minute.

They are written beside the request, so that its time does not tell whether there is such an account, and an entry
covers all that came meanwhile, so that nobody fills the trail by guessing.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog

from tocsin.auth.configs import JsonObject
from tocsin.auth.person import Client
from tocsin.core.clock import Clock
from tocsin.core.errors import Unavailable
from tocsin.services.trail import NO_WORKSPACE
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection, Database
from tocsin.storage.memberships import MembershipRepository

EVERY_SECONDS = 60.0
MOST_USERS = 10_000
MOST_ADDRESSES = 5
_log = structlog.get_logger(__name__)


class _Failures:
    def __init__(self) -> None:
        self.count = 0
        self.addresses: dict[str, None] = {}

    def add(self, address: str) -> None:
        self.count += 1
        if len(self.addresses) < MOST_ADDRESSES:
            self.addresses[address] = None

    @property
    def detail(self) -> JsonObject:
        return {"count": self.count, "addresses": [*self.addresses]}


class FailedSignIns:
    """Use it from one event loop."""

    def __init__(self, database: Database, clock: Clock, *, seconds: float = EVERY_SECONDS) -> None:
        self._database = database
        self._clock = clock
        self._seconds = seconds
        self._failures: dict[int, _Failures] = {}
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def note(self, user_id: int | None, client: Client, why: str) -> None:
        """`why` is for the log, with the address and without what was typed. None: an address that nobody has."""
        _log.info("sign_in_failed", user_id=user_id, address=client.address, why=why)
        if user_id is None or (user_id not in self._failures and len(self._failures) >= MOST_USERS):
            return
        self._failures.setdefault(user_id, _Failures()).add(client.address)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write_each_minute())

    async def aclose(self) -> None:
        """Write what is not written yet."""
        self._closing.set()
        if self._task is not None:
            await self._task

    async def _write_each_minute(self) -> None:
        while self._failures:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    await self._closing.wait()
            failures, self._failures = self._failures, {}
            try:
                async with self._database.write() as connection:
                    for user_id, found in failures.items():
                        await self._write(connection, user_id, found)
            except Unavailable as error:
                lost = sum(found.count for found in failures.values())
                _log.warning("failed_sign_ins_not_noted", reason=error.message, count=lost)

    async def _write(self, connection: Connection, user_id: int, failures: _Failures) -> None:
        roles = await MembershipRepository(connection).roles_of(user_id)
        for workspace_id in roles or (NO_WORKSPACE,):
            await AuditRepository(connection).add(
                workspace_id,
                at=self._clock.now_ms(),
                actor="unknown",
                action="session.sign_in_failed",
                subject=f"user:{user_id}",
                detail=failures.detail,
                address=next(reversed(failures.addresses)),
            )
