"""What is concluded of each monitor at this moment, kept whole so that it survives a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.records import StateRecord


class StateRepository:
    """For the system; users see states through monitors."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def stream(
        self, monitor_ids: Collection[int] | None = None, *, chunk: int = 2000
    ) -> AsyncIterator[list[StateRecord]]:
        """States of monitors that are not deleted, by ascending id in chunks."""
        raise NotImplementedError
        yield []

    async def upsert_many(self, records: Sequence[StateRecord], now: int) -> None:
        raise NotImplementedError

    async def set_certificate_expiries(self, expiries: Mapping[int, int | None]) -> None:
        """When the certificate of each monitor (by id) expires, Unix ms."""
        raise NotImplementedError

    async def certificate_expiries(self) -> dict[int, int]:
        """By monitor id, where one is known."""
        raise NotImplementedError
