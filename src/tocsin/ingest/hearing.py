"""Works out what pings, and their absence, mean, without changing what is remembered: that waits for the commit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tocsin.core.expectation import Expectation, Interval
from tocsin.core.ping import Heard, Ping, PushMemory, StoredPing
from tocsin.core.result import Evidence, Outcome, Result
from tocsin.core.verdict import Verdict
from tocsin.ingest.deafness import Deafness
from tocsin.ingest.pushes import Pushed, Pushes
from tocsin.ingest.watch import Watch, Watches
from tocsin.storage.push_states import PushRecord

SHOWN_BODY_BYTES = 2_000
PAUSED = "The monitor was paused: not counted"
NOT_JUDGED = "The monitor's configuration is not valid any more: not counted"


class Hearing:
    """Everything that one batch of pings, or a round of silence, leads to."""

    def __init__(self, watches: Watches, pushes: Pushes) -> None:
        self._watches = watches
        self._pushes = pushes
        self.memories: dict[int, PushMemory] = {}
        self.stored: list[StoredPing] = []
        self.results: list[Result] = []

    def hear(self, pings: Iterable[Ping]) -> None:
        """In the order in which they came. Those of monitors that are gone are passed over."""
        for ping in pings:
            watch, pushed = self._watches.get(ping.monitor_id), self._pushes.get(ping.monitor_id)
            if watch is not None and pushed is not None:
                self.stored.append(self._hear(watch, pushed, ping))

    def elapse(self, monitor_ids: Iterable[int], now: int, deafness: Deafness) -> None:
        """Nothing was heard of these until `now`."""
        for monitor_id in monitor_ids:
            watch, pushed = self._watches.get(monitor_id), self._pushes.get(monitor_id)
            if watch is None or pushed is None or not pushed.is_enabled:
                continue
            expectation = pushed.expectation()
            deaf = deafness.intervals(watch.rules.regions[0], now)
            heard = None if expectation is None else self._elapsed(pushed, expectation, now, deaf)
            if heard is not None:
                self._take(watch, pushed, heard, now)

    def records(self) -> list[PushRecord]:
        """What is to be stored of the monitors that were heard."""
        known = ((self._pushes.get(monitor_id), memory) for monitor_id, memory in self.memories.items())
        return [pushed.record(memory) for pushed, memory in known if pushed is not None]

    def _hear(self, watch: Watch, pushed: Pushed, ping: Ping) -> StoredPing:
        if not pushed.is_enabled:
            return StoredPing(ping, note=PAUSED)
        expectation = pushed.expectation()
        if expectation is None:
            return StoredPing(ping, note=NOT_JUDGED)
        heard = expectation.hear(self._memory(pushed), ping)
        self._take(watch, pushed, heard, ping.at, _evidence(ping))
        return StoredPing(ping, heard.duration_ms, heard.late_ms, heard.note)

    def _elapsed(self, pushed: Pushed, expectation: Expectation, now: int, deaf: Sequence[Interval]) -> Heard | None:
        memory = self._memory(pushed)
        if memory.rule and memory.rule != expectation.rule:
            return Heard(expectation.renewed(memory, now))
        return expectation.elapse(memory, now, deaf)

    def _take(self, watch: Watch, pushed: Pushed, heard: Heard, now: int, evidence: Evidence | None = None) -> None:
        if heard.memory is not self._memory(pushed):
            self.memories[pushed.monitor_id] = heard.memory
        if heard.outcome is not None:
            outcome = heard.outcome if evidence is None else _with(heard.outcome, evidence)
            region = watch.rules.regions[0]
            self.results.append(Result(watch.monitor_id, region, heard.at, now, watch.revision, outcome))

    def _memory(self, pushed: Pushed) -> PushMemory:
        """As this batch has left it so far."""
        return self.memories.get(pushed.monitor_id, pushed.memory)


def _evidence(ping: Ping) -> Evidence | None:
    """What a person wants to see of a ping that brought bad news."""
    if not ping.body:
        return None
    shown = ping.body[:SHOWN_BODY_BYTES].decode("utf-8", "replace").replace("\x00", "\ufffd")
    return {"body": shown, "body_bytes": ping.body_size, "run_id": ping.run_id}


def _with(outcome: Outcome, evidence: Evidence) -> Outcome:
    return outcome if outcome.verdict == Verdict.UP else msgspec.structs.replace(outcome, evidence=evidence)
