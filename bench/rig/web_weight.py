"""How much JavaScript a page takes until it shows its data, and how much it takes thereafter.

What it fetches while nobody waits (`web/src/ui/later.ts`) waits for an idle moment, and there is none until its data is
shown: else what counts as needed would hang on how fast this machine is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from bench.rig.browsing import Tab, tab
from bench.rig.inhabited import Inhabited
from tocsin.api.web_client.encodings import IDENTITY
from tocsin.api.web_client.export import Export

BUSY = """
const waiting = new Map();
let last = 0;
window.requestIdleCallback = (act) => { waiting.set(++last, act); return last; };
window.cancelIdleCallback = (request) => waiting.delete(request);
window.benchIdle = () => {
  const deadline = { didTimeout: false, timeRemaining: () => 50 };
  window.requestIdleCallback = (act) => setTimeout(act, 0, deadline);
  window.cancelIdleCallback = clearTimeout;
  for (const act of waiting.values()) act(deadline);
};
"""


@dataclass(frozen=True)
class View:
    """A page, and what only stands in it once its data is there."""

    name: str
    address: str
    shows: str
    is_inside: bool = True


def views(place: Inhabited) -> list[View]:
    """The first is the floor: framework, providers and one sentence."""
    return [
        View("page for what is missing", "/leads-nowhere", "main", is_inside=False),
        View("dashboard", "/", "main a[href='/monitors?state=up']"),
        View("list of monitors", "/monitors", "[role=row][data-monitor]"),
        View("monitor", f"/monitor?id={place.monitor}", "main section[data-state]"),
        View("wall", "/wall", "main[data-state]"),
        View("sign-in", "/sign-in", "input[type=password]", is_inside=False),
    ]


@dataclass
class Weight:
    """Bytes. `sent` is what came over the connection, heads of the answers included."""

    brotli: int = 0
    gzip: int = 0
    plain: int = 0
    sent: int = 0
    files: int = 0


@dataclass
class Scripts:
    """What a tab has asked for, by the request's id."""

    paths: dict[str, str] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)

    def watch(self, seen: Tab) -> None:
        seen.devtools.on("Network.requestWillBeSent", self._on_request)
        seen.devtools.on("Network.loadingFinished", self._on_end)
        seen.devtools.send("Network.enable")

    def weigh(self, export: Export, requests: set[str]) -> Weight:
        weight = Weight()
        for request in requests:
            bodies = export.by_address[self.paths[request]].bodies
            weight.files += 1
            weight.sent += self.sent.get(request, 0)
            weight.plain += len(bodies[IDENTITY])
            weight.brotli += len(bodies.get("br", bodies[IDENTITY]))
            weight.gzip += len(bodies.get("gzip", bodies[IDENTITY]))
        return weight

    def _on_request(self, event: dict[str, Any]) -> None:
        path = urlsplit(event["request"]["url"]).path
        if path.endswith(".js"):
            self.paths[event["requestId"]] = path

    def _on_end(self, event: dict[str, Any]) -> None:
        self.sent[event["requestId"]] = int(event["encodedDataLength"])


def weigh(browser: Browser, export: Export, place: Inhabited, view: View, idle_s: float) -> tuple[Weight, Weight]:
    """Until it is loaded and shows its data, and once there is nothing else to do; with nothing kept from before."""
    scripts = Scripts()
    with tab(browser, place.cookies if view.is_inside else [], BUSY) as seen:
        scripts.watch(seen)
        seen.page.goto(f"{place.url}{view.address}", wait_until="commit")
        seen.page.locator(view.shows).first.wait_for()
        seen.page.wait_for_load_state("load")
        first = set(scripts.paths)
        seen.page.evaluate("benchIdle()")
        seen.page.wait_for_timeout(idle_s * 1000)
        return scripts.weigh(export, first), scripts.weigh(export, set(scripts.paths) - first)
