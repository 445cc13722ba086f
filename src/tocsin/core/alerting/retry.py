"""When a delivery that failed is tried again, and when it is given up."""

from __future__ import annotations

FIRST_MS = 2_000
MOST_MS = 900_000
ATTEMPTS_BEFORE_FALLBACK = 5
LONGEST_WAIT_S = 60.0
"""Who asks for more patience than that is not waited for, where there is a fallback."""
GIVE_UP_MS = 86_400_000
"""Of what could not be said within a day nobody wants to hear any more."""


def needs_fallback(attempts: int, retry_after_s: float | None) -> bool:
    """Whether, after so many attempts that failed for now, it is to be said in another way if there is one."""
    return attempts >= ATTEMPTS_BEFORE_FALLBACK or (retry_after_s or 0) > LONGEST_WAIT_S


def pause_ms(attempts: int, spread: float, retry_after_s: float | None = None) -> int:
    """Before the next attempt: doubling from two seconds to fifteen minutes, and what the far side asks for at least.

    `spread` is a random number from 0 to 1: a thousand that failed together do not come back together.
    """
    doubled = min(FIRST_MS << min(attempts - 1, 20), MOST_MS)
    asked = 0 if retry_after_s is None else round(retry_after_s * 1000)
    return max(asked, round(doubled * (0.5 + spread / 2))) + round(asked * spread / 10)
