"""How often a hook may be used."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tocsin.services.hook_limits import BURST, MOST_AT_ONCE, RATE, HookLimits
from tocsin.services.hook_requests import HookBusy


def use(limits: HookLimits, times: int, now: float = 0.0, hook: int = 1) -> None:
    for _ in range(times):
        with limits.admitted(hook, now):
            pass


def test_after_a_burst_a_hook_waits_for_its_next_turn() -> None:
    limits = HookLimits()
    use(limits, int(BURST))
    with pytest.raises(HookBusy) as caught:
        use(limits, 1)
    assert caught.value.after == pytest.approx(1 / RATE)


def test_with_time_a_hook_may_be_used_again() -> None:
    limits = HookLimits()
    use(limits, int(BURST))
    use(limits, int(RATE), now=1.0)
    with pytest.raises(HookBusy):
        use(limits, 1, now=1.0)


def test_a_refused_request_costs_nothing() -> None:
    limits = HookLimits()
    use(limits, int(BURST))
    for _ in range(10):
        with pytest.raises(HookBusy):
            use(limits, 1)
    use(limits, 1, now=1 / RATE)


def test_one_hook_does_not_use_up_the_turns_of_another() -> None:
    limits = HookLimits()
    use(limits, int(BURST))
    use(limits, 1, hook=2)


def test_only_so_many_requests_are_under_way_at_once() -> None:
    limits = HookLimits()
    with ExitStack() as under_way:
        for _ in range(MOST_AT_ONCE):
            under_way.enter_context(limits.admitted(1, 0.0))
        with pytest.raises(HookBusy):
            use(limits, 1)
    use(limits, 1)
