"""What the web client costs whoever looks at it: its weight, how it scrolls, and how soon it answers what one does.

A real Chromium before a real `tocsin serve` with 10,000 monitors, and both on this machine, with the same cores. There
is no graphics card: frames are drawn by these cores as well, and so beside each figure stands that of a bare page
which the same browser shows in the same minute: a list that recycles plain rows, a button that changes one text.

Weight is that of JavaScript alone, until a page shows its data; Brotli and gzip as the export holds them, at their
highest levels. Interactions are measured with the page's CPU slowed down to a quarter, scrolling is not. Both want a
machine that does nothing else: the load beside the figures says whether it did. What the main thread worked is its own
time, without its waits for a core.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from playwright.sync_api import Browser

from bench.rig.browsing import Tab, browser, tab
from bench.rig.inhabited import Inhabited, inhabited
from bench.rig.report import Report, arguments, percentile
from bench.rig.web_frames import BARE_LIST, FRAME_MS, Frames, scrolled
from bench.rig.web_frames import RECORDER as FRAMES
from bench.rig.web_paints import BARE_BUTTON, Interaction, Paints, clear, interactions, of_a_button, paints, settle
from bench.rig.web_paints import RECORDER as PAINTS
from bench.rig.web_weight import Weight, views, weigh
from tocsin.api.web_client.export import Export, installed

DASHBOARD_BYTES = 200_000
FRAMES_A_SECOND = 59.5
"""60, as a clock of whole frames over some seconds tells it."""
PAINT_MS = 100.0
SLOWER = 4.0
ROW_PX = 62
RECORDERS = FRAMES + PAINTS
PARTS = ("weight", "scrolling", "interactions")


@dataclass(frozen=True)
class Scale:
    """`speeds` in rows a second; `times`: how often each thing is done; `views` and `things`: how many of them."""

    monitors: int = 10_000
    seconds: float = 6.0
    rounds: int = 3
    speeds: tuple[int, ...] = (25, 100)
    times: int = 16
    views: int | None = None
    things: int | None = None
    idle_s: float = 2.0


QUICK = Scale(monitors=300, seconds=0.3, rounds=1, speeds=(50,), times=1, views=1, things=2, idle_s=0.1)


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("--only", choices=PARTS, help="one part")
    given = parser.parse_args()
    export = installed()
    if not export.is_built:
        sys.exit("The web client is not built: make web")
    report, scale = Report("web", is_quick=given.quick), QUICK if given.quick else Scale()
    try:
        with inhabited(scale.monitors, scale.times) as place, browser() as running:
            report.raw["chromium"] = running.version
            report.raw["scale"] = asdict(scale)
            if given.only in (None, "weight"):
                _weigh(report, running, export, place, scale)
            with tab(running, place.cookies, RECORDERS) as ours, tab(running, script=RECORDERS) as bare:
                if given.only in (None, "scrolling"):
                    _tell_load(report, "scrolling")
                    _scroll(report, ours, bare, place, scale)
                if given.only in (None, "interactions"):
                    _tell_load(report, "interactions")
                    _interact(report, ours, bare, place, scale)
                _tell_load(report, "the end")
    finally:
        report.finish(is_partial=given.only is not None)


def _tell_load(report: Report, what: str) -> None:
    report.add(f"load average before {what}, of {os.cpu_count()} cores", os.getloadavg()[0])


def _weigh(report: Report, running: Browser, export: Export, place: Inhabited, scale: Scale) -> None:
    floor: Weight | None = None
    for view in views(place)[: scale.views]:
        first, later = weigh(running, export, place, view, scale.idle_s)
        floor = floor or first
        report.raw[f"weight of {view.name}"] = {"first": asdict(first), "later": asdict(later)}
        bound = DASHBOARD_BYTES / 1000 if view.name == "dashboard" else None
        what = f"{view.name}: JavaScript until its data is shown"
        for form, size, bare in (
            ("Brotli", first.brotli, floor.brotli),
            ("gzip", first.gzip, floor.gzip),
            ("as sent", first.sent, floor.sent),
        ):
            report.add(f"{what}, {form}", size / 1000, "kB", against=("missing", bare / 1000), at_most=bound)
        report.add(f"{view.name}: thereafter, Brotli", later.brotli / 1000, "kB")


def _scroll(report: Report, ours: Tab, bare: Tab, place: Inhabited, scale: Scale) -> None:
    bare.page.set_content(BARE_LIST)
    for speed in scale.speeds:
        found: dict[str, list[Frames]] = {"ours": [], "bare": []}
        for _ in range(scale.rounds):
            _load(ours, f"{place.url}/monitors", "[role=row][data-monitor] svg[role=img]")
            bare.page.evaluate("scrollTo(0, 0)")
            for name, seen in (("bare", bare), ("ours", ours)):
                found[name].append(scrolled(seen, speed * ROW_PX, scale.seconds))
        what = f"scrolling at {speed} rows/s"
        report.raw[what] = {name: [asdict(one) for one in some] for name, some in found.items()}
        _judge_frames(report, what, _all(found["ours"]), _all(found["bare"]))


def _all(rounds: list[Frames]) -> Frames:
    drawn = [one for some in rounds for one in some.intervals_ms]
    main = [one for some in rounds for one in some.main_intervals_ms]
    busy_ms = sum(some.busy_ms * len(some.main_intervals_ms) for some in rounds) / max(1, len(main))
    return Frames(drawn, main, busy_ms, sum(some.pixels for some in rounds))


def _judge_frames(report: Report, what: str, ours: Frames, bare: Frames) -> None:
    report.add(f"{what}: frames drawn", ours.rate, "/s", against=("bare list", bare.rate), at_least=FRAMES_A_SECOND)
    for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("longest", 1.0)):
        report.add(f"{what}: between frames, {name}", ours.share(share), "ms", against=("bare list", bare.share(share)))
    report.add(f"{what}: frames left out", ours.late, "%", against=("bare list", bare.late))
    report.add(f"{what}: frames of the main thread", ours.main_rate, "/s", against=("bare list", bare.main_rate))
    report.add(f"{what}: main thread", ours.busy_ms, "ms/frame", against=("bare list", bare.busy_ms), at_most=FRAME_MS)
    report.add(f"{what}: went", ours.pixels / ROW_PX, "rows", against=("bare list", bare.pixels / ROW_PX))


def _interact(report: Report, ours: Tab, bare: Tab, place: Inhabited, scale: Scale) -> None:
    bare.page.set_content(BARE_BUTTON)
    bare.throttle(SLOWER)
    worst: dict[str, float] = {}
    for one in interactions(place)[: scale.things]:
        _go(ours, place, one)
        took = paints(ours, one.acts(ours.page), scale.times)
        bare.page.bring_to_front()
        floor = paints(bare, of_a_button(bare.page), scale.times)
        report.raw[one.name] = {"ours": asdict(took), "bare": asdict(floor)}
        worst[one.name] = percentile(took.took, 0.75)
        _judge_paints(report, one.name, took, floor)
    _tell_worst(report, worst)


def _judge_paints(report: Report, name: str, ours: Paints, bare: Paints) -> None:
    for which, share in (("p50", 0.5), ("p75", 0.75), ("worst", 1.0)):
        against = ("bare button", percentile(bare.took, share))
        what = f"{name}: to the next paint, {which}"
        report.add(what, percentile(ours.took, share), "ms", against=against, at_most=PAINT_MS)
    against = ("bare button", percentile(bare.busy, 0.5))
    report.add(f"{name}: main thread until quiet, p50", percentile(ours.busy, 0.5), "ms", against=against)


def _go(ours: Tab, place: Inhabited, one: Interaction) -> None:
    """Unless it is there already: its loading is not what is measured, and takes four times as long."""
    ours.page.bring_to_front()
    clear(ours.page)
    if not ours.page.url.startswith(f"{place.url}{one.address}"):
        ours.throttle(1)
        _load(ours, f"{place.url}{one.address}", one.ready)
    ours.throttle(SLOWER)
    ours.page.evaluate("scrollTo(0, 0)")
    settle(ours.page)


def _load(ours: Tab, address: str, ready: str) -> None:
    ours.page.goto(address)
    ours.page.locator(ready).first.wait_for()
    settle(ours.page)


def _tell_worst(report: Report, worst: Mapping[str, float]) -> None:
    name = max(worst, key=lambda one: worst[one])
    report.add(f"the slowest of all, p75: {name}", worst[name], "ms", at_most=PAINT_MS)


if __name__ == "__main__":
    main()
