"""When we could be told something, kept in the database: a new process knows since when its forerunner was deaf."""

from __future__ import annotations

import msgspec

from tocsin.ingest.deafness import Spell
from tocsin.ingest.ledger import Ledger
from tocsin.storage.database import Connection
from tocsin.storage.meta import MetaRepository

LISTENED_UNTIL = "ingest.listened_until"
DEAF_SPELLS = "ingest.deaf_spells"


class Watchfulness:
    """Reads it at the start, and notes it while all goes well. Nothing is noted where no monitor is pushed to."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._noted: tuple[Spell, ...] = ()
        self.noted_at = 0

    async def recall(self) -> None:
        """The time in which no process listened is a deaf spell."""
        deafness = self._ledger.persistence.deafness
        async with self._ledger.database.read() as connection:
            meta = MetaRepository(connection)
            until = await meta.get_int(LISTENED_UNTIL)
            spells = await meta.get(DEAF_SPELLS)
        if spells is not None:
            deafness.restore(msgspec.json.decode(spells, type=list[Spell]))
        if until is not None:
            self._ledger.persistence.was_deaf_since(until)

    async def note(self, connection: Connection) -> None:
        """We listened until now."""
        if not len(self._ledger.memory.pushes):
            return
        meta, spells = MetaRepository(connection), self._ledger.persistence.deafness.over
        if spells is not self._noted:
            await meta.set(DEAF_SPELLS, msgspec.json.encode(spells).decode())
            self._noted = spells
        self.noted_at = self._ledger.clock.now_ms()
        await meta.set(LISTENED_UNTIL, self.noted_at)
