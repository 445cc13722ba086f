"""What is expected of a monitor that is pushed to: what each of its pings means, and when its silence does.

Everything here is pure. Late is not missing: between the moment at which a ping was expected and the end of its grace
it is late, and the state stays as it is unless the monitor asks otherwise. Only past the grace is it missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from msgspec.structs import replace

from tocsin.core.durations import in_words
from tocsin.core.errors import ErrorCode
from tocsin.core.ping import Heard, Ping, PushMemory, Run, Signal
from tocsin.core.result import Outcome
from tocsin.core.times import clock_time
from tocsin.core.verdict import Verdict

UP, DEGRADED, DOWN, UNKNOWN = Verdict.UP, Verdict.DEGRADED, Verdict.DOWN, Verdict.UNKNOWN

EARLY_MS = 60_000
"""A job whose clock runs ahead by less than this has met its appointment, not missed it."""
MOST_RUNS = 100
Interval = tuple[int, int]


class Recurrence(Protocol):
    """When something is due again."""

    def next_after(self, at: int) -> int | None:
        """The first occurrence after `at`; None when there is none any more."""

    def gap_after(self, at: int) -> int | None:
        """Milliseconds between the next two occurrences after `at`."""

    def describe(self) -> str:
        """A short phrase, such as `every 5m`."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """Without `recurrence`, silence means nothing. `silence` is the verdict once a ping is missing.

    Without `max_duration_ms` a run that has begun must end within the grace, counted from its start. Where `has_runs`
    is unset there are none to wait for: a start is only noted.
    """

    recurrence: Recurrence | None = None
    grace_ms: int = 0
    silence: Verdict = DOWN
    min_duration_ms: int | None = None
    max_duration_ms: int | None = None
    degraded_when_late: bool = False
    degraded_on_overlap: bool = False
    has_runs: bool = True
    rule: str = field(init=False, compare=False)
    """All that changes what is expected, in words."""

    def __post_init__(self) -> None:
        when = self.recurrence.describe() if self.recurrence is not None else "whenever"
        object.__setattr__(self, "rule", f"{when}, grace {in_words(self.grace_ms / 1000)}")

    def hear(self, memory: PushMemory, ping: Ping) -> Heard:
        """What a ping means."""
        match ping.signal:
            case Signal.LOG:
                return Heard(memory)
            case Signal.START:
                return self._started(memory, ping)
            case _:
                return self._ended(memory, ping)

    def wake_at(self, memory: PushMemory) -> int | None:
        """When silence is going to mean something; None while it never does."""
        if memory.is_missing:
            return None
        moments = [self._run_moment(run) for run in memory.runs]
        if memory.expected_at and not _is_under_way(memory):
            asks_at_once = self.degraded_when_late and not memory.is_late
            moments.append(memory.expected_at + (0 if asks_at_once else self.grace_ms))
        return min(moments, default=None)

    def elapse(self, memory: PushMemory, now: int, deaf: Sequence[Interval] = ()) -> Heard | None:
        """What the silence until `now` means; None when nothing yet.

        `deaf`: when we ourselves could not have heard a ping. One that was due then cannot be called missing.
        """
        at = self.wake_at(memory)
        if at is None or at > now:
            return None
        overdue = next((run for run in memory.runs if self._run_moment(run) == at), None)
        if overdue is None and _awaits_first(memory):
            return self._never_came(memory, at)
        is_over = at >= (memory.expected_at + self.grace_ms if overdue is None else self._run_deadline(overdue))
        since = overdue.since if overdue is not None else memory.expected_at
        was_deaf = next((one for one in deaf if one[0] < at and one[1] > since - EARLY_MS), None)
        if was_deaf is not None:
            return self._could_not_hear(memory, at, now, was_deaf) if is_over else self._noticed(memory, overdue)
        if overdue is not None and is_over:
            return self._unfinished(memory, overdue, at)
        if overdue is not None:
            return self._overlong(memory, overdue, at)
        if not is_over:
            words = f"Late: expected at {clock_time(memory.expected_at)}; missing after {_ms(self.grace_ms)} of grace"
            return self._told(replace(memory, is_late=True), at, DEGRADED, ErrorCode.HEARTBEAT_LATE, words)
        return self._missing(memory, at, ErrorCode.HEARTBEAT_MISSING, self._missed(memory))

    def renewed(self, memory: PushMemory, now: int) -> PushMemory:
        """After an edit or a pause: what was awaited is forgotten, and the next occurrence counts."""
        unheard = memory.expected_at if _awaits_first(memory) else 0
        expected = self._next_after(now, now) if memory.heard_at else unheard
        return replace(
            memory,
            rule=self.rule,
            expected_at=expected,
            runs=(),
            is_late=unheard > 0,
            is_missing=False,
            is_renewed=memory.heard_at > 0,
        )

    def awaiting_first(self, now: int) -> PushMemory:
        """Of a monitor whose state was found in another way until `now`: without a ping nobody can tell any more."""
        return PushMemory(rule=self.rule, expected_at=now, is_late=True)

    def _started(self, memory: PushMemory, ping: Ping) -> Heard:
        if not self.has_runs:
            return Heard(memory, note="A start says nothing of what has no runs")
        if _has_ended(memory, ping):
            return Heard(memory, note="Came after the end of its run: not awaited")
        same = next((run for run in memory.runs if run.id == ping.run_id), None)
        others = tuple(run for run in memory.runs if run is not same)
        if same is None:
            begun = Run(ping.run_id, ping.at, since=ping.at)
        else:
            begun = same if ping.run_id else replace(same, at=ping.at)
        after = replace(memory, rule=self.rule, runs=_bounded((*others, begun)))
        running = memory.runs if ping.run_id == "" else others
        if not running:
            return Heard(after)
        note = f"Started while the run of {clock_time(running[-1].at)} has not ended"
        if not self.degraded_on_overlap:
            return Heard(after, note=note)
        told = self._told(after, ping.at, DEGRADED, ErrorCode.HEARTBEAT_OVERLAP, note)
        return replace(told, note=note)

    def _ended(self, memory: PushMemory, ping: Ping) -> Heard:
        run = _ended_by(ping.run_id, memory.runs)
        duration = ping.duration_ms
        if duration is None and run is not None:
            duration = max(0, ping.at - run.at)
        began = min(run.at if run is not None else ping.at, ping.at)
        late = began - memory.expected_at if memory.expected_at and not _awaits_first(memory) else 0
        after = replace(
            memory,
            rule=self.rule,
            heard_at=ping.at,
            expected_at=self._next_after(began, ping.at),
            runs=tuple(one for one in memory.runs if one is not run),
            is_late=False,
            is_missing=False,
            is_renewed=False,
            last_signal=ping.signal,
            last_run_id=ping.run_id,
            last_duration_ms=duration if duration is not None else memory.last_duration_ms,
        )
        verdict, error, words = self._said(ping, duration)
        told = self._told(after, ping.at, verdict, error, words, duration)
        return replace(told, late_ms=late if late > 0 else None)

    def _said(self, ping: Ping, duration_ms: int | None) -> tuple[Verdict, ErrorCode | None, str]:
        if ping.signal == Signal.STATE and ping.verdict is not None and ping.verdict != UP:
            return ping.verdict, ErrorCode.REPORTED, ping.message or f"Reported as {ping.verdict.word}"
        if ping.signal == Signal.FAIL:
            by_code = f"The job ended with exit code {ping.exit_code}"
            words = by_code if ping.exit_code is not None else "The job reported that it failed"
            return DOWN, ErrorCode.JOB_FAILED, f"{words}: {ping.message}" if ping.message else words
        if duration_ms is not None and self.max_duration_ms is not None and duration_ms > self.max_duration_ms:
            words = f"Took {_ms(duration_ms)}, longer than the {_ms(self.max_duration_ms)} allowed"
            return DEGRADED, ErrorCode.HEARTBEAT_TOO_LONG, words
        if duration_ms is not None and self.min_duration_ms is not None and duration_ms < self.min_duration_ms:
            words = f"Took {_ms(duration_ms)}, less than the {_ms(self.min_duration_ms)} that it needs to do its work"
            return DEGRADED, ErrorCode.HEARTBEAT_TOO_SHORT, words
        return UP, None, ping.message

    def _next_after(self, began: int, now: int) -> int:
        """When the next ping is due after a run that began and one that ended just `now`; 0 for never."""
        if self.recurrence is None:
            return 0
        due = self.recurrence.next_after(began)
        if due is not None and due <= now:
            due = self.recurrence.next_after(now)
        gap = self.recurrence.gap_after(began) if due is not None and due - began < EARLY_MS else None
        if due is not None and gap is not None and due - began < min(EARLY_MS, gap // 4):
            due = self.recurrence.next_after(due)
        return due or 0

    def _run_deadline(self, run: Run) -> int:
        return run.since + (self.max_duration_ms or 0) + self.grace_ms

    def _run_moment(self, run: Run) -> int:
        if self.max_duration_ms is None or run.is_overlong:
            return self._run_deadline(run)
        return run.since + self.max_duration_ms

    def _noticed(self, memory: PushMemory, overdue: Run | None) -> Heard:
        """What is over its first bound is waited for until the last."""
        if overdue is None:
            return Heard(replace(memory, is_late=True))
        runs = tuple(replace(run, is_overlong=True) if run is overdue else run for run in memory.runs)
        return Heard(replace(memory, runs=runs))

    def _overlong(self, memory: PushMemory, run: Run, at: int) -> Heard:
        """Told of a run that has not ended. Where the one before it failed, that is no better news."""
        noticed = self._noticed(memory, run)
        if memory.last_signal == Signal.FAIL:
            return noticed
        words = f"Has been running for {_ms(at - run.since)}, longer than the {_ms(self.max_duration_ms)} allowed"
        return self._told(noticed.memory, at, DEGRADED, ErrorCode.HEARTBEAT_TOO_LONG, words)

    def _unfinished(self, memory: PushMemory, run: Run, at: int) -> Heard:
        """Where a run that began later has ended well, the job itself can: one of its runs hangs, or has died."""
        words = f"The run that began at {clock_time(run.since)} has not ended after {_ms(at - run.since)}"
        if memory.last_signal != Signal.SUCCESS or memory.heard_at <= run.since:
            return self._missing(memory, at, ErrorCode.HEARTBEAT_UNFINISHED, words)
        after = replace(memory, runs=tuple(one for one in memory.runs if one is not run))
        return self._told(after, at, DEGRADED, ErrorCode.HEARTBEAT_UNFINISHED, f"{words}; a later one has")

    def _missing(self, memory: PushMemory, at: int, error: ErrorCode, words: str) -> Heard:
        after = replace(memory, runs=(), is_late=False, is_missing=True)
        return self._told(after, at, self.silence, error, words)

    def _never_came(self, memory: PushMemory, at: int) -> Heard:
        """Nobody can tell until the first ping comes, and that is awaited for ever."""
        after = replace(memory, expected_at=0, is_late=False)
        return self._told(after, at, UNKNOWN, ErrorCode.HEARTBEAT_MISSING, "No ping has come yet")

    def _missed(self, memory: PushMemory) -> str:
        what = "No state was posted" if self.silence == UNKNOWN else "No ping came"
        grace = f" and within {_ms(self.grace_ms)} of grace" if self.grace_ms else ""
        return f"{what}: expected by {clock_time(memory.expected_at)}{grace}"

    def _could_not_hear(self, memory: PushMemory, at: int, now: int, deaf: Interval) -> Heard:
        """Wait for the next occurrence: the one that was due may have been announced while nobody listened."""
        after = replace(memory, runs=(), is_late=False, expected_at=self._next_after(now, now))
        words = (
            f"A ping was due by {clock_time(at)}, and Tocsin could not be reached "
            f"from {clock_time(deaf[0])} to {clock_time(deaf[1])}"
        )
        return self._told(after, at, UNKNOWN, ErrorCode.HEARTBEAT_UNHEARD, words)

    def _told(
        self,
        memory: PushMemory,
        at: int,
        verdict: Verdict,
        error: ErrorCode | None,
        words: str,
        duration_ms: int | None = None,
    ) -> Heard:
        """A result never shares its time with the one before it, nor does it come before it."""
        at = max(at, memory.told_at + 1)
        latency_us = duration_ms * 1000 if duration_ms is not None else None
        outcome = Outcome(verdict, latency_us=latency_us, error=error, message=words)
        return Heard(replace(memory, told_at=at), at, outcome, duration_ms)


def _bounded(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The first of them stays, whose time is up first: a job that is begun anew for ever has to be noticed."""
    return runs if len(runs) <= MOST_RUNS else (runs[0], *runs[1 - MOST_RUNS :])


def _ended_by(run_id: str, runs: Sequence[Run]) -> Run | None:
    """The run that has this id; or the only one there is, when either side has said no id."""
    for run in runs:
        if run.id == run_id:
            return run
    return runs[0] if len(runs) == 1 and not (run_id and runs[0].id) else None


def _has_ended(memory: PushMemory, start: Ping) -> bool:
    """A start that was sent again, or held up on its way, must not be waited for: nothing is going to end it."""
    since_end = start.at - memory.heard_at
    is_told_of = since_end < 0 or (start.run_id != "" and start.run_id == memory.last_run_id)
    return is_told_of and abs(since_end) < EARLY_MS


def _awaits_first(memory: PushMemory) -> bool:
    """Nothing was ever heard of it, nor said."""
    return not memory.heard_at and not memory.told_at


def _is_under_way(memory: PushMemory) -> bool:
    """A run that began after the last ping is the one that is waited for: it has a deadline of its own."""
    return any(run.since > memory.heard_at for run in memory.runs)


def _ms(milliseconds: int | None) -> str:
    return in_words(round((milliseconds or 0) / 1000) if (milliseconds or 0) >= 10_000 else (milliseconds or 0) / 1000)
