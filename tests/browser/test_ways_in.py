"""Every way to get in, in a real browser: with real mail, a real issuer, and the browser's own authenticator."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.target import in_background
from tests.acceptance.tower import Tower
from tests.browser.conftest import mailing_to
from tests.browser.looks import require_well_made
from tests.browser.people import EMAIL, PASSWORD, set_up
from tests.browser.watch import Watch
from tests.servers.grants import CLIENT_ID, CLIENT_SECRET
from tests.servers.issuer import Issuer, serve_issuer
from tests.servers.smtp import Mailbox
from tocsin.auth.oauth.provider import callback_url

OTHER_PASSWORD = "another horse, and no battery"
LINK = re.compile(r"http://localhost:\d+/\S+#token=\S+")
CODE = re.compile(r"\b\d{6}\b")
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@dataclass(frozen=True)
class House:
    """Open to everybody, at `url`, by a name: browsers keep passkeys for names alone."""

    tower: Tower
    mailbox: Mailbox
    issuer: Issuer
    url: str

    def mail_to(self, address: str) -> EmailMessage:
        """The newest, once there is one."""
        self.tower.until(lambda: self._mails_to(address), f"there is mail to {address}")
        return self._mails_to(address)[-1]

    def _mails_to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mailbox.mails if address in mail["To"]]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[House]:
    tower = Tower(tmp_path_factory.mktemp("house"), mailing_to(mailbox))
    url = f"http://localhost:{tower.port}"
    with in_background(serve_issuer(callback_url(url, "corp"))) as issuer:
        corp = {"id": "corp", "name": "Example Inc.", "issuer": issuer.url}
        client = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        tower.environment |= {
            "TOCSIN_PUBLIC_URL": url,
            "TOCSIN_SIGN_UP": "open",
            "TOCSIN_OIDC": json.dumps([corp | client]),
        }
        tower.start()
        set_up(tower)
        yield House(tower, mailbox, issuer, url)
        tower.close()


def fill(page: Page, **fields: str) -> None:
    """By the beginning of their labels; then the form is sent."""
    for label, value in fields.items():
        page.get_by_role("textbox", name=re.compile(f"^{label.replace('_', ' ')}")).fill(value)
    page.keyboard.press("Enter")


def sign_in(page: Page, house: House, email: str = EMAIL, password: str = PASSWORD) -> None:
    page.goto(f"{house.url}/sign-in")
    fill(page, E=email, Password=password)


def expect_inside(page: Page) -> None:
    expect(page.get_by_role("navigation").first).to_be_visible()


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def found(pattern: re.Pattern[str], mail: EmailMessage) -> str:
    match = pattern.search(text_of(mail))
    assert match is not None, text_of(mail)
    return match.group()


def test_a_wrong_password_says_so_at_the_field(house: House, page: Page, watch: Watch) -> None:
    watch.foresee("401 .*/api/v1/session")
    sign_in(page, house, password="not that one, surely")
    expect(page.get_by_text("E-mail or password are wrong")).to_be_visible()


def test_who_has_forgotten_the_password_sets_another_by_mail(house: House, page: Page) -> None:
    sign_up(page, house, "forgetful@example.com")
    page.context.clear_cookies()
    page.goto(f"{house.url}/forgot-password")
    fill(page, E="forgetful@example.com")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    house.tower.until(lambda: "password" in house.mail_to("forgetful@example.com")["Subject"].lower(), "the link came")
    page.goto(found(LINK, house.mail_to("forgetful@example.com")))
    fill(page, New_password=OTHER_PASSWORD)
    expect(page.get_by_text("Your new password is set")).to_be_visible()
    sign_in(page, house, "forgetful@example.com", OTHER_PASSWORD)
    expect_inside(page)


def sign_up(page: Page, house: House, email: str) -> None:
    page.goto(f"{house.url}/sign-up")
    fill(page, Your_name="Somebody", E=email, New_password=PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    fill(page, Code=found(CODE, house.mail_to(email)))
    expect_inside(page)


def test_whoever_signs_up_shows_by_a_mailed_code_that_the_address_is_theirs(house: House, page: Page) -> None:
    sign_up(page, house, "new@example.com")


def test_who_is_invited_by_mail_makes_an_account_and_joins(house: House, page: Page) -> None:
    house.tower.post("/invitations", {"email": "guest@example.com", "role": "viewer"})
    page.goto(found(LINK, house.mail_to("guest@example.com")))
    require_well_made(page)
    fill(page, Your_name="Guest", New_password=PASSWORD)
    expect_inside(page)


def test_who_has_an_authenticator_app_is_asked_for_its_code(house: House, page: Page) -> None:
    sign_up(page, house, "careful@example.com")
    recovery = enrol_an_app(page, house)
    page.context.clear_cookies()
    sign_in(page, house, "careful@example.com")
    page.get_by_role("button", name="Use a recovery code instead").click()
    fill(page, Recovery_code=recovery)
    expect_inside(page)


def enrol_an_app(page: Page, house: House) -> str:
    """Gives a recovery code: the app's own is good once, and has been used here."""
    page.goto(f"{house.url}/account?tab=sign-in")
    page.get_by_role("button", name="Set up an app").click()
    secret = page.get_by_role("dialog").locator("pre").inner_text()
    fill(page, The_code=pyotp.TOTP(secret).now())
    codes = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    recovery = codes.first.inner_text()
    page.get_by_role("button", name="I have kept them").click()
    return recovery


def test_a_passkey_signs_in_by_itself(house: House, page: Page) -> None:
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    sign_up(page, house, "keyed@example.com")
    page.goto(f"{house.url}/account?tab=sign-in")
    page.get_by_role("button", name="Add a passkey").click()
    fill(page, Name="This browser")
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"{house.url}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect_inside(page)


def test_an_issuer_vouches_for_somebody(house: House, page: Page) -> None:
    house.issuer.claims |= {"sub": "42", "email": "vouched@example.com"}
    page.goto(f"{house.url}/sign-in")
    page.get_by_role("link", name="Sign in with Example Inc.").click()
    expect_inside(page)
    page.goto(f"{house.url}/account")
    expect(page.get_by_text("vouched@example.com").first).to_be_visible()
