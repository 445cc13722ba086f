"""What pages let nobody do: post from elsewhere, lead elsewhere, bring markup of their own, or break."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.integration.api.factors import with_app
from tests.integration.api.pages import PAGES, Page, Visitor, visitor
from tests.integration.api.people import ADA, ORIGIN, PASSWORD, browser, signed_in, user
from tests.integration.api.tower import Tower, opened, raised
from tocsin.api.pages import rendering
from tocsin.api.pages.assets import SCRIPT, STYLE, Asset
from tocsin.api.pages.forms import MOST_BYTES, MOST_FIELDS
from tocsin.api.pages.rendering import destination, onward
from tocsin.api.pages.sentences import ERRORS, LINK_ERRORS, NOTICES, OTHER_ERROR, OTHER_LINK_ERROR
from tocsin.core.accounts import AccountPolicy, SignUp

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
NO_SPACE = MARKUP.replace(" ", "/")
CREDENTIALS = {"email": ADA, "password": PASSWORD}


async def account_page(tower: Tower) -> Visitor:
    somebody = Visitor(await signed_in(tower))
    await somebody.open("/account")
    return somebody


# Other sites


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_what_another_sites_page_posts_is_refused(tower: Tower, headers: dict[str, str]) -> None:
    client = await signed_in(tower)
    for path in PAGES:
        page = Page(await client.post(path, data=CREDENTIALS, headers=headers))
        assert (page.status, "not sent by a page of this server" in page.text) == (403, True)
        assert "set-cookie" not in page.answer.headers


@pytest.mark.parametrize("step", ["sign_out", "end_others", "end_session"])
async def test_nothing_of_an_account_changes_without_the_forms_token(tower: Tower, step: str) -> None:
    ada, other = await account_page(tower), await account_page(tower)
    sent = {"step": step, "session": "1"}
    for wrong in ({}, *({"csrf": token} for token in ("", "x", "ü", other.page.forms[0].fields["csrf"]))):
        assert (await ada.client.post("/account", data={**sent, **wrong})).status_code == 403
    assert [(await one.open("/account")).path for one in (ada, other)] == ["/account", "/account"]


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}])
async def test_nothing_of_an_account_changes_from_elsewhere_with_the_forms_token(
    tower: Tower, headers: dict[str, str]
) -> None:
    ada = await account_page(tower)
    answer = await ada.client.post("/account", data=ada.page.forms[0].fields, headers=headers)
    assert answer.status_code == 403
    assert (await ada.open("/account")).path == "/account"


async def test_the_token_in_a_header_is_not_the_one_in_the_form(tower: Tower) -> None:
    client = await signed_in(tower)
    assert "X-CSRF-Token" in client.headers
    assert (await client.post("/account", data={"step": "sign_out"})).status_code == 403


async def test_no_invitation_is_accepted_without_the_forms_token(tower: Tower) -> None:
    await user(tower, "bob@example.com", None)
    token = (await tower.client.post("/api/v1/invitations", json={"role": "viewer"})).json()["token"]
    client = await signed_in(tower, "bob@example.com")
    assert (await client.post("/invitation", data={"step": "accept", "token": token})).status_code == 403
    assert (await client.get("/api/v1/session")).json()["workspaces"] == []


async def test_a_stranger_who_posts_to_an_account_is_sent_to_sign_in(tower: Tower) -> None:
    answer = await browser(tower).post("/account", data={"step": "sign_out"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/account")


# Other places


@given(st.text() | st.from_regex(r"[/\\][/\\:@.a-z\t\n ]*", fullmatch=True))
@example("//evil.example")
@example("/\\evil.example")
@example("/\t/evil.example")
@example("https://evil.example")
@example("javascript:alert(1)")
def test_no_next_leads_away(text: str) -> None:
    for path in (destination(text), str(onward({"next": text})["next"])):
        assert path.startswith("/")
        assert urlsplit(urljoin(f"{ORIGIN}/sign-in", path))[:2] == urlsplit(ORIGIN)[:2]


@pytest.mark.parametrize("next_", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"])
async def test_signing_in_leads_to_no_other_site(tower: Tower, next_: str) -> None:
    await user(tower)
    answer = await browser(tower).post("/sign-in", data={**CREDENTIALS, "next": next_})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "evil" not in (await visitor(tower).open(f"/sign-in?next={next_}")).answer.text


async def test_the_second_step_goes_on_to_no_other_site(tower: Tower) -> None:
    _, codes = await with_app(tower, await signed_in(tower))
    ada = visitor(tower)
    await ada.open("/sign-in?next=/reset-password")
    await ada.send(**CREDENTIALS)
    fields = {**ada.page.forms[0].fields, "code": codes[0], "next": "//evil.example"}
    assert (await ada.client.post("/sign-in", data=fields)).headers["location"] == "/account"


# Markup


def assert_plain(page: Page) -> None:
    """Nothing in it is markup that the server has not written."""
    assert "<script>alert" not in page.answer.text
    assert "<img" not in page.answer.text
    assert [tag for tag, _ in page.tags if tag in {"img", "iframe", "object", "base", "style"}] == []


async def test_what_was_typed_comes_back_as_text(tower: Tower) -> None:
    names = ("email", "name", "token", "workspace", "next", "handle", "step", MARKUP)
    code = {"step": "code", "handle": MARKUP, "email": MARKUP}
    for path in PAGES[:-1]:
        for sent in (dict.fromkeys(names, MARKUP), code):
            assert_plain(Page(await browser(tower).post(path, data=sent)))


async def test_no_word_of_the_query_is_shown(tower: Tower) -> None:
    query = "&".join(f"{name}=%3Cb%3Ewords-of-a-stranger" for name in ("next", "error", "notice", "token"))
    for client in (browser(tower), await signed_in(tower)):
        pages = [await Visitor(client).open(f"{path}?{query}") for path in PAGES]
        assert [page.path for page in pages if "words-of-a-stranger" in page.answer.text] == []


async def test_names_are_text(tower: Tower) -> None:
    ada = visitor(tower)
    await ada.open("/set-up")
    page = await ada.send(name=MARKUP, email=ADA, password=PASSWORD, workspace=MARKUP)
    assert page.path == "/account"
    assert_plain(page)
    assert page.text.count(MARKUP) == 2


async def test_an_invitations_names_are_text(tower: Tower) -> None:
    ada = visitor(tower)
    await ada.open("/set-up")
    await ada.send(name="Ada", email=ADA, password=PASSWORD, workspace=MARKUP)
    token = (await tower.client.post("/api/v1/invitations", json={"role": "viewer"})).json()["token"]
    page = Page(await browser(tower).post("/invitation", data={"token": token}))
    assert_plain(page)
    assert MARKUP in page.text


async def test_a_devices_name_is_text(tower: Tower) -> None:
    await user(tower)
    ada = visitor(tower)
    ada.client.headers["User-Agent"] = NO_SPACE
    await ada.open("/sign-in")
    assert_plain(await ada.send(**CREDENTIALS))


async def test_an_error_of_another_provider_is_told_in_words_of_ours(tower: Tower) -> None:
    await user(tower)
    for code, words in (*ERRORS.items(), ("never-heard-of", OTHER_ERROR)):
        assert words in (await visitor(tower).open(f"/sign-in?error={code}")).text


async def test_an_error_of_linking_is_told_in_words_of_ours(tower: Tower) -> None:
    ada = Visitor(await signed_in(tower))
    for code, words in (*LINK_ERRORS.items(), ("never-heard-of", OTHER_LINK_ERROR)):
        assert words in (await ada.open(f"/account?error={code}")).text


async def test_a_notice_is_told_in_words_of_ours(tower: Tower) -> None:
    await user(tower)
    for code, words in NOTICES.items():
        assert words in (await visitor(tower).open(f"/sign-in?notice={code}")).text


# Every page


async def every_page(tower: Tower) -> list[Page]:
    """As strangers and as a user see them, empty and refused."""
    ada = await signed_in(tower)
    pages = [await Visitor(client).open(path) for path in PAGES for client in (browser(tower), ada)]
    pages += [Page(await browser(tower).post(path, data={"x": "y"})) for path in PAGES[:-1]]
    pages.append(Page(await ada.post("/account", data={"step": "x"})))
    token = (await tower.client.post("/api/v1/invitations", json={"role": "viewer"})).json()["token"]
    pages += [Page(await client.post("/invitation", data={"token": token})) for client in (browser(tower), ada)]
    second = visitor(tower)
    await with_app(tower, ada)
    await second.open("/sign-in")
    return [
        *pages,
        await second.send(**CREDENTIALS),
        await visitor(tower).open("/account", **{"Sec-Fetch-Site": "cross-site"}),
    ]


@pytest.fixture
async def pages(sqlite_template: Path, tmp_path: Path) -> list[Page]:
    parts = {"accounts": AccountPolicy(sign_up=SignUp.OPEN)}
    async with opened(sqlite_template, tmp_path) as database, raised(database, of_parts=parts) as tower:
        empty = await visitor(tower).open("/set-up")
        return [empty, *(await every_page(tower))]


async def test_every_page_has_the_headers_that_let_nothing_in(pages: list[Page]) -> None:
    for page in pages:
        headers = page.answer.headers
        assert {name: headers[name] for name in rendering.HEADERS} == rendering.HEADERS
        assert headers["x-frame-options"] == "DENY"
        assert "unsafe" not in headers["content-security-policy"]


async def test_no_page_holds_a_script_a_style_or_a_handler(pages: list[Page]) -> None:
    for page in pages:
        scripts = [attributes for tag, attributes in page.tags if tag == "script"]
        assert scripts == [{"src": SCRIPT.address, "defer": ""}]
        assert re.findall(r"<script[^>]*>([^<]+)</script>|<style", page.answer.text) == []
        names = {name for _, attributes in page.tags for name in attributes}
        assert [name for name in names if name.startswith("on") or name in {"style", "srcdoc"}] == []


async def test_no_page_asks_for_anything_elsewhere(pages: list[Page]) -> None:
    for page in pages:
        addresses = [attributes.get("href", attributes.get("src", "/")) for _, attributes in page.tags]
        assert [one for one in addresses if not re.match(r"/(?!/)|data:image/svg", one)] == []
        assert [form.action for form in page.forms if not re.fullmatch(r"/[a-z-]+", form.action)] == []


async def test_every_field_has_a_label_and_knows_what_to_fill_in(pages: list[Page]) -> None:
    for page in pages:
        labelled = {attributes["for"] for tag, attributes in page.tags if tag == "label"}
        shown = [tag for name, tag in page.tags if name == "input" and tag.get("type") != "hidden"]
        assert {one["id"] for one in shown} == labelled
        assert [one for one in shown if "autocomplete" not in one] == []


async def test_every_page_can_be_read_aloud(pages: list[Page]) -> None:
    for page in pages:
        ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        described = {one for _, tag in page.tags for one in tag.get("aria-describedby", "").split()}
        assert len(ids) == len(set(ids))
        assert described <= set(ids)
        assert [tag for tag, _ in page.tags].count("h1") == 1
        assert ("html", {"lang": "en"}) in page.tags
        assert re.search(r"<title>[^<]+ · Tocsin</title>", page.answer.text)


async def test_what_went_wrong_is_said_in_the_title_and_aloud(tower: Tower) -> None:
    await user(tower)
    page = Page(await browser(tower).post("/sign-in", data={**CREDENTIALS, "password": "x"}))
    assert "<title>Error: Sign in · Tocsin</title>" in page.answer.text
    assert "alert" in [attributes.get("role") for _, attributes in page.tags]


# Forms that are none


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"email", 400),
        (b"&&", 400),
        (b"email=%ff", 400),
        (b"email=\xff", 400),
        (b"email=%ed%a0%80", 400),
        (b"email=a&email=b", 400),
        (b"&".join(b"a%d=b" % number for number in range(MOST_FIELDS + 1)), 400),
        (b"email=%00", 422),
        (b"email=" + b"x" * MOST_BYTES, 413),
    ],
)
async def test_a_form_that_cannot_be_read_is_refused(tower: Tower, body: bytes, status: int) -> None:
    client = await signed_in(tower)
    pages = [Page(await client.post(path, content=body, headers=FORM)) for path in PAGES]
    assert {page.status for page in pages} == {status}
    assert {page.answer.headers["content-type"] for page in pages} == {"text/html; charset=utf-8"}


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/json", "multipart/form-data; boundary=x"])
async def test_a_form_of_another_type_is_refused(tower: Tower, media_type: str) -> None:
    answer = await browser(tower).post("/sign-in", content=b"a=b", headers={"Content-Type": media_type})
    assert answer.status_code == 415


async def test_a_form_without_a_stated_length_is_bounded_too(tower: Tower) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1024

    assert (await browser(tower).post("/sign-in", content=endless(), headers=FORM)).status_code == 413


@pytest.mark.parametrize("length", ["x", "-1", "1e3", "²", "9" * 5000])
async def test_a_length_that_is_none_is_refused(tower: Tower, length: str) -> None:
    request = httpx.Request("POST", f"{ORIGIN}/sign-in", headers=FORM, content=b"a=b")
    request.headers["Content-Length"] = length
    assert (await browser(tower).send(request)).status_code == 400


async def test_an_empty_form_says_what_is_missing(tower: Tower) -> None:
    for path in PAGES[:-1]:
        page = Page(await browser(tower).post(path, content=b"", headers=FORM))
        assert (page.status, "Some fields do not fit." in page.text) == (422, True)


async def test_a_strange_host_breaks_no_page(tower: Tower) -> None:
    client = await signed_in(tower)
    for host in ("[", "x:abc", "a b", ""):
        answers = [await client.get(path, headers={"Host": host}) for path in ("/", "/sign-in", "/account")]
        assert [answer.status_code for answer in answers] == [200, 303, 200]


# The files beside them


@pytest.mark.parametrize("asset", [STYLE, SCRIPT], ids=lambda asset: asset.name)
async def test_an_asset_is_kept_for_a_day_and_sent_once(tower: Tower, asset: Asset) -> None:
    first = await browser(tower).get(asset.address)
    assert (first.status_code, first.headers["cache-control"]) == (200, "public, max-age=86400")
    assert first.headers["content-type"] == f"{asset.media_type}; charset=utf-8"
    again = await browser(tower).get(asset.address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await browser(tower).get(asset.address, headers={"If-None-Match": '"x"'})).status_code == 200


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


PALETTES = [dict(re.findall(r"--([a-z-]+): (#\w{6});", block)) for block in STYLE.body.decode().split(":root")[1:]]


@pytest.mark.parametrize("colours", PALETTES, ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("text", "surface", 4.5),
        ("text", "ground", 4.5),
        ("text", "told-ground", 4.5),
        ("quiet", "surface", 4.5),
        ("link", "surface", 4.5),
        ("wrong", "surface", 4.5),
        ("wrong", "wrong-ground", 4.5),
        ("accent-text", "accent", 4.5),
        ("edge", "surface", 3),
        ("focus", "surface", 3),
    ],
)
def test_colours_can_be_told_apart(colours: dict[str, str], front: str, back: str, least: float) -> None:
    assert contrast(colours[front], colours[back]) >= least
