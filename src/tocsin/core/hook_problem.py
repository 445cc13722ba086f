"""What another system holds against a monitor at this moment."""

from __future__ import annotations

import msgspec

from tocsin.core.verdict import Verdict


class HookProblem(msgspec.Struct, frozen=True):
    """`problem` tells it from others of the same hook and monitor. Times are Unix milliseconds.

    One whose verdict is `up` is over, and is kept only until the monitor's new state is stored.
    """

    hook_id: int
    monitor_id: int
    problem: str
    verdict: Verdict
    message: str
    since: int
    updated_at: int

    @property
    def is_over(self) -> bool:
        return self.verdict == Verdict.UP
