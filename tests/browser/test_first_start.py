"""The first start: whoever opens the server's address makes its owner, and is inside."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.acceptance.tower import Tower
from tests.browser.axe import require_accessible
from tests.browser.people import EMAIL, NAME, PASSWORD
from tests.browser.watch import PLACES_TO_COME, Watch


def test_whoever_comes_first_makes_the_owner_and_sees_the_dashboard(tower: Tower, page: Page, watch: Watch) -> None:
    watch.foresee(f"401 .*/api/v1/session|404 .*set-up.txt|{PLACES_TO_COME}")
    page.goto(f"{tower.url}/")
    page.wait_for_url("**/set-up")
    require_accessible(page)
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/account")
    page.goto(f"{tower.url}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).to_have_url("/")
