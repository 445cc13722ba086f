"""The heap of what is due next, in monotonic time; wall time is only what is written on the checks."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from tocsin.core.messages import Cause, CheckDue
from tocsin.core.monitor import MonitorSpec
from tocsin.core.schedule import next_slot, phase_ms, skipped_slots

HOUR_MS = 3_600_000
SHORTEST_LIFE_MS = 1_000
BURST_SPACING_MS = 2
START_MS = 60_000
FEWEST_TO_CLEAR = 1_000


class Entry:
    """One monitor in one region. A replaced or removed entry stays in the heap, dead, until its time or a clearing."""

    __slots__ = ("evidence_due", "is_alive", "recheck_at", "region", "spec")

    def __init__(self, spec: MonitorSpec, region: str) -> None:
        self.spec = spec
        self.region = region
        self.is_alive = True
        self.recheck_at = 0
        self.evidence_due = 0


class Timetable:
    """All times in and out are Unix ms of the schedule's own time line, which never goes back."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Entry, Cause]] = []
        self._entries: dict[tuple[int, str], Entry] = {}
        self._regions: dict[int, tuple[str, ...]] = {}
        self._serial = 0
        self._clear_at = FEWEST_TO_CLEAR
        self.skipped = 0

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, specs: Iterable[MonitorSpec], now: int, *, at_once: bool) -> None:
        """Add monitors, or replace them by a newer revision. `at_once`: look now, a little apart.

        Otherwise, as after a start, monitors with long intervals are looked at within a minute all the same, and
        evidence comes in its hour: that of everyone in the first minute would hold up everyone.
        """
        for number, spec in enumerate(specs):
            if self._is_known(spec):
                continue
            self.remove(spec.id)
            if not spec.enabled:
                continue
            self._regions[spec.id] = spec.rules.regions
            for region in spec.rules.regions:
                entry = Entry(spec, region)
                self._entries[spec.id, region] = entry
                if not at_once:
                    entry.evidence_due = _evidence_after(now, entry)
                slot = self._slot_after(now, entry)
                first = now + (number * BURST_SPACING_MS if at_once else phase_ms(spec.id, region, START_MS))
                if first < slot and (at_once or _interval_ms(spec) > START_MS):
                    self._push(first, entry, Cause.REQUESTED)
                self._push(slot, entry, Cause.SCHEDULED)
        if len(self._heap) > self._clear_at:
            self._clear()

    def remove(self, monitor_id: int) -> None:
        """Nothing more is due for this monitor."""
        for region in self._regions.pop(monitor_id, ()):
            self._entries.pop((monitor_id, region)).is_alive = False

    def monitor_ids(self) -> set[int]:
        return set(self._regions)

    def ask(self, monitor_id: int, region: str | None, at: int, cause: Cause) -> None:
        """One check beside the slots, in one region or all. Of several rechecks the soonest stands, alone."""
        regions = self._regions.get(monitor_id, ()) if region is None else (region,)
        for name in regions:
            entry = self._entries.get((monitor_id, name))
            if entry is None:
                continue
            if cause is Cause.RECHECK:
                if entry.recheck_at and entry.recheck_at <= at:
                    continue
                entry.recheck_at = at
            else:
                entry.evidence_due = min(entry.evidence_due, at)
            self._push(at, entry, cause)

    def next_due(self) -> int | None:
        """When the next check is due; None when nothing is scheduled."""
        return self._heap[0][0] if self._heap else None

    def take(self, until: int, now: int) -> dict[str, list[CheckDue]]:
        """The checks due up to `until`, by region. Slots that have wholly passed are skipped and counted."""
        due: dict[str, list[CheckDue]] = {}
        heap = self._heap
        while heap and heap[0][0] <= until:
            at, _, entry, cause = heapq.heappop(heap)
            if not entry.is_alive:
                continue
            if cause is Cause.SCHEDULED:
                interval = _interval_ms(entry.spec)
                missed = skipped_slots(at, now, interval)
                self.skipped += missed
                at += missed * interval
                self._push(at + interval, entry, cause)
            elif cause is Cause.RECHECK:
                if at != entry.recheck_at:
                    continue
                entry.recheck_at = 0
            due.setdefault(entry.region, []).append(self._check(entry, at, now, cause))
        return due

    def shift(self, by_ms: int) -> None:
        """The wall clock has jumped: what was due in a second is still due in a second, under its new name."""
        self._heap = [(at + by_ms, serial, entry, cause) for at, serial, entry, cause in self._heap]
        for entry in self._entries.values():
            if entry.recheck_at:
                entry.recheck_at += by_ms
            entry.evidence_due += by_ms

    def _check(self, entry: Entry, at: int, now: int, cause: Cause) -> CheckDue:
        with_evidence = cause is Cause.RECHECK or at >= entry.evidence_due
        if with_evidence:
            entry.evidence_due = _evidence_after(at, entry)
        life = max(SHORTEST_LIFE_MS, _interval_ms(entry.spec))
        return CheckDue(entry.spec, at, max(at, now) + life, cause, with_evidence)

    def _is_known(self, spec: MonitorSpec) -> bool:
        regions = self._regions.get(spec.id)
        if not regions:
            return False
        known = self._entries[spec.id, regions[0]].spec
        return known.revision == spec.revision and known.rules.parents == spec.rules.parents and spec.enabled

    def _slot_after(self, now: int, entry: Entry) -> int:
        interval = _interval_ms(entry.spec)
        return next_slot(now, interval, phase_ms(entry.spec.id, entry.region, interval))

    def _clear(self) -> None:
        """Drop the dead: what is edited often would else fill the heap with entries that are due in a day."""
        self._heap = [item for item in self._heap if item[2].is_alive]
        heapq.heapify(self._heap)
        self._clear_at = 2 * len(self._heap) + FEWEST_TO_CLEAR

    def _push(self, at: int, entry: Entry, cause: Cause) -> None:
        self._serial += 1
        heapq.heappush(self._heap, (at, self._serial, entry, cause))


def _evidence_after(now: int, entry: Entry) -> int:
    return next_slot(now, HOUR_MS, phase_ms(entry.spec.id, entry.region, HOUR_MS))


def _interval_ms(spec: MonitorSpec) -> int:
    return round(spec.rules.interval * 1000)
