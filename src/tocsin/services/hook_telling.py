"""From what was understood of a request to problems that are kept and states that are told.

The problems are committed first, then the monitors are told; only then is the request answered. Whoever gets no answer
sends it again, and whatever of it was done before leads to the same state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tocsin.core.errors import FieldError
from tocsin.core.ping import Origin, Ping, Signal
from tocsin.core.verdict import Verdict
from tocsin.hooks import wording
from tocsin.hooks.kind import Reading, Report
from tocsin.hooks.problems import Settlement, settle, state_of
from tocsin.services.hook_requests import HookRequest
from tocsin.services.hook_targets import Targets
from tocsin.services.parts import Parts
from tocsin.services.receipts import new_id
from tocsin.storage.hook_problems import HookProblemRepository
from tocsin.storage.hooks import HookRepository, StoredHook

MOST_EXCERPT_BYTES = 10_000
LONGEST_TROUBLE = 1000
MOST_CORRECTIONS = 3
Settlements = Mapping[int, Settlement]


@dataclass(frozen=True, slots=True)
class ToldMonitor:
    """A monitor, and the state that it was told."""

    id: int
    name: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a request of so many `items`. Of those that were taken, `unchanged` said nothing new."""

    items: int
    taken: int
    created: int
    unchanged: int
    ignored: int
    truncated: int
    refusals: tuple[FieldError, ...]
    monitors: tuple[ToldMonitor, ...]
    note: str

    @property
    def trouble(self) -> str | None:
        """What the operator should know of this request."""
        if not self.refusals:
            return self.note or None
        first = self.refusals[0]
        where = f"{first.pointer} " if first.pointer else ""
        others = f" (and {len(self.refusals) - 1} more)" if len(self.refusals) > 1 else ""
        return f"{len(self.refusals)} of {self.items} items refused: {where}{first.message}{others}"[:LONGEST_TROUBLE]


class Telling:
    """One request that was understood, and whose monitors are found."""

    def __init__(
        self, parts: Parts, hook: StoredHook, request: HookRequest, reading: Reading, targets: Targets
    ) -> None:
        self._parts = parts
        self._hook = hook
        self._request = request
        self._reading = reading
        self._targets = targets

    async def carry_out(self) -> Taken:
        """Return once it is durable. Raise NotFound when the hook was deleted meanwhile, and Unavailable."""
        settlements, taken = await self._keep()
        told = {one: settled for one, settled in settlements.items() if settled.speaking is not None}
        if told:
            await self._tell(told)
        return taken

    async def _keep(self) -> tuple[Settlements, Taken]:
        """What is wrong now, in one transaction."""
        by_monitor = reports_by_monitor(self._reading.reports, self._targets)
        now = self._parts.clock.now_ms()
        async with self._parts.database.write() as connection:
            hooks, problems = HookRepository(connection), HookProblemRepository(connection)
            await hooks.received(self._hook.id, now, None)
            present = await problems.lock(self._hook.workspace_id, by_monitor)
            known = await problems.of_monitors(present)
            settlements = {
                one: settle(known.get(one, ()), self._hook.id, one, reports, now)
                for one, reports in by_monitor.items()
                if one in present
            }
            await problems.put([problem for settled in settlements.values() for problem in settled.touched])
            taken = outcome(self._reading, self._targets, settlements)
            if taken.trouble is not None:
                await hooks.received(self._hook.id, now, taken.trouble)
        return settlements, taken

    async def _tell(self, told: Settlements) -> None:
        """Another process may tell the same monitor something else at the same time: the last one puts it right."""
        pings = [self._ping(one, settled.verdict, settled.message, settled.speaking) for one, settled in told.items()]
        for _ in range(MOST_CORRECTIONS):
            await self._parts.receipts.submit(pings)
            pings = await self._corrections(pings)
            if not pings:
                break
        if any(problem.is_over for settled in told.values() for problem in settled.touched):
            async with self._parts.database.write() as connection:
                await HookProblemRepository(connection).forget_over(self._hook.id, told)

    async def _corrections(self, pings: Iterable[Ping]) -> list[Ping]:
        """For those monitors whose problems make another state of them by now."""
        said = {ping.monitor_id: ping.verdict for ping in pings}
        async with self._parts.database.read() as connection:
            known = await HookProblemRepository(connection).of_monitors(said)
        states = {one: state_of(known.get(one, ())) for one in said}
        return [self._ping(one, *states[one], None) for one, verdict in said.items() if states[one][0] != verdict]

    def _ping(self, monitor_id: int, verdict: Verdict, message: str, speaking: Report | None) -> Ping:
        body, size = (b"", 0) if speaking is None else wording.excerpt(speaking.item, MOST_EXCERPT_BYTES)
        return Ping(
            id=new_id(),
            monitor_id=monitor_id,
            at=self._parts.clock.now_ms(),
            signal=Signal.STATE,
            verdict=verdict,
            message=message,
            body=body,
            body_size=size,
            origin=Origin(f"hook:{self._hook.id}", self._request.address, self._request.agent),
        )


def reports_by_monitor(reports: Iterable[Report], targets: Targets) -> dict[int, list[Report]]:
    """Those on monitors that exist, in their order."""
    found: defaultdict[int, list[Report]] = defaultdict(list)
    for report in reports:
        target = targets.found.get(report.monitor)
        if target is not None and target.monitor_id is not None:
            found[target.monitor_id].append(report)
    return dict(found)


def outcome(reading: Reading, targets: Targets, settlements: Settlements) -> Taken:
    """Counts and names."""
    names = {target.monitor_id: target.name for target in targets.found.values()}
    missing = [report for report in reading.reports if report.monitor not in targets.found]
    refused = [report for report in missing if report.monitor in targets.refused]
    surplus = [report for settled in settlements.values() for report in settled.surplus]
    return Taken(
        items=reading.items,
        taken=len(reading.reports) - len(refused) - len(surplus),
        created=targets.created,
        unchanged=len(missing) - len(refused) + sum(settled.unchanged for settled in settlements.values()),
        ignored=reading.ignored,
        truncated=reading.truncated,
        refusals=(
            *reading.refusals,
            *(FieldError(report.pointer, targets.refused[report.monitor]) for report in refused),
            *(FieldError(report.pointer, _SURPLUS) for report in surplus),
        ),
        monitors=tuple(
            ToldMonitor(one, names[one], settled.verdict)
            for one, settled in settlements.items()
            if settled.speaking is not None
        ),
        note=reading.note,
    )


_SURPLUS = "is one problem too many of its monitor: do their ends name the same problem as their beginnings?"
