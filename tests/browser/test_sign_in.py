"""Signing in, as far as an address may say where to go on to."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.tower import Tower
from tests.browser.people import EMAIL, PASSWORD
from tests.browser.watch import Watch


def sign_in(inhabited: Tower, page: Page, next_: str) -> None:
    page.goto(f"{inhabited.url}/sign-in?next={quote(next_, safe='')}")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_a_stranger_is_led_back_to_where_they_wanted_to_go(inhabited: Tower, page: Page, watch: Watch) -> None:
    watch.foresee("401 .*/api/v1/session")
    page.goto(f"{inhabited.url}/monitors?q=shop")
    page.wait_for_url("**/sign-in?next=*")
    sign_in(inhabited, page, "/monitors?q=shop")
    expect(page).to_have_url(f"{inhabited.url}/monitors?q=shop")


@pytest.mark.parametrize(
    "next_", ["//evil.example/", "https://evil.example/", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"]
)
def test_no_link_leads_to_another_site(inhabited: Tower, page: Page, next_: str) -> None:
    sign_in(inhabited, page, next_)
    expect(page).to_have_url(f"{inhabited.url}/")
    page.get_by_role("heading", level=1).wait_for()
