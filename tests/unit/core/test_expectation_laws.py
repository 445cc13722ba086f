"""What holds of every monitor that is pushed to, whatever is said to it and however its clock runs."""

from __future__ import annotations

from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tocsin import recurrence
from tocsin.core.errors import ErrorCode
from tocsin.core.expectation import MOST_RUNS, Expectation
from tocsin.core.ping import Heard, Ping, PushMemory, Signal
from tocsin.core.verdict import Verdict

MINUTE = 60_000
T0 = 1_700_006_400_000
DAY = 1440 * MINUTE

recurrences = st.sampled_from(
    [
        recurrence.every(1),
        recurrence.every(600),
        recurrence.cron("*/5 * * * *", "UTC"),
        recurrence.cron("30 2 * * *", "Europe/Berlin"),
        recurrence.on_calendar("hourly", "UTC"),
    ]
)
expectations = st.builds(
    Expectation,
    recurrence=recurrences,
    grace_ms=st.sampled_from([1_000, MINUTE, 60 * MINUTE]),
    max_duration_ms=st.sampled_from([None, 1_000, 30 * MINUTE]),
    degraded_when_late=st.booleans(),
    degraded_on_overlap=st.booleans(),
)
signals = st.sampled_from([Signal.START, Signal.SUCCESS, Signal.FAIL, Signal.LOG])
run_ids = st.sampled_from(["", "a", "b", "c"])


class Life(RuleBasedStateMachine):
    """One monitor, its pings, and time: late as long as nothing wakes it, and set back now and then."""

    @initialize(expectation=expectations)
    def begin(self, expectation: Expectation) -> None:
        self.expectation = expectation
        self.memory = PushMemory()
        self.now = T0
        self.last_told = 0

    @rule(milliseconds=st.integers(0, 3 * 60 * MINUTE))
    def time_passes(self, milliseconds: int) -> None:
        self.now += milliseconds

    @rule(milliseconds=st.integers(1, 60 * MINUTE))
    def clock_is_set_back(self, milliseconds: int) -> None:
        self.now -= milliseconds

    @rule(signal=signals, run_id=run_ids, late=st.integers(0, 2 * MINUTE))
    def a_ping_comes(self, signal: Signal, run_id: str, late: int) -> None:
        was_missing = self.memory.is_missing
        heard = self.expectation.hear(self.memory, Ping(1, 7, self.now - late, signal, run_id=run_id))
        self.take(heard)
        if signal in (Signal.SUCCESS, Signal.FAIL):
            assert not self.memory.is_missing
            assert heard.outcome is not None
            assert self.expectation.wake_at(self.memory) is not None
        else:
            assert self.memory.is_missing == was_missing

    @rule(start=st.integers(0, 180 * MINUTE), length=st.integers(1, 180 * MINUTE), is_deaf=st.booleans())
    def silence_is_looked_at(self, start: int, length: int, is_deaf: bool) -> None:
        """However much was due, a few looks deal with it; none is without an effect."""
        spell = (self.now - start, self.now - start + length)
        for _ in range(2 * MOST_RUNS + 3):
            before, wake = self.memory, self.expectation.wake_at(self.memory)
            heard = self.expectation.elapse(self.memory, self.now, [spell] if is_deaf else [])
            assert (heard is None) == (wake is None or wake > self.now)
            if heard is None:
                return
            assert heard.memory != before
            self.take(heard)
            self.is_fair(before, heard)
        raise AssertionError("looked at for ever")

    def is_fair(self, before: PushMemory, heard: Heard) -> None:
        """Nothing is missing before its grace has passed."""
        error = heard.outcome.error if heard.outcome is not None else None
        if error == ErrorCode.HEARTBEAT_MISSING:
            assert self.now >= before.expected_at + self.expectation.grace_ms
        if error == ErrorCode.HEARTBEAT_UNFINISHED:
            assert self.now >= min(run.since for run in before.runs) + self.expectation.grace_ms

    @precondition(lambda self: self.memory.heard_at)
    @rule()
    def nothing_comes_any_more(self) -> None:
        """Then it is missing at last."""
        now = max(self.now, self.memory.expected_at) + 2 * DAY
        memory = self.memory
        for _ in range(2 * MOST_RUNS + 3):
            heard = self.expectation.elapse(memory, now)
            if heard is None:
                break
            memory = heard.memory
        assert memory.is_missing
        assert self.expectation.wake_at(memory) is None

    @precondition(lambda self: self.memory.rule)
    @rule(other=expectations)
    def it_is_edited(self, other: Expectation) -> None:
        assume(other != self.expectation)
        self.expectation = other
        self.memory = other.renewed(self.memory, self.now)
        wake = other.wake_at(self.memory)
        assert wake is None or wake > self.now

    @invariant()
    def what_is_remembered_is_bounded(self) -> None:
        assert len(self.memory.runs) <= MOST_RUNS

    def take(self, heard: Heard) -> None:
        """No two results share their time, nor does one come before another."""
        self.memory = heard.memory
        if heard.outcome is not None:
            assert heard.at > self.last_told
            assert heard.outcome.verdict in Verdict
            self.last_told = heard.at


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
