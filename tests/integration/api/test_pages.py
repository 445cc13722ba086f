"""The front door as people without scripts walk through it: in, out, and along every link in a mail."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.clocks import FakeClock
from tests.integration.api.factors import HALF_MINUTE, code_of, with_app
from tests.integration.api.mailbox import Mailbox, delivering, text_of
from tests.integration.api.pages import Page, Visitor, visitor
from tests.integration.api.people import ADA, PASSWORD, signed_in, user
from tests.integration.api.tower import Tower, opened, raised
from tocsin.auth.oauth.provider import Provider
from tocsin.auth.oauth.providers import Providers
from tocsin.auth.permissions import Role
from tocsin.auth.sessions import ACCESS_SECONDS
from tocsin.core.accounts import AccountPolicy, SignUp
from tocsin.core.clock import SystemClock
from tocsin.services import set_up
from tocsin.services.second_factor import OPEN_MS

NEW = "a longer walk through the marshes"
SITE = "http://localhost"


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with delivering() as box:
        yield box


@pytest.fixture
async def house(sqlite_template: Path, tmp_path: Path, mailbox: Mailbox) -> AsyncIterator[Tower]:
    """Open to everybody, and one that sends mails."""
    policy = AccountPolicy(sign_up=SignUp.OPEN, public_url=SITE)
    corp = Provider("corp", "Corp", "http://127.0.0.1:1", "tocsin", "secret")
    of_parts = {"postman": mailbox.postman, "accounts": policy}
    async with (
        opened(sqlite_template, tmp_path) as database,
        raised(database, of_parts=of_parts, providers=Providers([corp], SystemClock())) as tower,
    ):
        yield tower


async def signing_in(tower: Tower, email: str = ADA, path: str = "/sign-in", password: str = PASSWORD) -> Visitor:
    """Who has sent e-mail and password."""
    somebody = visitor(tower)
    await somebody.open(path)
    await somebody.send(email=email, password=password)
    return somebody


async def link_in(mailbox: Mailbox) -> httpx.URL:
    """The last one that was mailed."""
    lines = text_of((await mailbox.mails())[-1]).split()
    return httpx.URL(next(line for line in lines if line.startswith(SITE)))


def token_in(link: httpx.URL) -> str:
    return link.fragment.removeprefix("token=")


# Setting up


@pytest.mark.parametrize("path", ["/account", "/sign-in"])
async def test_before_there_is_a_user_everything_leads_to_setting_up(tower: Tower, path: str) -> None:
    assert (await visitor(tower).open(path)).path == "/set-up"


async def test_who_sets_up_is_signed_in_and_owns_the_workspace(tower: Tower) -> None:
    ada = visitor(tower)
    await ada.open("/sign-in")
    page = await ada.send(name="Ada", email=ADA, password=PASSWORD, workspace="Marshes")
    assert (page.status, page.path) == (200, "/account")
    assert "Marshes owner" in page.text
    assert (await ada.open("/sign-in")).path == "/account"


async def test_from_afar_the_token_is_asked_for(tower: Tower) -> None:
    token = await set_up.prepare(tower.parts)
    ada = visitor(tower, "http://tower", address="203.0.113.7")
    await ada.open("/set-up")
    refused = await ada.send(name="Ada", email=ADA, password=PASSWORD, token="not it")
    assert (refused.status, refused.of("name")["value"], refused.of("password").get("value")) == (403, "Ada", None)
    assert (await ada.send(password=PASSWORD, token=str(token))).path == "/account"


async def test_nobody_sets_up_twice(tower: Tower) -> None:
    late = visitor(tower)
    await late.open("/set-up")
    await user(tower)
    assert (await late.send(name="Eve", email="eve@example.com", password=NEW)).status == 409
    assert (await late.open("/set-up")).path == "/"


async def test_each_problem_stands_beside_its_field(tower: Tower) -> None:
    ada = visitor(tower)
    await ada.open("/set-up")
    page = await ada.send(name="Ada", email="nonsense", password="short")
    assert page.status == 422
    assert page.of("email")["aria-describedby"] == "email-problem"
    assert "Must be an e-mail address such as ada@example.com." in page.text
    assert (page.of("name")["value"], "aria-invalid" in page.of("name")) == ("Ada", False)


# Signing in and out


async def test_who_signs_in_sees_their_account_and_signs_out_again(tower: Tower) -> None:
    await user(tower)
    ada = await signing_in(tower)
    assert ada.page.path == "/account"
    assert "Ada" in ada.page.text
    page = await ada.send(0)
    assert (page.path, "You are signed out." in page.text) == ("/sign-in?notice=signed_out", True)
    assert (await ada.open("/account")).path == "/sign-in?next=/account"


async def test_a_wrong_password_is_told_and_the_address_kept(tower: Tower) -> None:
    await user(tower)
    page = (await signing_in(tower, password="not it")).page
    assert page.status == 401
    assert "E-mail or password are wrong" in page.text
    assert (page.of("email")["value"], "not it" in page.answer.text) == (ADA, False)


async def test_who_guesses_has_to_wait(tower: Tower) -> None:
    await user(tower)
    guesser = await signing_in(tower, password="not it")
    statuses = [(await guesser.send(password="not it")).status for _ in range(6)]
    assert statuses[-1] == 429
    assert int(guesser.page.answer.headers["Retry-After"]) > 0


async def test_the_second_factor_is_asked_for_on_the_same_page(timed: Tower, clock: FakeClock) -> None:
    secret, _ = await with_app(timed, await signed_in(timed))
    clock.advance(HALF_MINUTE)
    ada = await signing_in(timed, path="/sign-in?next=/reset-password")
    assert (ada.page.path, ada.page.of("code")["autocomplete"]) == ("/sign-in", "one-time-code")
    wrong = await ada.send(code="000000")
    assert (wrong.status, "The code is wrong or was used before." in wrong.text) == (401, True)
    assert wrong.of("code")["value"] == ""
    assert (await ada.send(code=code_of(timed, secret))).path == "/reset-password"


async def test_a_recovery_code_is_as_good(tower: Tower) -> None:
    _, codes = await with_app(tower, await signed_in(tower))
    page = await (await signing_in(tower)).send(code=codes[0])
    assert page.path == "/account"
    assert f"{len(codes) - 1} recovery codes left" in page.text


async def test_a_sign_in_that_has_ended_begins_again(timed: Tower, clock: FakeClock) -> None:
    secret, _ = await with_app(timed, await signed_in(timed))
    ada = await signing_in(timed, path="/sign-in?next=/reset-password")
    clock.advance(OPEN_MS)
    page = await ada.send(code=code_of(timed, secret))
    assert (page.status, "This sign-in has ended: begin again." in page.text) == (401, True)
    assert page.forms[0].fields.keys() == {"next", "email", "password"}


async def test_who_is_signed_in_is_not_asked_again(tower: Tower) -> None:
    ada = Visitor(await signed_in(tower))
    assert (await ada.open("/sign-in")).path == "/account"
    assert (await ada.open("/sign-in?next=/reset-password")).path == "/reset-password"


async def test_the_page_offers_the_ways_that_there_are(house: Tower) -> None:
    await user(house)
    links = (await visitor(house).open("/sign-in?next=/account?x=1")).links
    onward = "?next=/account%3Fx%3D1"
    assert {f"/api/v1/oauth/corp{onward}", f"/sign-up{onward}", "/forgot-password"} <= set(links)


async def test_a_secret_behind_the_hash_stays_out_of_links(house: Tower) -> None:
    answer = await visitor(house).client.post("/sign-in", data={"step": "show", "next": "/invitation#token=secret"})
    page = Page(answer)
    assert page.of("next")["value"] == "/invitation#token=secret"
    assert {"/api/v1/oauth/corp?next=/invitation", "/sign-up?next=/invitation"} <= set(page.links)


async def test_where_no_mail_goes_out_the_operator_can_help(tower: Tower) -> None:
    await user(tower)
    page = await visitor(tower).open("/sign-in")
    assert "tocsin user reset-password" in page.text
    assert page.links == ["/"]
    assert "tocsin user reset-password" in (await visitor(tower).open("/forgot-password")).text


# Signing up


async def test_who_signs_up_types_the_code_that_was_mailed(house: Tower, mailbox: Mailbox) -> None:
    await user(house)
    bob = visitor(house)
    await bob.open("/sign-up")
    await bob.send(name="Bob", email="bob@example.com", password=NEW)
    code = next(word for word in text_of((await mailbox.mails())[-1]).split() if word.isdigit() and len(word) == 6)
    wrong = await bob.send(code="000000" if code != "000000" else "111111")
    assert (wrong.status, "The code is wrong: 4 more attempts." in wrong.text) == (422, True)
    page = await bob.send(code=code)
    assert (page.path, "Bob's workspace owner" in page.text) == ("/account", True)


async def test_a_page_does_not_tell_who_has_an_account(house: Tower) -> None:
    await user(house)
    texts = []
    for email in (ADA, "bob@example.com"):
        somebody = visitor(house)
        await somebody.open("/sign-up")
        texts.append((await somebody.send(name="X", email=email, password=NEW)).text.replace(email, ""))
    assert texts[0] == texts[1]


async def test_where_nobody_signs_up_the_page_says_so(tower: Tower) -> None:
    page = await visitor(tower).open("/sign-up")
    assert (page.status, "by invitation" in page.text) == (403, True)


# A forgotten password


async def test_the_mailed_link_sets_another_password(house: Tower, mailbox: Mailbox) -> None:
    elsewhere = Visitor(await signed_in(house))
    ada = visitor(house)
    await ada.open("/forgot-password")
    assert f"If somebody has an account with {ADA}" in (await ada.send(email=ADA)).text
    link = await link_in(mailbox)
    await ada.open(str(link))
    weak = await ada.send(token=token_in(link), password="ada@example.com")
    assert (weak.status, weak.of("token")["type"]) == (422, "hidden")
    assert (await ada.send(password=NEW)).path == "/sign-in?notice=password_set"
    assert (await elsewhere.open("/account")).path == "/sign-in?next=/account"
    assert (await ada.send(email=ADA, password=NEW)).path == "/account"


async def test_a_link_that_is_good_no_more_is_told(house: Tower) -> None:
    somebody = visitor(house)
    await somebody.open("/reset-password")
    page = await somebody.send(token="x" * 43, password=NEW)
    assert (page.status, "This link is not good any more: ask for another one." in page.text) == (422, True)


# Invitations


async def invited(tower: Tower, email: str | None) -> httpx.URL:
    body = {"role": "editor", "email": email} if email else {"role": "editor"}
    answer = await tower.client.post("/api/v1/invitations", json=body)
    return httpx.URL(answer.json()["link"])


async def looking(somebody: Visitor, token: str) -> Visitor:
    """Who has opened an invitation."""
    await somebody.open("/invitation")
    await somebody.send(token=token)
    return somebody


async def test_a_newcomer_makes_an_account_and_joins(house: Tower, mailbox: Mailbox) -> None:
    await user(house)
    await invited(house, "bob@example.com")
    link = await link_in(mailbox)
    assert link.path == "/invitation"
    bob = await looking(visitor(house), token_in(link))
    assert "Your role editor" in bob.page.text
    page = await bob.send(name="Bob", password=NEW)
    assert (page.path, "default editor" in page.text) == ("/account?notice=joined", True)


async def test_who_has_an_account_signs_in_and_accepts(tower: Tower) -> None:
    await user(tower, "bob@example.com", None)
    link = await invited(tower, "bob@example.com")
    bob = await looking(visitor(tower), token_in(link))
    await bob.send(1)
    assert bob.page.path == "/sign-in"
    await bob.send(email="bob@example.com", password=PASSWORD)
    assert bob.page.answer.history[0].headers["location"] == f"/invitation#{link.fragment}"
    await bob.send(token=token_in(link))
    assert (await bob.send()).path == "/account?notice=joined"


async def test_an_invitation_to_somebody_else_is_refused(tower: Tower) -> None:
    await user(tower, "eve@example.com", None)
    link = await invited(tower, "bob@example.com")
    eve = await looking(Visitor(await signed_in(tower, "eve@example.com")), token_in(link))
    page = await eve.send()
    assert (page.status, "This invitation is for bob@example.com" in page.text) == (403, True)


@pytest.mark.parametrize("token", ["x" * 43, "x", "ü", "<b>"])
async def test_an_unknown_invitation_is_told(tower: Tower, token: str) -> None:
    page = (await looking(visitor(tower), token)).page
    assert (page.status, "There is no such invitation" in page.text) == (404, True)


async def test_an_invitation_is_good_once(tower: Tower) -> None:
    await user(tower)
    token = token_in(await invited(tower, None))
    first, second = await looking(visitor(tower), token), await looking(visitor(tower), token)
    await first.send(name="Bob", email="bob@example.com", password=NEW)
    page = await second.send(name="Eve", email="eve@example.com", password=NEW)
    assert (page.status, "accepted already" in page.text) == (404, True)


# The account


async def test_a_session_elsewhere_is_ended_from_here(tower: Tower) -> None:
    elsewhere, here = Visitor(await signed_in(tower)), Visitor(await signed_in(tower))
    page = await here.open("/account")
    await here.send(1, page.forms[1].buttons[0])
    assert here.page.forms[1].buttons == []
    assert (await elsewhere.open("/account")).path == "/sign-in?next=/account"


async def test_all_others_are_ended_at_once(tower: Tower) -> None:
    others = [Visitor(await signed_in(tower)) for _ in range(3)]
    here = Visitor(await signed_in(tower))
    await here.open("/account")
    assert (await here.send(2)).path == "/account?notice=sessions_ended"
    assert [(await other.open("/account")).path for other in others] == ["/sign-in?next=/account"] * 3


@pytest.mark.parametrize(("session", "status"), [("1", 404), ("9" * 18, 404), ("9" * 40, 400), ("", 400), ("x", 400)])
async def test_a_session_that_is_not_ones_own_does_not_exist(tower: Tower, session: str, status: int) -> None:
    ada = Visitor(await signed_in(tower))
    await ada.open("/account")
    assert (await ada.send(1, ("session", session))).status == status


async def test_who_belongs_nowhere_is_told(tower: Tower) -> None:
    await user(tower, "nowhere@example.com", None)
    page = (await signing_in(tower, "nowhere@example.com")).page
    assert "You belong to none" in page.text


# A session goes on


async def test_an_access_token_is_renewed_on_the_way(timed: Tower, clock: FakeClock) -> None:
    ada = Visitor(await signed_in(timed))
    clock.advance(ACCESS_SECONDS * 1000)
    page = await ada.open("/account")
    assert (page.status, [answer.status_code for answer in page.answer.history]) == (200, [307])


async def test_what_a_form_holds_survives_the_renewal(timed: Tower, clock: FakeClock) -> None:
    ada = Visitor(await signed_in(timed))
    await ada.open("/account")
    clock.advance(ACCESS_SECONDS * 1000)
    assert (await ada.send(0)).path == "/sign-in?notice=signed_out"


async def test_a_session_that_has_ended_leaves_a_stranger(timed: Tower, clock: FakeClock) -> None:
    ada = Visitor(await signed_in(timed))
    clock.advance(timed.parts.accounts.session_idle_ms)
    assert (await ada.open("/account")).path == "/sign-in?next=/account"
    assert "tocsin_refresh" not in ada.client.cookies


async def test_of_two_tabs_one_waits(timed: Tower, clock: FakeClock) -> None:
    ada = Visitor(await signed_in(timed))
    clock.advance(ACCESS_SECONDS * 1000)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in ada.client.cookies.jar)
    await ada.open("/account")
    page = await visitor(timed).open("/account", Cookie=cookies)
    assert (page.status, "Another tab" in page.text) == (409, True)
    assert ("meta", {"http-equiv": "refresh", "content": "1;url=/account"}) in page.tags


async def test_a_link_on_another_site_takes_one_step_more(tower: Tower) -> None:
    await user(tower, ADA, Role.OWNER)
    page = await visitor(tower).open("/account", **{"Sec-Fetch-Site": "cross-site"})
    assert (page.status, page.path) == (200, "/account")
    assert ("meta", {"http-equiv": "refresh", "content": "0;url=/account"}) in page.tags
