"""A real database that reports failures when it is told to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from enum import Enum

from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.backend import Backend, Rows
from tocsin.storage.database import Database
from tocsin.storage.errors import StorageReason, StorageUnavailable


class Fault(Enum):
    """What becomes of the next transaction that writes."""

    BEFORE = "nothing is written"
    DURING = "everything is rolled back"
    AFTER = "everything is committed, and yet an error is reported"


class FaultyDatabase(Database):
    """Transactions that write take the next of `faults`, if there is one; None is none."""

    def __init__(self, backend: Backend, deadline: float) -> None:
        super().__init__(backend, deadline)
        self.faults: list[Fault | None] = []

    @asynccontextmanager
    async def write(self, *, deadline: float | None = None, is_durable: bool = False) -> AsyncIterator[AsyncConnection]:
        fault = self._next()
        async with super().write(deadline=deadline, is_durable=is_durable) as connection:
            yield connection
            _fail_if(fault is Fault.DURING)
        _fail_if(fault is Fault.AFTER)

    async def write_alone(self, batch: Sequence[Rows], *, is_durable: bool = False) -> bool:
        fault = self._next()
        _fail_if(fault is Fault.DURING)
        is_written = await super().write_alone(batch, is_durable=is_durable)
        _fail_if(fault is Fault.AFTER)
        return is_written

    def _next(self) -> Fault | None:
        fault = self.faults.pop(0) if self.faults else None
        _fail_if(fault is Fault.BEFORE)
        return fault


def _fail_if(has_failed: bool) -> None:
    if has_failed:
        raise StorageUnavailable("The database is locked.", StorageReason.LOCKED)
