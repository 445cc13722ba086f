"""How long it takes from what somebody does to the next paint, as Event Timing has it: https://web.dev/articles/inp

The browser tells it in steps of 8 ms, and says nothing of what takes less than 16 ms: that counts as 16.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from playwright.sync_api import Page

from bench.rig.browsing import Tab
from bench.rig.inhabited import Inhabited

LEAST_MS = 16.0
BARE_BUTTON = (Path(__file__).parent / "bare_button.html").read_text()
SEARCHED = "monitor 0012"
RECORDER = """
window.benchPaints = {
  entries: [],
  begin() { this.take(); this.entries = []; },
  take() { this.entries.push(...this.observer.takeRecords().filter((one) => one.interactionId > 0)); },
  // Entries are handed over after the frame that they wait for, and once there is nothing better to do.
  async end() {
    for (let count = -1; count < this.entries.length; this.take()) {
      count = this.entries.length;
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      await new Promise((done) => requestIdleCallback(done, { timeout: 2000 }));
      await new Promise((done) => setTimeout(done, 100));
    }
    return this.entries.map(({ name, duration, processingStart, processingEnd, startTime }) =>
      ({ name, duration, wait: processingStart - startTime, work: processingEnd - processingStart }));
  },
};
benchPaints.observer = new PerformanceObserver((list) =>
  benchPaints.entries.push(...list.getEntries().filter((one) => one.interactionId > 0)));
benchPaints.observer.observe({ type: "event", durationThreshold: 16 });
"""
QUIET = """() => new Promise((resolve) => {
  const look = () => (document.querySelector("[aria-busy=true]") ? wait() : resolve(observer.disconnect()));
  let timer;
  const wait = () => { clearTimeout(timer); timer = setTimeout(look, 400); };
  const observer = new MutationObserver(wait);
  observer.observe(document, { subtree: true, childList: true, characterData: true });
  wait();
})"""
"""Nothing is loading, and nothing has been put in or taken out for a moment."""
Act = Callable[[], None]


@dataclass(frozen=True)
class Interaction:
    """`acts` gives one thing to do after another; between two of them it makes all ready for the next.

    Those of one address are tried on one page, one after the other: searching is the last of its list's.
    """

    name: str
    address: str
    acts: Callable[[Page], Iterator[Act]]
    ready: str = "main h1"


@dataclass(frozen=True)
class Paints:
    """Milliseconds of each act: `took` until the next paint, `busy` of the main thread's time until all was quiet."""

    took: list[float]
    busy: list[float]


def paints(seen: Tab, acts: Iterator[Act], times: int) -> Paints:
    """Of so many acts."""
    found = Paints([], [])
    for act in islice(acts, times):
        seen.page.evaluate("benchPaints.begin()")
        before = seen.task_seconds()
        act()
        entries = seen.page.evaluate("benchPaints.end()")
        found.busy.append((seen.task_seconds() - before) * 1000)
        found.took.append(max((float(one["duration"]) for one in entries), default=LEAST_MS))
    return found


def of_a_button(page: Page) -> Iterator[Act]:
    button = page.locator("button")
    while True:
        yield button.click


def interactions(place: Inhabited) -> Sequence[Interaction]:
    rows = {"address": "/monitors", "ready": "[role=row][data-monitor] svg[role=img]"}
    incident = iter(place.incidents)

    def acknowledge(page: Page) -> Iterator[Act]:
        for number in incident:
            page.goto(f"{place.url}/incident?id={number}")
            button = page.get_by_role("button", name="Acknowledge", exact=True)
            button.wait_for()
            settle(page)
            yield button.click

    return (
        Interaction("open the palette", acts=_palette, **rows),
        Interaction("j, to the next row", acts=_down, **rows),
        Interaction("open a row's menu", acts=_menu, **rows),
        Interaction("tick a row", acts=_tick, **rows),
        Interaction("tick all rows that were read", acts=_tick_all, **rows),
        Interaction("change a filter", acts=_filter, **rows),
        Interaction("change the theme, over the list", acts=_theme, **rows),
        Interaction("a letter in the search", acts=_search, **rows),
        Interaction("choose a new monitor's kind", "/monitor/new", _kind, "main li button"),
        Interaction("acknowledge an incident", f"/incident?id={place.incidents[0]}", acknowledge),
    )


def settle(page: Page) -> None:
    """What was under way has ended."""
    page.evaluate(QUIET)


def clear(page: Page) -> None:
    """What the last interaction has left open is closed, and nothing has the focus."""
    opened = page.locator("[role=dialog], [role=menu]")
    if opened.count() > 0:
        page.keyboard.press("Escape")
        opened.first.wait_for(state="hidden")
    page.evaluate("document.activeElement.blur()")


def _palette(page: Page) -> Iterator[Act]:
    dialog = page.get_by_role("dialog")
    while True:
        yield lambda: page.keyboard.press("Control+k")
        dialog.wait_for()
        page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")
        settle(page)


def _search(page: Page) -> Iterator[Act]:
    box = page.get_by_role("searchbox")
    while True:
        box.fill("")
        box.focus()
        settle(page)
        for letter in SEARCHED:
            yield lambda letter=letter: page.keyboard.press(letter)  # type: ignore[misc]


def _down(page: Page) -> Iterator[Act]:
    while True:
        yield lambda: page.keyboard.press("j")


def _menu(page: Page) -> Iterator[Act]:
    button = page.locator("[role=row][data-monitor] button[aria-haspopup=menu]").nth(4)
    menu = page.get_by_role("menu")
    while True:
        yield button.click
        menu.wait_for()
        page.keyboard.press("Escape")
        menu.wait_for(state="hidden")


def _tick(page: Page) -> Iterator[Act]:
    boxes = page.locator("[role=row][data-monitor] input[type=checkbox]")
    number = 0
    while True:
        yield boxes.nth(number % 6).click
        number += 1


def _tick_all(page: Page) -> Iterator[Act]:
    box = page.locator("[role=columnheader] input[type=checkbox]")
    while True:
        yield box.click


def _filter(page: Page) -> Iterator[Act]:
    chips = page.get_by_role("group", name="State").locator("button")
    number = 0
    while True:
        yield chips.nth((4, 0)[number % 2]).click
        number += 1
        settle(page)


def _theme(page: Page) -> Iterator[Act]:
    while True:
        for theme in ("Dark", "Light"):
            page.get_by_role("button", name="Signed in as").click()
            item = page.get_by_role("menuitemradio", name=theme).or_(page.get_by_role("menuitem", name=theme))
            item.wait_for()
            settle(page)
            yield item.click
            time.sleep(0.1)


def _kind(page: Page) -> Iterator[Act]:
    kinds = page.locator("main li button")
    number = 0
    while True:
        kinds.first.wait_for()
        settle(page)
        yield kinds.nth(number % 4).click
        number += 1
        page.get_by_role("button", name="Another kind").click()
