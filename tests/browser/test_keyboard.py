"""Everything works by keyboard: here what people do most."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.tower import Tower


@pytest.fixture
def monitors(inhabited: Tower, own_page: Page) -> Page:
    """The list, with Backup, which is down, before Shop."""
    own_page.goto(f"{inhabited.url}/monitors")
    own_page.get_by_role("link", name="Shop").first.wait_for()
    return own_page


def test_a_slash_leads_to_the_search(monitors: Page) -> None:
    monitors.keyboard.press("/")
    monitors.keyboard.type("shop")
    expect(monitors.get_by_role("searchbox")).to_have_value("shop")
    expect(monitors.get_by_role("link", name="Backup")).to_have_count(0)
    expect(monitors).to_have_url(re.compile(r"q=shop"))


def test_j_and_k_go_through_the_list_and_enter_opens(monitors: Page) -> None:
    for key in ("j", "j", "k", "j", "Enter"):
        monitors.keyboard.press(key)
    expect(monitors).to_have_url(re.compile(r"/monitor\?id=1$"))
    expect(monitors.get_by_role("heading", level=1)).to_have_text("Shop")


def test_a_question_mark_lists_the_keys_and_escape_closes_the_list(monitors: Page) -> None:
    monitors.keyboard.press("?")
    expect(monitors.get_by_role("dialog")).to_be_visible()
    monitors.keyboard.press("Escape")
    expect(monitors.get_by_role("dialog")).to_have_count(0)


def test_the_palette_finds_a_monitor_and_opens_it(monitors: Page) -> None:
    monitors.keyboard.press("Control+k")
    expect(monitors.get_by_role("combobox")).to_be_focused()
    monitors.keyboard.type("sho")
    expect(monitors.get_by_role("option", name=re.compile("Shop"))).to_be_visible()
    monitors.keyboard.press("Enter")
    expect(monitors.get_by_role("heading", level=1)).to_have_text("Shop")


def test_a_menu_opens_by_enter_and_gives_the_focus_back(monitors: Page) -> None:
    button = monitors.get_by_role("button", name="Actions for Shop")
    button.focus()
    monitors.keyboard.press("Enter")
    expect(monitors.get_by_role("menuitem").first).to_be_focused()
    monitors.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_the_first_stop_skips_to_the_content(monitors: Page) -> None:
    monitors.keyboard.press("Tab")
    expect(monitors.get_by_role("link", name="Skip to the content")).to_be_focused()
    monitors.keyboard.press("Enter")
    expect(monitors).to_have_url(re.compile("#content$"))
