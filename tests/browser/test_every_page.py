"""Every exported page, on either screen and in either theme: no complaint of the browser's, and none of axe's."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.acceptance.tower import Tower
from tests.browser.looks import require_well_made
from tocsin.api.web_client.export import HTML, installed

ROOT = Path(__file__).parents[2]
DOORS = {f"/{page.parent.name}" for page in (ROOT / "web/src/app/(door)").glob("*/page.tsx")}
FIRST = "/set-up"
"""Is there until somebody owns the server: see test_first_start."""
IDS = {"/maintenance": 2}
"""Silences and windows are counted together."""
PAGES = [address for address, file in installed().by_address.items() if file.headers["Content-Type"] == HTML]


@pytest.mark.parametrize("address", [page for page in PAGES if page not in DOORS])
def test_a_page_is_quiet_and_accessible(inhabited: Tower, own_page: Page, address: str) -> None:
    own_page.goto(f"{inhabited.url}{address}?id={IDS.get(address, 1)}")
    require_well_made(own_page)


@pytest.mark.parametrize("address", sorted(DOORS - {FIRST}))
def test_a_strangers_page_is_quiet_and_accessible(inhabited: Tower, page: Page, address: str) -> None:
    page.goto(f"{inhabited.url}{address}")
    require_well_made(page)
