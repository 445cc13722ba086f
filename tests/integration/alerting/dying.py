"""A process that dies at a moment of the test's choice: nothing of it works any more, and nothing of it says why."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from tests.integration.ingest.faulty import Fault
from tocsin.storage.backend import Backend, Rows
from tocsin.storage.database import Database


class Died(BaseException):
    """No part of the product catches it."""


class DyingDatabase(Database):
    """Dies at its transaction number `last` that writes, counted from 0, at the moment that `fault` says."""

    def __init__(self, backend: Backend, deadline: float) -> None:
        super().__init__(backend, deadline)
        self.last = -1
        self.fault = Fault.BEFORE
        self.is_dead = False

    @asynccontextmanager
    async def write(self, *, deadline: float | None = None, is_durable: bool = False) -> AsyncIterator[AsyncConnection]:
        fault = self._next()
        self._die_if(fault is Fault.BEFORE)
        async with super().write(deadline=deadline, is_durable=is_durable) as connection:
            yield connection
            self._die_if(fault is Fault.DURING)
        self._die_if(fault is Fault.AFTER)

    @asynccontextmanager
    async def read(self, *, deadline: float | None = None) -> AsyncIterator[AsyncConnection]:
        self._die_if(self.is_dead)
        async with super().read(deadline=deadline) as connection:
            yield connection

    async def write_alone(self, batch: Sequence[Rows], *, is_durable: bool = False) -> bool:
        raise NotImplementedError("alerting does not write so")

    def _next(self) -> Fault | None:
        self._die_if(self.is_dead)
        self.last -= 1
        return self.fault if self.last == -1 else None

    def _die_if(self, dies: bool) -> None:
        if dies:
            self.is_dead = True
            raise Died
