"""What pages let nobody do: post from elsewhere, bring markup of their own, or break; and that all can read them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser

import httpx
import pytest

from tests.integration.api.people import ORIGIN, browser
from tests.integration.api.test_responses import FORM, told
from tests.integration.api.tower import Tower
from tocsin.api.pages import rendering
from tocsin.api.pages.assets import STYLE
from tocsin.api.pages.forms import MOST_BYTES, MOST_FIELDS

Attributes = dict[str, str]
NOWHERE = "/respond/x"


class Page(HTMLParser):
    """An answer, taken apart."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.answer = answer
        self.tags: list[tuple[str, Attributes]] = []
        self.feed(answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


@pytest.fixture
async def pages(tower: Tower) -> list[Page]:
    """An alert that is open, one with something wrong in its form, a refusal, and what is said without a client."""
    link, _ = await told(tower, "shop")
    client = browser(tower)
    answers = [
        await client.get(link),
        await client.post(link, data={"response": "comment"}),
        await client.get(NOWHERE),
        await client.get("/", headers={"Accept": "text/html"}),
    ]
    assert [answer.status_code for answer in answers] == [200, 422, 404, 200]
    return [Page(answer) for answer in answers]


# Every page


async def test_every_page_has_the_headers_that_let_nothing_in(pages: list[Page]) -> None:
    for page in pages:
        headers = page.answer.headers
        assert {name: headers[name] for name in rendering.HEADERS} == rendering.HEADERS
        assert headers["x-frame-options"] == "DENY"
        assert "unsafe" not in headers["content-security-policy"]


async def test_no_page_holds_a_script_a_style_or_a_handler(pages: list[Page]) -> None:
    for page in pages:
        assert {tag for tag, _ in page.tags} & {"script", "style", "iframe", "object", "base"} == set()
        names = {name for _, attributes in page.tags for name in attributes}
        assert [name for name in names if name.startswith("on") or name in {"style", "srcdoc"}] == []


async def test_no_page_asks_for_anything_elsewhere(pages: list[Page]) -> None:
    for page in pages:
        addresses = [attributes.get("href", attributes.get("src", "/")) for _, attributes in page.tags]
        assert [one for one in addresses if not re.match(r"/(?!/)|data:image/svg", one)] == []
        actions = [attributes["action"] for tag, attributes in page.tags if tag == "form"]
        assert [one for one in actions if not one.startswith("/respond/")] == []


async def test_every_field_has_a_label(pages: list[Page]) -> None:
    for page in pages:
        labelled = {attributes["for"] for tag, attributes in page.tags if tag == "label"}
        assert {attributes["id"] for tag, attributes in page.tags if tag in {"input", "select"}} == labelled


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
    page = Page(await browser(tower).get(NOWHERE))
    assert "<title>Error: Not possible · Tocsin</title>" in page.answer.text
    assert "alert" in [attributes.get("role") for _, attributes in page.tags]


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
    link, _ = await told(tower, "shop")
    answer = await browser(tower).post(link, data={"response": "acknowledge"}, headers=headers)
    assert (answer.status_code, "not sent by a page of this server" in answer.text) == (403, True)


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
    answer = await browser(tower).post(NOWHERE, content=body, headers=FORM)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/json", "multipart/form-data; boundary=x"])
async def test_a_form_of_another_type_is_refused(tower: Tower, media_type: str) -> None:
    answer = await browser(tower).post(NOWHERE, content=b"a=b", headers={"Content-Type": media_type})
    assert answer.status_code == 415


async def test_a_form_without_a_stated_length_is_bounded_too(tower: Tower) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1024

    assert (await browser(tower).post(NOWHERE, content=endless(), headers=FORM)).status_code == 413


@pytest.mark.parametrize("length", ["x", "-1", "1e3", "²", "9" * 5000])
async def test_a_length_that_is_none_is_refused(tower: Tower, length: str) -> None:
    request = httpx.Request("POST", f"{ORIGIN}{NOWHERE}", headers=FORM, content=b"a=b")
    request.headers["Content-Length"] = length
    assert (await browser(tower).send(request)).status_code == 400


async def test_a_strange_host_breaks_no_page(tower: Tower) -> None:
    for host in ("[", "x:abc", "a b", ""):
        answers = [await browser(tower).get(path, headers={"Host": host}) for path in ("/", NOWHERE)]
        assert [answer.status_code for answer in answers] == [200, 404]


# The file beside them


async def test_the_style_is_kept_for_a_day_and_sent_once(tower: Tower) -> None:
    first = await browser(tower).get(STYLE.address)
    assert (first.status_code, first.headers["cache-control"]) == (200, "public, max-age=86400")
    assert first.headers["content-type"] == "text/css; charset=utf-8"
    again = await browser(tower).get(STYLE.address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await browser(tower).get(STYLE.address, headers={"If-None-Match": '"x"'})).status_code == 200


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
