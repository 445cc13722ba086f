"""What is expected of a monitor whose state is posted."""

from __future__ import annotations

import pytest

from tocsin.core.ping import Ping, PushMemory, Signal
from tocsin.probes.manual import Manual, ManualConfig


@pytest.mark.parametrize("time_limit", [None, 60.0])
def test_a_start_is_no_run_that_has_to_end(time_limit: float | None) -> None:
    expectation = Manual.expectation(ManualConfig(time_limit=time_limit))
    heard = expectation.hear(PushMemory(), Ping(1, 7, 1_700_000_000_000, Signal.START))
    assert expectation.wake_at(heard.memory) is None
