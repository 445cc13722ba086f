"""The mark that says whether what is shown is of now, before a server that stops, hangs and comes back."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.acceptance.tower import Tower
from tests.browser.conftest import started
from tests.browser.people import Cookies, set_up, signed_in
from tests.browser.watch import Watch

PATIENCE = 40_000
"""Milliseconds: a stream that is opened again waits for up to half a minute."""
QUIET, LONG = 26_000, 50_000
BREAKS = (
    "ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_TIMED_OUT|Failed to load"
)
OFFLINE = "ERR_INTERNET_DISCONNECTED|ERR_NETWORK|Failed to load"


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tower]:
    """With an owner and one monitor, which is up."""
    with started(tmp_path_factory.mktemp("failing")) as made:
        set_up(made)
        monitor = made.post("/monitors", {"name": "Shop", "kind": "manual", "config": {}})
        say(made, "up")
        assert monitor["id"] == 1
        yield made


@pytest.fixture(scope="module")
def owner(failing: Tower) -> Cookies:
    return signed_in(failing)


def say(tower: Tower, state: str) -> None:
    tower.post("/monitors/1/state", {"state": state})


def standing(tower: Tower) -> list[Any]:
    return [one for one in tower.get("/incidents")["items"] if one["ended_at"] is None]


@pytest.fixture
def monitors(failing: Tower, owner: Cookies, context: BrowserContext, page: Page) -> Page:
    """The list of monitors, live."""
    context.add_cookies(owner)
    page.clock.install()
    page.goto(f"{failing.url}/monitors")
    expect(mark(page)).to_have_text("Live")
    expect(row(page)).to_contain_text("Up")
    return page


def mark(page: Page) -> Locator:
    return page.locator("[data-liveness]")


def row(page: Page) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("link", name="Shop"))


def test_a_change_shows_by_itself(failing: Tower, monitors: Page) -> None:
    say(failing, "down")
    expect(row(monitors)).to_contain_text("Down")
    say(failing, "up")
    expect(row(monitors)).to_contain_text("Up")


def test_a_server_that_was_stopped_is_found_again_with_what_was_missed(
    failing: Tower, monitors: Page, watch: Watch
) -> None:
    watch.foresee(BREAKS)
    failing.stop()
    expect(mark(monitors)).to_have_text("Reconnecting", timeout=PATIENCE)
    monitors.clock.fast_forward(LONG)
    expect(mark(monitors)).to_have_text("Stale", timeout=PATIENCE)
    failing.start()
    say(failing, "down")
    monitors.clock.fast_forward(LONG)
    expect(mark(monitors)).to_have_text("Live", timeout=PATIENCE)
    expect(row(monitors)).to_contain_text("Down")
    say(failing, "up")
    expect(row(monitors)).to_contain_text("Up")


def test_a_server_that_hangs_is_noticed(failing: Tower, monitors: Page, watch: Watch) -> None:
    watch.foresee(BREAKS)
    assert failing.process is not None
    failing.process.send_signal(signal.SIGSTOP)
    try:
        monitors.clock.fast_forward(QUIET)
        expect(mark(monitors)).to_have_text("Reconnecting", timeout=PATIENCE)
        monitors.clock.fast_forward(LONG)
        expect(mark(monitors)).to_have_text("Stale", timeout=PATIENCE)
    finally:
        failing.process.send_signal(signal.SIGCONT)
    monitors.clock.fast_forward(LONG)
    expect(mark(monitors)).to_have_text("Live", timeout=PATIENCE)


def test_an_incident_that_somebody_takes_on_shows_that_by_itself(
    failing: Tower, owner: Cookies, context: BrowserContext, page: Page
) -> None:
    say(failing, "down")
    failing.until(lambda: standing(failing), "there is an incident")
    incident = standing(failing)[0]
    context.add_cookies(owner)
    page.goto(f"{failing.url}/incident?id={incident['id']}")
    expect(page.get_by_text("Nobody is at it yet")).to_be_visible()
    expect(mark(page)).to_have_text("Live")
    failing.post(f"/incidents/{incident['id']}/acknowledge")
    expect(page.get_by_text("Taken on by").first).to_be_visible()
    say(failing, "up")


@pytest.mark.parametrize("path", ["/", "/monitors", "/incidents", "/policies", "/channels", "/on-call"])
def test_a_page_that_cannot_be_read_says_what_to_do(
    failing: Tower, owner: Cookies, context: BrowserContext, page: Page, watch: Watch, path: str
) -> None:
    watch.foresee("500|Failed to load")
    problem = '{"code": "internal_error", "title": "x", "detail": "x", "status": 500, "request_id": "r-1"}'
    context.add_cookies(owner)
    page.route(
        lambda url: "/api/v1/" in url and "/api/v1/session" not in url and "/api/v1/events" not in url,
        lambda route: route.fulfill(status=500, content_type="application/problem+json", body=problem),
    )
    page.goto(f"{failing.url}{path}")
    alert = page.get_by_role("alert").filter(has_text="r-1").first
    expect(alert).to_be_visible(timeout=PATIENCE)
    page.unroute_all()
    page.get_by_role("button", name="Try again").first.click()
    expect(alert).to_be_hidden()


def test_without_a_network_what_was_read_stays(context: BrowserContext, monitors: Page, watch: Watch) -> None:
    watch.foresee(OFFLINE)
    context.set_offline(True)
    monitors.clock.fast_forward(QUIET)
    expect(mark(monitors)).to_have_text("Reconnecting", timeout=PATIENCE)
    expect(row(monitors)).to_contain_text("Up")
    context.set_offline(False)
    monitors.clock.fast_forward(LONG)
    expect(mark(monitors)).to_have_text("Live", timeout=PATIENCE)
