"""The whole story, as one who tries Tocsin lives through it: the first start, a site that fails, a page that turns red
by itself, a mail, somebody who takes it on, and all is well again.

On either screen and in either theme. At the desk it is taken on in the web client, on a phone by the link in the mail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.target import Site, in_background
from tests.acceptance.tower import Tower
from tests.browser.album import Album
from tests.browser.axe import require_accessible
from tests.browser.conftest import mailing_to, started
from tests.browser.looks import LOOKS, SETTLED, Look, sharp
from tests.browser.people import EMAIL, NAME, PASSWORD
from tests.servers.smtp import Mailbox, serve_smtp

SET_UP = re.compile(r"http://localhost:\d+/set-up#token=\S+")
RESPOND = re.compile(r"http://\S+/respond/\S+")


@dataclass(frozen=True)
class Story:
    tower: Tower
    site: Site
    mailbox: Mailbox
    page: Page
    album: Album

    def look_at(self, name: str) -> None:
        """Axe has nothing to say of what shows, and there is a picture of it."""
        self.page.evaluate(SETTLED)
        require_accessible(self.page)
        self.album.keep(self.page, f"story-{name}")

    def mail(self, about: str) -> EmailMessage:
        """The first whose subject says so, once it has come."""
        self.tower.until(lambda: self._mails(about), f"a mail says {about!r}", 30)
        return self._mails(about)[0]

    def _mails(self, about: str) -> list[EmailMessage]:
        return [mail for mail in self.mailbox.mails if about in mail["Subject"]]


@pytest.fixture
def story(tmp_path: Path, site: Site, page: Page, look: Look) -> Iterator[Story]:
    """A first start of its own."""
    with in_background(serve_smtp()) as mailbox, started(tmp_path, mailing_to(mailbox)) as tower:
        yield Story(tower, site, mailbox, page, Album(tmp_path, look))
    site.failing.clear()


@pytest.mark.parametrize("look", [sharp(look) for look in LOOKS], ids=str)
def test_from_the_first_start_to_the_end_of_an_incident(story: Story, look: Look) -> None:
    make_the_owner(story)
    watch_a_site(story)
    see_it_fail(story)
    TAKE_ON[look.is_phone](story)
    see_it_recover(story)


def make_the_owner(story: Story) -> None:
    """At the address that the server has printed."""
    printed = SET_UP.search(story.tower.log.read_text())
    assert printed is not None
    page = story.page
    page.goto(printed.group())
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    story.look_at("set-up")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What should be watched first?")
    story.look_at("welcome")


def watch_a_site(story: Story) -> None:
    page = story.page
    page.get_by_label("Address").fill(story.site.url)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("textbox", name="Name (required)").fill("Shop")
    page.get_by_label("Interval").fill("1s")
    page.get_by_label("Timeout").fill("1s")
    page.get_by_label("Look again after").fill("0.2s")
    page.get_by_role("button", name="Look once").click()
    expect(page.get_by_text("code 200")).to_be_visible()
    story.look_at("new-monitor")
    page.get_by_role("button", name="Create the monitor").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Shop")
    expect(page.locator("main")).to_contain_text("Up")
    story.look_at("monitor")


def see_it_fail(story: Story) -> None:
    """On a dashboard that nobody touches."""
    page = story.page
    page.get_by_role("link", name="Dashboard").first.click()
    sentence = page.get_by_role("heading", level=1)
    expect(sentence).to_have_text("Your monitor is up.")
    story.look_at("all-is-well")
    page.evaluate("window.isTheSame = true")
    story.site.failing.add("/")
    expect(sentence).to_have_text("1 monitor is down; none is up.")
    assert page.evaluate("window.isTheSame")
    story.look_at("down")


def take_on_in_the_client(story: Story) -> None:
    page = story.page
    story.mail("Down: Shop")
    page.get_by_role("link", name=re.compile("Shop")).first.click()
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.locator("main")).to_contain_text(f"Taken on by {EMAIL}")
    story.look_at("incident")
    page.get_by_role("link", name="Dashboard").first.click()


def take_on_from_the_mail(story: Story) -> None:
    text = story.mail("Down: Shop").get_body(("plain",))
    assert text is not None
    link = RESPOND.search(text.get_content())
    assert link is not None
    with story.page.context.new_page() as page:
        page.goto(link.group())
        require_accessible(page)
        story.album.keep(page, "story-respond")
        page.get_by_role("button", name="I am on it").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Somebody is at it")
    expect(story.page.locator("main")).to_contain_text("Taken on by")


TAKE_ON: dict[bool, Callable[[Story], None]] = {False: take_on_in_the_client, True: take_on_from_the_mail}


def see_it_recover(story: Story) -> None:
    page = story.page
    story.site.failing.clear()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your monitor is up.")
    assert page.evaluate("window.isTheSame")
    story.look_at("recovered")
    story.mail("Recovered: Shop")
