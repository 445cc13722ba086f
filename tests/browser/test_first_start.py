"""The first start: whoever opens the server's address makes its owner, and is inside."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.acceptance.tower import Tower
from tests.browser.looks import require_well_made
from tests.browser.people import EMAIL, NAME, PASSWORD
from tests.browser.watch import Watch


def test_the_form_is_quiet_and_accessible(tower: Tower, page: Page) -> None:
    page.goto(f"{tower.url}/set-up")
    page.get_by_label("Password").wait_for()
    require_well_made(page)


def test_whoever_comes_first_makes_the_owner_and_sees_the_dashboard(tower: Tower, page: Page, watch: Watch) -> None:
    page.goto(f"{tower.url}/")
    page.wait_for_url("**/set-up")
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{tower.url}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
