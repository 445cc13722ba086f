"""Pages as they look when Tocsin has run for three months: full ones, with something that is down just now.

The names are examples; a proxy on loopback answers for all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.acceptance.target import Site, running_site
from tests.acceptance.tower import Tower
from tests.browser import looks
from tests.browser.album import Album
from tests.browser.conftest import mailing_to, started
from tests.browser.looks import Look, require_well_made, sharp
from tests.browser.past import write_past
from tests.browser.people import set_up, signed_in
from tests.servers.smtp import Mailbox

SHOP, CHECKOUT = "http://shop.example.com/", "http://shop.example.com/checkout"
SITES = {
    "Shop": (SHOP, ["shop", "customers"]),
    "Checkout": (CHECKOUT, ["shop", "customers"]),
    "Search": ("http://search.example.com/", ["shop"]),
    "Accounts": ("http://accounts.example.com/", ["customers"]),
    "Payments API": ("http://api.example.com/payments", ["api", "customers"]),
    "Orders API": ("http://api.example.com/orders", ["api"]),
    "Stock API": ("http://api.example.com/stock", ["api"]),
    "Images": ("http://img.example.com/", ["shop"]),
    "Documentation": ("http://docs.example.com/", ["public"]),
    "Web log": ("http://blog.example.com/", ["public"]),
    "Careers": ("http://jobs.example.com/", ["public"]),
    "Intranet": ("http://intranet.example.com/", ["office"]),
}
OUTAGES = {2: (3, 41), 5: (17, 18, 60), 7: (29,), 9: (8, 55), 12: (77, 34, 12)}
DESKTOP, DESKTOP_DARK, PHONE = sharp(looks.DESKTOP), sharp(looks.DESKTOP_DARK), sharp(looks.PHONE)
TALL = replace(DESKTOP, height=1180)
DOWN = "text=1 monitor is down; 11 are up."
FULL = [
    ("dashboard", "/", DOWN, DESKTOP),
    ("dashboard", "/", DOWN, DESKTOP_DARK),
    ("dashboard", "/", DOWN, PHONE),
    ("monitors", "/monitors", "text=99.", DESKTOP),
    ("monitors", "/monitors", "text=99.", DESKTOP_DARK),
    ("monitor", "/monitor?id=1&range=90d", "canvas", TALL),
    ("incident", "/incident?id=1", "text=Delivered", DESKTOP),
    ("wall", "/wall", DOWN, DESKTOP_DARK),
]
"""With what shows when the last of a page has come."""


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Tower]:
    with running_site() as proxy, started(tmp_path_factory.mktemp("lived-in"), mailing_to(mailbox)) as tower:
        set_up(tower)
        watch_all(tower, proxy)
        tower.stop()
        asyncio.run(write_past(tower, OUTAGES))
        tower.start()
        proxy.failing.add(CHECKOUT)
        tower.post("/monitors/2/check")
        tower.until_state(2, "down")
        tower.until(lambda: mailbox.mails, "its owner is told", 60)
        yield tower


def watch_all(tower: Tower, proxy: Site) -> None:
    timing = {"interval": "1m", "retry_interval": 0.2}
    for name, (url, tags) in SITES.items():
        config = {"url": url, "proxy": proxy.url}
        tower.post("/monitors", {"name": name, "kind": "http", "config": config, "tags": tags, **timing})
    for number in range(1, len(SITES) + 1):
        tower.until_state(number, "up")


@pytest.mark.parametrize(("name", "address", "last", "look"), FULL, ids=str)
def test_a_full_page_is_quiet_and_accessible(
    lived_in: Tower, page: Page, look: Look, address: str, last: str, name: str, tmp_path: Path
) -> None:
    page.context.add_cookies(signed_in(lived_in))
    page.goto(f"{lived_in.url}{address}")
    page.locator(last).first.wait_for()
    Album(tmp_path, look).keep(page, name)
    require_well_made(page)
