"""Judges a batch against what is remembered, without changing any of it: that waits until the batch is committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tocsin.core.evidence import ends_run, keeps_evidence
from tocsin.core.messages import RecheckRequested
from tocsin.core.result import Result
from tocsin.core.state import MonitorState, Step, advance, expire, is_silent
from tocsin.core.transition import Change
from tocsin.core.verdict import Verdict
from tocsin.ingest.doubts import Suspicion
from tocsin.ingest.watch import Watch, Watches

UP, DOWN = Verdict.UP, Verdict.DOWN
SHORTEST_PATIENCE_MS = 30_000


class Draft:
    """What a watch will be once the batch is committed."""

    __slots__ = ("bad_run", "evidence_at", "evidence_error", "incident_id", "is_changed", "state", "summary", "watch")

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.state: MonitorState = watch.state
        self.summary = watch.summary
        self.incident_id = watch.incident_id
        self.bad_run = watch.bad_run
        self.evidence_at = watch.evidence_at
        self.evidence_error = watch.evidence_error
        self.is_changed = False

    def apply(self) -> None:
        """Call after the commit."""
        watch = self.watch
        watch.state = self.state
        watch.summary = self.summary
        watch.incident_id = self.incident_id
        watch.bad_run = self.bad_run
        watch.evidence_at = self.evidence_at
        watch.evidence_error = self.evidence_error


class Judgement:
    """Everything that one batch leads to."""

    def __init__(self, watches: Watches, suspicion: Suspicion, now: int) -> None:
        self._watches = watches
        self._suspicion = suspicion
        self._now = now
        self.drafts: dict[int, Draft] = {}
        self.changes: list[tuple[Draft, Change]] = []
        self.with_evidence: list[Result] = []
        self.good_evidence: list[Result] = []
        self.first_failures: list[tuple[Watch, Result]] = []
        self.rechecks: list[RecheckRequested] = []
        self._seen: dict[tuple[Watch, str], int] = {}

    def take(self, results: Sequence[Result]) -> None:
        """Judge stored results in order."""
        get = self._watches.get
        for result in results:
            watch = get(result.monitor_id)
            if watch is None:
                continue
            if result.revision >= watch.revision:
                if not watch.is_pushed:
                    self._notice_gap(watch, result)
                self._judge(watch, result)
            self._seen[watch, result.region] = result.scheduled_at
            if result.outcome.verdict != UP or self._drafted(watch).bad_run:
                self._note_run(watch, result)
            if result.outcome.evidence is not None and result.outcome.verdict == UP:
                self.good_evidence.append(result)

    @property
    def leads_to_nothing(self) -> bool:
        """Nothing has to be written but the results themselves."""
        return not (self.changes or self.with_evidence or any(draft.is_changed for draft in self.drafts.values()))

    def notice_silence(self, watch: Watch) -> None:
        """Take in that a monitor's results have stopped coming, if they have."""
        if not watch.is_enabled or watch.is_pushed:
            return
        last = watch.last_seen
        if isinstance(last, int) and not is_silent(last, watch.rules, self._now):
            return  # the cheap question first: this is asked of every monitor every ten seconds
        self._expire(watch, watch.seen_by_region(), self._now)

    def commit(self) -> None:
        """What was judged becomes what is remembered."""
        for (watch, region), at in self._seen.items():
            watch.saw(region, at)
        for draft in self.drafts.values():
            draft.apply()

    def _notice_gap(self, watch: Watch, result: Result) -> None:
        """Time in which nobody looked counts as unknown, even when a result ends it before the silence was noticed."""
        last = self._seen.get((watch, result.region)) or watch.last_seen_in(result.region)
        at = result.scheduled_at
        if at - last > SHORTEST_PATIENCE_MS and is_silent(last, watch.rules, at):
            self._expire(watch, {**dict.fromkeys(watch.rules.regions, at), result.region: last}, at)

    def _expire(self, watch: Watch, last_seen: Mapping[str, int], now: int) -> None:
        before = self._drafted(watch).state
        parents = self._down_parents(watch)
        suspects = self._suspicion.about(watch.target)
        step = expire(before, watch.rules, last_seen, now=now, suspect_regions=suspects, down_parents=parents)
        if step is not None:
            self._take_step(watch, step)

    def _judge(self, watch: Watch, result: Result) -> None:
        before = self._drafted(watch).state
        parents = self._down_parents(watch)
        suspects = self._suspicion.about(watch.target)
        step = advance(before, watch.rules, result, now=self._now, suspect_regions=suspects, down_parents=parents)
        if step is None:
            return
        self._take_step(watch, step)
        if watch.is_pushed:
            return  # there is nothing that we could look at again
        if step.is_first_failure:
            self.first_failures.append((watch, result))
        for recheck in step.rechecks:
            self.rechecks.append(RecheckRequested(watch.monitor_id, recheck.region, recheck.at))

    def _take_step(self, watch: Watch, step: Step) -> None:
        if step.state is self._drafted(watch).state:
            return
        draft = self._draft(watch)
        draft.state = step.state
        draft.is_changed = True
        if step.summary is not None:
            draft.summary = step.summary
        if step.change is not None:
            self.changes.append((draft, step.change))

    def _note_run(self, watch: Watch, result: Result) -> None:
        """Count results that were not good in a row, and keep the evidence of those that tell something new."""
        draft = self._draft(watch)
        if result.outcome.verdict == UP:
            if ends_run(last_kept_at=draft.evidence_at, at=result.scheduled_at):
                draft.bad_run = 0
            return
        draft.bad_run += 1
        error = result.outcome.error
        if keeps_evidence(
            run_length=draft.bad_run,
            is_same_error=error == draft.evidence_error,
            last_kept_at=draft.evidence_at,
            at=result.scheduled_at,
        ):
            self.with_evidence.append(result)
            draft.evidence_at = result.scheduled_at
            draft.evidence_error = error

    def _down_parents(self, watch: Watch) -> tuple[int, ...]:
        if not watch.rules.parents:
            return ()
        known = ((parent, self._watches.get(parent)) for parent in watch.rules.parents)
        return tuple(
            parent for parent, above in known if above is not None and self._drafted(above).state.state == DOWN
        )

    def _drafted(self, watch: Watch) -> Draft | Watch:
        """The watch as this batch has left it so far."""
        return self.drafts.get(watch.monitor_id, watch)

    def _draft(self, watch: Watch) -> Draft:
        draft = self.drafts.get(watch.monitor_id)
        if draft is None:
            draft = self.drafts[watch.monitor_id] = Draft(watch)
        return draft


def doubted(result: Result) -> Result:
    """A bad result from a suspect region: kept as seen, and counted as `unknown`."""
    outcome = msgspec.structs.replace(
        result.outcome,
        verdict=Verdict.UNKNOWN,
        message=f"{result.outcome.message} (counted as unknown: region {result.region} is itself in doubt)",
    )
    return msgspec.structs.replace(result, outcome=outcome)
