"""The schedule's own time: monotonic, and close to the wall clock, whose jumps it notices."""

from __future__ import annotations

from tocsin.core.clock import Clock

STEP_MS = 1_000
NUDGE_MS = 7
SLEW_MS = 1


class Timeline:
    """Wall time in Unix ms that flows with the monotonic clock, and follows the wall clock when that jumps."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._offset = clock.now_ms() - clock.monotonic() * 1000

    def now(self) -> int:
        return round(self._clock.monotonic() * 1000 + self._offset)

    def follow(self) -> int:
        """Adopt a jump of the wall clock, in whole seconds, and return its size in ms; 0 when there was none.

        After a jump back the same times come again: the grid moves by some odd milliseconds, so that new results
        do not bear the identity of old ones. What is less than a second is made up for little by little.
        """
        step = self._clock.now_ms() - self.now()
        if abs(step) < STEP_MS:
            self._offset += max(-SLEW_MS, min(step, SLEW_MS))
            return 0
        step = round(step / STEP_MS) * STEP_MS
        if step < 0:
            step += NUDGE_MS
        self._offset += step
        return step
