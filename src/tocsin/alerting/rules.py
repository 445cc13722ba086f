"""Rules, evaluated each minute: what is read is concluded from beside the database, and what changed is written.

Most minutes nothing has changed, and nothing is written. What has is stored in one transaction with the incidents that
follow, provided that rule and state are still what they were when they were read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tocsin.alerting.rule_changes import look, write
from tocsin.core.alerting.rule_pace import MINUTE_MS, is_due
from tocsin.core.clock import Clock
from tocsin.services.rule_incidents import forget_states
from tocsin.storage.database import Database
from tocsin.storage.meta import MetaRepository
from tocsin.storage.postgres import is_only_worker
from tocsin.storage.rule_metrics import MONITORS_AT_ONCE
from tocsin.storage.rule_monitors import RuleMonitorRepository
from tocsin.storage.rule_states import RuleStateRepository
from tocsin.storage.rules import RuleRepository, StoredRule

MINUTE_KEY = "rules.minute"
_LOCK = 0x72756C6573
_MOST_AHEAD = 5
"""Minutes that another process's clock may be ahead of ours before we take it for wrong."""
NO_MORE = "The rule was switched off, or the monitor was deleted"


class RuleEvaluation:
    """One for each process that alerts; several may share a database: each minute is one's."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._minute = 0

    async def step(self) -> int:
        """Evaluate whatever is due, at most once a minute; to be called more often. Return how much has changed."""
        minute = self._clock.now_ms() // MINUTE_MS
        if minute == self._minute:
            return 0
        before = await self._take(minute)
        self._minute = minute
        if before is None:
            return 0
        changed = await self._sweep()
        async with self._database.read() as connection:
            enabled = await RuleRepository(connection).enabled()
            concluded = await RuleStateRepository(connection).workspaces()
        for workspace_id, rules in enabled.items():
            due = {one.id for one in rules if is_due(one.id, one.rule, before, minute)}
            if due or workspace_id in concluded:
                changed += await self._workspace(workspace_id, rules, due)
        return changed

    async def _take(self, minute: int) -> int | None:
        """The last minute that was evaluated; None when there is nothing to do, or another process does it."""
        async with self._database.read() as connection:
            if (
                not await RuleRepository(connection).any_enabled()
                and not await RuleStateRepository(connection).strays()
            ):
                return None
        async with self._database.write() as connection:
            if not await is_only_worker(connection, _LOCK):
                return None
            meta = MetaRepository(connection)
            before = await meta.get_int(MINUTE_KEY) or 0
            if minute <= before <= minute + _MOST_AHEAD:
                return None
            await meta.set(MINUTE_KEY, minute)
        return min(before, minute - 1)

    async def _sweep(self) -> int:
        """End what no evaluation comes by."""
        async with self._database.read() as connection:
            if not await RuleStateRepository(connection).strays():
                return 0
        async with self._database.write() as connection:
            strays = await RuleStateRepository(connection).strays()
            await forget_states(connection, strays, NO_MORE, self._clock.now_ms())
        return len(strays)

    async def _workspace(self, workspace_id: int, rules: Sequence[StoredRule], due: Collection[int]) -> int:
        after = changed = 0
        while True:
            now = self._clock.now_ms()
            async with self._database.read() as connection:
                repository = RuleMonitorRepository(connection)
                monitors = await repository.some(workspace_id, after=after, limit=MONITORS_AT_ONCE)
                found = await look(connection, rules, due, monitors, now)
            if found:
                async with self._database.write() as connection:
                    changed += await write(connection, workspace_id, found, now)
            if len(monitors) < MONITORS_AT_ONCE:
                return changed
            after = monitors[-1].id
