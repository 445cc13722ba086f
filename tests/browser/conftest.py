"""A real browser before a real `tocsin serve`, with a mailbox and a site to watch beside it.

The browser is one for all tests of a module (its event loop would be in the way of others); what a test sees of it,
such as cookies and storage, is its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.acceptance.target import Site, in_background, running_site
from tests.acceptance.tower import Tower
from tests.browser.furniture import furnish
from tests.browser.looks import DESKTOP, Look
from tests.browser.people import set_up, signed_in
from tests.browser.watch import Watch
from tests.servers.smtp import HOST, Mailbox, serve_smtp
from tocsin.api.web_client.export import installed
from tools.chromium import chromium
from tools.test_services import CHROMIUM

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS = 15.0
expect.set_options(timeout=SECONDS * 1000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = os.environ.get(CHROMIUM) or str(chromium())
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    """Where everything goes that `tower` mails."""
    with in_background(serve_smtp()) as box:
        yield box


@pytest.fixture(scope="module")
def tower(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Tower]:
    """Started, on SQLite, with nothing in it, and one for all tests of a module."""
    with started(tmp_path_factory.mktemp("tower"), mailing_to(mailbox)) as made:
        yield made


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


@pytest.fixture(scope="session")
def inhabited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tower]:
    """Another one, where somebody owns a workspace with one of everything: for whoever only looks."""
    with running_site() as watched, started(tmp_path_factory.mktemp("inhabited")) as made:
        set_up(made)
        furnish(made, watched)
        yield made


def mailing_to(mailbox: Mailbox) -> dict[str, str]:
    """Settings."""
    return {
        "TOCSIN_MAIL_FROM": "tocsin@example.com",
        "TOCSIN_SMTP_HOST": HOST,
        "TOCSIN_SMTP_PORT": str(mailbox.port),
        "TOCSIN_SMTP_SECURITY": "none",
    }


@contextmanager
def started(folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[Tower]:
    assert installed().is_built, "the web client was not built: make web"
    made = Tower(folder, settings)
    try:
        made.start()
        yield made
    finally:
        made.close()


@pytest.fixture
def look() -> Look:
    """For another one: `@pytest.mark.parametrize("look", LOOKS, ids=str)`."""
    return DESKTOP


@pytest.fixture
def context(browser: Browser, look: Look) -> Iterator[BrowserContext]:
    """As if the browser had just been installed."""
    made = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        device_scale_factor=look.density,
        color_scheme=look.theme,
        is_mobile=look.is_phone,
        has_touch=look.is_phone,
        locale="en-GB",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
    )
    made.set_default_timeout(SECONDS * 1000)
    yield made
    made.close()


@pytest.fixture
def watch(context: BrowserContext) -> Iterator[Watch]:
    """Fails the test on any complaint of the browser's that the test did not foresee."""
    watching = Watch(context)
    yield watching
    watching.require_silence()


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    """Where nobody is signed in. Its addresses are whole ones: `f"{tower.url}/monitors"`."""
    return context.new_page()


@pytest.fixture
def own_page(inhabited: Tower, context: BrowserContext, page: Page) -> Page:
    """That of the owner of `inhabited`, in a session of its own."""
    context.add_cookies(signed_in(inhabited))
    return page
