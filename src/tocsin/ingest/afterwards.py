"""What may wait until results are stored: good results' evidence, which regions reported, that we listened."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from functools import partial

import structlog

from tocsin.core.result import Result
from tocsin.ingest.commit import write_good_evidence
from tocsin.ingest.ledger import Ledger
from tocsin.ingest.watchfulness import Watchfulness
from tocsin.storage.regions import RegionRepository

log = structlog.get_logger()

GOOD_EVIDENCE_EVERY_S = 5.0
GOOD_EVIDENCE_AT_ONCE = 200
REGIONS_EVERY_S = 10.0


class Afterwards:
    """Jobs that write now and then, many things at a time."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._watchfulness = Watchfulness(ledger)

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_good_evidence())
            group.create_task(self._note_presence())

    async def _keep_good_evidence(self) -> None:
        """Good results write nothing but themselves; what they looked like is kept a little later, many at a time.

        A crash in between loses nothing but the newer of two good pictures.
        """
        ledger = self._ledger
        while True:
            await asyncio.sleep(GOOD_EVIDENCE_EVERY_S)
            known, ledger.good_evidence = ledger.good_evidence, {}
            results = [r for r in known.values() if ledger.memory.watches.get(r.monitor_id) is not None]
            for start in range(0, len(results), GOOD_EVIDENCE_AT_ONCE):
                some = results[start : start + GOOD_EVIDENCE_AT_ONCE]
                try:
                    await ledger.persistence.until_stored(partial(self._write_good_evidence, some))
                except Exception:
                    log.exception("the evidence of good results was refused and is dropped", results=len(some))

    async def _write_good_evidence(self, results: Sequence[Result]) -> None:
        ledger = self._ledger
        async with ledger.turn, ledger.database.write() as connection:
            region_ids = await ledger.memory.region_ids(
                connection, {result.region for result in results}, ledger.clock.now_ms()
            )
            await write_good_evidence(connection, results, region_ids)

    async def _note_presence(self) -> None:
        """Say now and then which regions have reported, and that pings could be heard."""
        while True:
            await asyncio.sleep(REGIONS_EVERY_S)
            reporting, self._ledger.reporting = self._ledger.reporting, set()
            await self._ledger.persistence.until_stored(partial(self._write_presence, reporting))

    async def _write_presence(self, regions: Collection[str]) -> None:
        async with self._ledger.database.write() as connection:
            if regions:
                await RegionRepository(connection).saw(regions, self._ledger.clock.now_ms())
            await self._watchfulness.note(connection)
