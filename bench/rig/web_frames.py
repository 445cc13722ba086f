"""How evenly a page scrolls: the times between the frames that are drawn, and what its main thread works meanwhile.

A browser scrolls what it has painted without asking the page's main thread, which paints new rows in frames of its own.
What one sees move are the drawn ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bench.rig.browsing import HEIGHT, WIDTH, Tab, traced
from bench.rig.report import percentile

FRAME_MS = 1000 / 60
DRAWN = "Display::DrawAndSwap"
"""What Chromium calls it when a frame goes to the screen."""
BARE_LIST = (Path(__file__).parent / "bare_list.html").read_text()
RECORDER = """
window.benchFrames = {
  begin() {
    this.at = [];
    const next = (now) => { this.at.push(now); this.handle = requestAnimationFrame(next); };
    this.handle = requestAnimationFrame(next);
  },
  end() {
    cancelAnimationFrame(this.handle);
    return this.at;
  },
};
"""


@dataclass(frozen=True)
class Frames:
    """`intervals_ms` between any two that were drawn. Of the main thread: its own, and what it worked for each of them.

    `pixels`: how far it went.
    """

    intervals_ms: list[float]
    main_intervals_ms: list[float]
    busy_ms: float
    pixels: float

    @property
    def rate(self) -> float:
        return _rate(self.intervals_ms)

    @property
    def main_rate(self) -> float:
        return _rate(self.main_intervals_ms)

    @property
    def late(self) -> float:
        """Percent of the frames that came half a frame late or later: what a screen of 60 Hz had to leave out."""
        late = sum(1 for one in self.intervals_ms if one > 1.5 * FRAME_MS)
        return 100 * late / max(1, len(self.intervals_ms))

    def share(self, share: float) -> float:
        return percentile(self.intervals_ms, share)


def scrolled(seen: Tab, pixels_a_second: int, seconds: float) -> Frames:
    """By the browser's own input, as a wheel that turns steadily."""
    seen.page.bring_to_front()
    before, from_ = seen.task_seconds(), _position(seen)
    seen.page.evaluate("benchFrames.begin()")
    gesture = {
        "x": WIDTH / 2,
        "y": HEIGHT / 2,
        "yDistance": -round(pixels_a_second * seconds),
        "speed": pixels_a_second,
        "gestureSourceType": "mouse",
        "preventFling": True,
    }
    with traced(seen, "viz", DRAWN) as drawn:
        seen.devtools.send("Input.synthesizeScrollGesture", gesture)
    main = _intervals(seen.page.evaluate("benchFrames.end()"))
    busy_ms = (seen.task_seconds() - before) * 1000 / max(1, len(main))
    return Frames(_intervals([at / 1000 for at in drawn]), main, busy_ms, _position(seen) - from_)


def _intervals(moments: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(moments)]


def _rate(intervals_ms: list[float]) -> float:
    return 1000 * len(intervals_ms) / max(1.0, sum(intervals_ms))


def _position(seen: Tab) -> float:
    return float(seen.page.evaluate("scrollY"))
