"""How evenly a page scrolls: the times between its frames, and what its main thread works for one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bench.rig.browsing import HEIGHT, WIDTH, Tab
from bench.rig.report import percentile

FRAME_MS = 1000 / 60
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
    """`intervals_ms` between any two frames; `busy_ms` of the main thread for each. `pixels`: how far it went."""

    intervals_ms: list[float]
    busy_ms: float
    pixels: float

    @property
    def rate(self) -> float:
        return 1000 * len(self.intervals_ms) / max(1.0, sum(self.intervals_ms))

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
    seen.devtools.send("Input.synthesizeScrollGesture", gesture)
    at: list[float] = seen.page.evaluate("benchFrames.end()")
    intervals = [later - earlier for earlier, later in pairwise(at)]
    busy_ms = (seen.task_seconds() - before) * 1000 / max(1, len(intervals))
    return Frames(intervals, busy_ms, _position(seen) - from_)


def _position(seen: Tab) -> float:
    return float(seen.page.evaluate("scrollY"))
