"""Every exported page, on either screen and in either theme: no complaint of the browser's, and none of axe's."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.acceptance.target import Site
from tests.acceptance.tower import Tower
from tests.browser.axe import CONTRAST, WCAG, require_accessible
from tests.browser.furniture import furnish
from tests.browser.looks import DESKTOP, PHONE, Look
from tests.browser.people import Cookies, signed_in
from tests.browser.watch import PLACES_TO_COME, Watch
from tocsin.api.web_client.export import HTML, installed

PAGES = [address for address, file in installed().by_address.items() if file.headers["Content-Type"] == HTML]


@pytest.fixture(scope="module")
def cookies(inhabited: Tower, site: Site) -> Cookies:
    """The owner's, of a workspace with one of everything."""
    furnish(inhabited, site)
    return signed_in(inhabited)


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_quiet_and_accessible(
    cookies: Cookies, context: BrowserContext, page: Page, watch: Watch, address: str, look: Look
) -> None:
    watch.foresee(PLACES_TO_COME)
    context.add_cookies(cookies)
    page.goto(f"{address}?id=1")
    page.get_by_role("heading", level=1).first.wait_for()
    page.wait_for_function("document.querySelector('[aria-busy=true]') === null")
    require_accessible(page, WCAG)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    require_accessible(page, CONTRAST)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= look.width, "it scrolls sideways"
