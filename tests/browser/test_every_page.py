"""Every exported page, on either screen and in either theme: no complaint of the browser's, and none of axe's."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.acceptance.target import Site
from tests.acceptance.tower import Tower
from tests.browser.furniture import furnish
from tests.browser.looks import DESKTOP, PHONE, Look, require_well_made
from tests.browser.people import Cookies, signed_in
from tests.browser.watch import PLACES_TO_COME, Watch
from tocsin.api.web_client.export import HTML, installed

ROOT = Path(__file__).parents[2]
DOORS = {f"/{page.parent.name}" for page in (ROOT / "web/src/app/(door)").glob("*/page.tsx")}
FIRST = "/set-up"
"""Is there until somebody owns the server: see test_first_start."""
PAGES = [address for address, file in installed().by_address.items() if file.headers["Content-Type"] == HTML]


@pytest.fixture(scope="module")
def cookies(inhabited: Tower, site: Site) -> Cookies:
    """The owner's, of a workspace with one of everything."""
    furnish(inhabited, site)
    return signed_in(inhabited)


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
@pytest.mark.parametrize("address", [page for page in PAGES if page not in DOORS])
def test_a_page_is_quiet_and_accessible(
    cookies: Cookies, context: BrowserContext, page: Page, watch: Watch, address: str, look: Look
) -> None:
    watch.foresee(PLACES_TO_COME)
    context.add_cookies(cookies)
    page.goto(f"{address}?id=1")
    require_well_made(page, look)


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
@pytest.mark.parametrize("address", sorted(DOORS - {FIRST}))
@pytest.mark.usefixtures("inhabited")
def test_a_strangers_page_is_quiet_and_accessible(page: Page, address: str, look: Look) -> None:
    page.goto(address)
    require_well_made(page, look)
