"""What ingest remembers of every pushed monitor between two batches; all of it can be read again from the database."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from itertools import islice

import structlog
from pydantic import ValidationError

from tocsin.core.expectation import Expectation
from tocsin.core.monitor import MonitorSpec
from tocsin.core.ping import PushMemory
from tocsin.probes import pushed_kind
from tocsin.storage.push_states import PushRecord

log = structlog.get_logger()

NEVER_PINGED = PushMemory()


class Pushed:
    """One pushed monitor. There may be 100,000 of these: what is expected of it is worked out when it is needed."""

    __slots__ = ("_expectation", "config", "is_enabled", "kind", "memory", "monitor_id", "revision", "wake_at")

    def __init__(self, spec: MonitorSpec) -> None:
        self.monitor_id = spec.id
        self.memory = NEVER_PINGED
        self.wake_at: int | None = None
        self.take(spec)

    def take(self, spec: MonitorSpec) -> None:
        """Its configuration."""
        self.kind = spec.kind
        self.config = spec.config
        self.revision = spec.revision
        self.is_enabled = spec.enabled
        self._expectation: Expectation | None = None

    def expectation(self) -> Expectation | None:
        """What is expected of it; None when its kind is not installed any more, or takes its configuration no more."""
        if self._expectation is None and (kind := pushed_kind(self.kind)) is not None:
            try:
                self._expectation = kind.expectation(kind.config_type.model_validate_json(self.config))
            except ValidationError:
                log.warning("a monitor's configuration has become invalid: not judged", monitor_id=self.monitor_id)
        return self._expectation

    def wakes_at(self, memory: PushMemory) -> int | None:
        """When its silence is going to mean something."""
        expectation = self.expectation() if self.is_enabled else None
        return None if expectation is None else expectation.wake_at(memory)

    def record(self, memory: PushMemory) -> PushRecord:
        return PushRecord(self.monitor_id, self.revision, self.wakes_at(memory), memory)


class Pushes:
    """All pushed monitors by id, and which of them is to be looked at next."""

    def __init__(self) -> None:
        self._pushed: dict[int, Pushed] = {}
        self._wakes: list[tuple[int, int]] = []
        self._renewed: set[int] = set()

    def __len__(self) -> int:
        return len(self._pushed)

    def get(self, monitor_id: int) -> Pushed | None:
        return self._pushed.get(monitor_id)

    def is_new(self, monitor_id: int) -> bool:
        """Nothing is remembered of it."""
        pushed = self._pushed.get(monitor_id)
        return pushed is not None and pushed.memory is NEVER_PINGED

    def put(self, spec: MonitorSpec, now: int) -> None:
        """Add a monitor, or take over its newer configuration. One that was paused awaits its next occurrence."""
        if pushed_kind(spec.kind) is None:
            self.remove(spec.id)
            return
        known = self._pushed.get(spec.id)
        if known is None:
            self._pushed[spec.id] = Pushed(spec)
        elif known.revision != spec.revision:
            was_enabled = known.is_enabled
            known.take(spec)
            self._renew(known, now, is_resumed=spec.enabled and not was_enabled)

    def restore(self, record: PushRecord, now: int) -> None:
        """Take up where the last process stopped, even if the monitor was edited meanwhile.

        Edited more than once it may have been of another kind for a while: what was awaited then is long over.
        """
        pushed = self._pushed.get(record.monitor_id)
        if pushed is None:
            return
        pushed.memory = record.memory
        if pushed.revision == record.revision:
            self._wake(pushed, record.wake_at)
        else:
            is_resumed = record.wake_at is None or pushed.revision > record.revision + 1
            self._renew(pushed, now, is_resumed=is_resumed)

    def remove(self, monitor_id: int) -> None:
        self._pushed.pop(monitor_id, None)
        self._renewed.discard(monitor_id)

    def apply(self, memories: Mapping[int, PushMemory]) -> None:
        """Call after the commit."""
        for monitor_id, memory in memories.items():
            pushed = self._pushed.get(monitor_id)
            if pushed is not None:
                pushed.memory = memory
                self._wake(pushed, pushed.wakes_at(memory))

    def next_wake(self) -> int | None:
        """When the next one is to be looked at (Unix ms), or earlier."""
        return self._wakes[0][0] if self._wakes else None

    def take_due(self, now: int, most: int) -> list[int]:
        """Ids of those whose silence has come to mean something; call `wake_again` when they are dealt with."""
        due: list[int] = []
        while self._wakes and self._wakes[0][0] <= now and len(due) < most:
            at, monitor_id = heapq.heappop(self._wakes)
            pushed = self._pushed.get(monitor_id)
            if pushed is not None and pushed.wake_at == at:
                pushed.wake_at = None
                due.append(monitor_id)
        return due

    def wake_again(self, monitor_ids: Iterable[int]) -> None:
        """Look at those once more for which it was too early after all, because the clock was set back meanwhile."""
        for monitor_id in monitor_ids:
            pushed = self._pushed.get(monitor_id)
            if pushed is not None and pushed.wake_at is None:
                self._wake(pushed, pushed.wakes_at(pushed.memory))

    def wake_later(self, monitor_id: int, at: int) -> None:
        """Look at this one at `at`, and not before."""
        pushed = self._pushed.get(monitor_id)
        if pushed is not None:
            self._wake(pushed, at)

    def convert(self, monitor_id: int, now: int) -> None:
        """Its state was looked at until now, or so it was before: what a first ping will say is awaited."""
        pushed = self._pushed.get(monitor_id)
        expectation = None if pushed is None else pushed.expectation()
        if pushed is not None and expectation is not None:
            pushed.memory = expectation.awaiting_first(now)
            self._wake(pushed, pushed.wakes_at(pushed.memory))
            self._renewed.add(monitor_id)

    @property
    def has_renewed(self) -> bool:
        """Something is to be stored although no ping has come."""
        return bool(self._renewed)

    def renewed(self, most: int) -> list[PushRecord]:
        """What has to be stored because a configuration has changed, some at a time."""
        found = (self._pushed.get(monitor_id) for monitor_id in self._renewed)
        alive = (pushed for pushed in found if pushed is not None)
        return [pushed.record(pushed.memory) for pushed in islice(alive, most)]

    def forget_renewed(self, monitor_ids: Iterable[int]) -> None:
        """They are stored."""
        self._renewed.difference_update(monitor_ids)

    def _renew(self, pushed: Pushed, now: int, *, is_resumed: bool) -> None:
        memory, expectation = pushed.memory, pushed.expectation()
        if memory is NEVER_PINGED:
            return
        if expectation is not None and (is_resumed or memory.rule != expectation.rule):
            pushed.memory = expectation.renewed(memory, now)
        self._wake(pushed, pushed.wakes_at(pushed.memory))
        self._renewed.add(pushed.monitor_id)

    def _wake(self, pushed: Pushed, at: int | None) -> None:
        if at is not None and at != pushed.wake_at:
            heapq.heappush(self._wakes, (at, pushed.monitor_id))
        pushed.wake_at = at
        if len(self._wakes) > 2 * len(self._pushed) + 1_000:
            self._wakes = [(one.wake_at, one.monitor_id) for one in self._pushed.values() if one.wake_at is not None]
            heapq.heapify(self._wakes)
