"""A real Chromium, as the tests in the browser find it, and what DevTools tell of a page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tools.chromium import chromium
from tools.test_services import CHROMIUM

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS = 60.0
WIDTH, HEIGHT = 1280, 860


@dataclass(frozen=True)
class Tab:
    """One page of a browser that has seen nothing yet."""

    page: Page
    devtools: CDPSession

    def throttle(self, rate: float) -> None:
        """The page's CPU is so many times as slow as this machine's."""
        self.devtools.send("Emulation.setCPUThrottlingRate", {"rate": rate})

    def task_seconds(self) -> float:
        """CPU that the main thread has spent since the page began: without its waits for a core."""
        metrics = self.devtools.send("Performance.getMetrics")["metrics"]
        return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")


@contextmanager
def browser() -> Iterator[Browser]:
    program = os.environ.get(CHROMIUM) or str(chromium())
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield running
        finally:
            running.close()


@contextmanager
def tab(browser: Browser, cookies: list[SetCookieParam] | None = None, script: str = "") -> Iterator[Tab]:
    """`script` runs before anything else of each page."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB")
    try:
        context.set_default_timeout(SECONDS * 1000)
        context.add_cookies(cookies or [])
        context.add_init_script(script)
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        yield Tab(page, devtools)
    finally:
        context.close()


@contextmanager
def traced(seen: Tab, category: str, event: str) -> Iterator[list[float]]:
    """When there was such an event, in µs: known once the block is left."""
    moments: list[float] = []
    is_over = False

    def take(some: dict[str, Any]) -> None:
        moments.extend(_moments(some["value"], event))

    def end(_: object) -> None:
        nonlocal is_over
        is_over = True

    for name, listener in (listeners := {"Tracing.dataCollected": take, "Tracing.tracingComplete": end}).items():
        seen.devtools.on(name, listener)
    seen.devtools.send("Tracing.start", {"traceConfig": {"includedCategories": [category]}})
    yield moments
    seen.devtools.send("Tracing.end")
    while not is_over:
        seen.page.wait_for_timeout(20)
    for name, listener in listeners.items():
        seen.devtools.remove_listener(name, listener)
    moments.sort()


def _moments(events: list[dict[str, Any]], name: str) -> Iterator[float]:
    return (float(one["ts"]) for one in events if one["name"] == name and one["ph"] in "XBI")
