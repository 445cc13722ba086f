"""What ingest remembers of every monitor between two batches; all of it can be read again from the database."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tocsin.core.doubt import parts_of, relation
from tocsin.core.monitor import MonitorSpec, Rules
from tocsin.core.records import StateRecord
from tocsin.core.state import MonitorState, initial, reconfigured
from tocsin.core.verdict import Verdict
from tocsin.probes import pushed_kind

MOST_UNUSED_RULES = 1_000


class Watch:
    """One monitor: how it is judged, and what is concluded of it. There may be 100,000 of these: keep it narrow."""

    __slots__ = (
        "bad_run",
        "evidence_at",
        "evidence_error",
        "incident_id",
        "is_enabled",
        "is_pushed",
        "last_seen",
        "monitor_id",
        "revision",
        "rules",
        "state",
        "summary",
        "target",
        "workspace_id",
    )

    def __init__(self, spec: MonitorSpec, rules: Rules, now: int) -> None:
        self.monitor_id = spec.id
        self.workspace_id = spec.workspace_id
        self.revision = spec.revision
        self.target = spec.target
        self.rules = rules
        self.is_enabled = spec.enabled
        self.is_pushed = pushed_kind(spec.kind) is not None
        self.state: MonitorState = initial(now)
        self.summary = ""
        self.incident_id: int | None = None
        self.last_seen: int | dict[str, int] = 0
        self.bad_run = 0
        self.evidence_at = 0
        self.evidence_error: str | None = None

    def restore(self, record: StateRecord) -> None:
        """Take up where the last process stopped."""
        self.state = record.state
        self.summary = record.summary
        self.incident_id = record.incident_id

    def saw(self, region: str, at: int) -> None:
        """A result of this region, scheduled at `at` (Unix ms), is stored."""
        regions = self.rules.regions
        if region not in regions:
            return
        if len(regions) == 1:
            self.last_seen = at
            return
        if isinstance(self.last_seen, int):
            self.last_seen = dict.fromkeys(regions, self.last_seen)
        self.last_seen[region] = at

    def last_seen_in(self, region: str) -> int:
        """The newest result's time; 0 for never."""
        return self.last_seen if isinstance(self.last_seen, int) else self.last_seen.get(region, 0)

    def seen_by_region(self) -> dict[str, int]:
        """The newest result's time by region; 0 for never."""
        if isinstance(self.last_seen, dict):
            return self.last_seen
        return dict.fromkeys(self.rules.regions, self.last_seen)


class Watches:
    """All monitors by id."""

    def __init__(self) -> None:
        self._watches: dict[int, Watch] = {}
        self._rules: dict[Rules, Rules] = {}
        self._ids: list[int] | None = None

    def __len__(self) -> int:
        return len(self._watches)

    def __iter__(self) -> Iterator[Watch]:
        return iter(self._watches.values())

    def get(self, monitor_id: int) -> Watch | None:
        return self._watches.get(monitor_id)

    def ids(self) -> list[int]:
        """A list that stays as it is while monitors come and go."""
        if self._ids is None:
            self._ids = list(self._watches)
        return self._ids

    def put(self, spec: MonitorSpec, now: int) -> Watch:
        """Add a monitor, or take over its newer configuration; what is concluded of it stays."""
        rules = self._shared(spec.rules)
        known = self._watches.get(spec.id)
        if known is None:
            known = self._watches[spec.id] = Watch(spec, rules, now)
            self._ids = None
        elif known.revision != spec.revision:
            known.state = reconfigured(known.state, rules, now=now)
            known.last_seen = now
            known.bad_run = 0
        known.revision, known.rules, known.target, known.is_enabled = spec.revision, rules, spec.target, spec.enabled
        known.is_pushed = pushed_kind(spec.kind) is not None
        return known

    def remove(self, monitor_id: int) -> None:
        if self._watches.pop(monitor_id, None) is not None:
            self._ids = None

    def neighbours(self, watch: Watch, region: str, most: int) -> list[int]:
        """Some healthy monitors that the same region looks at, each unrelated to `watch` and to one another.

        They need what it needs, and those are chosen that say soonest that they fail.
        """
        ids = self.ids()
        found: dict[str, int] = {}
        excluded, needed = relation(watch.target), parts_of(watch.target)
        sample = (self._watches.get(one) for one in random.sample(ids, min(len(ids), 10 * most)))
        others = (one for one in sample if one is not None and _is_healthy(one, region))
        for other in sorted(others, key=lambda one: one.rules.timeout):
            group = relation(other.target)
            if group != excluded and needed <= parts_of(other.target):
                found.setdefault(group, other.monitor_id)
            if len(found) == most:
                break
        return list(found.values())

    def workspaces(self, region: str) -> set[int]:
        """Those that look from this region."""
        return {watch.workspace_id for watch in self if watch.is_enabled and region in watch.rules.regions}

    def _shared(self, rules: Rules) -> Rules:
        """One object for all monitors with equal rules; what no monitor uses any more is forgotten."""
        if len(self._rules) > 2 * len(self._watches) + MOST_UNUSED_RULES:
            self._rules = {watch.rules: watch.rules for watch in self}
        return self._rules.setdefault(rules, rules)


def _is_healthy(watch: Watch, region: str) -> bool:
    return (
        watch.is_enabled and not watch.is_pushed and watch.state.state == Verdict.UP and region in watch.rules.regions
    )
