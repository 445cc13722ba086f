"""The web client's files: at their addresses, in the best form, with a policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.integration.api.exported import BROTLI, CHUNK, CODE, EDIT, INLINE, MISSING, START, exported
from tests.integration.api.people import browser
from tests.integration.api.tower import MONITORS, Tower, opened, raised
from tocsin.api.web_client import export
from tocsin.api.web_client.content_policy import policy_of
from tocsin.api.web_client.encodings import chosen

PAGE = {"Accept": "text/html,*/*;q=0.8"}
PLAIN = {"Accept-Encoding": "identity"}
SECRET = "what no browser may see"


@pytest.fixture
async def house(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Tower]:
    """One with a web client, beside whose folder there is a secret."""
    (tmp_path / "web").mkdir()
    (tmp_path / "secret.txt").write_text(SECRET)
    (tmp_path / "web/link.txt").symlink_to(tmp_path / "secret.txt")
    built = export.read(exported(tmp_path / "web"))
    async with opened(sqlite_template, tmp_path) as database, raised(database, web_client=built) as tower:
        yield tower


@pytest.fixture
def client(house: Tower) -> httpx.AsyncClient:
    somebody = browser(house)
    somebody.headers.update(PAGE | PLAIN)
    return somebody


def sha256(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


# Where they are


@pytest.mark.parametrize(("path", "text"), [("/", START), ("/monitor/edit", EDIT), ("/hook", EDIT)])
async def test_a_page_is_at_its_address_without_an_ending(client: httpx.AsyncClient, path: str, text: str) -> None:
    answer = await client.get(path, params={"id": 7})
    assert (answer.status_code, answer.text) == (200, text)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        (CHUNK, "text/javascript; charset=utf-8"),
        ("/index.txt", "text/plain; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
    ],
)
async def test_a_file_says_what_it_is(client: httpx.AsyncClient, path: str, media_type: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_address_of_the_api_stays_one(client: httpx.AsyncClient, house: Tower) -> None:
    assert (await client.get(MONITORS)).status_code == 401
    assert (await house.client.get(f"{MONITORS}/7", headers=PAGE)).json()["code"] == "not_found"
    assert (await house.client.get(f"{MONITORS}/bulk", headers=PAGE)).status_code == 405
    assert (await client.post("/hook")).json()["code"] == "unauthenticated"


@pytest.mark.parametrize("path", ["/nowhere", "/monitor", "/index.html", "/404", "/_not-found", "/monitor/edit/"])
async def test_people_who_are_nowhere_see_a_page(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.text) == (404, MISSING)
    assert sha256("1") in answer.headers["content-security-policy"]


async def test_what_is_missing_is_never_as_before(client: httpx.AsyncClient) -> None:
    assert (await client.get("/nowhere", headers={"If-None-Match": "*"})).status_code == 404


@pytest.mark.parametrize("path", ["/api/nowhere", "/api/v1/nowhere", "/_next/static/gone.js"])
async def test_below_what_programs_ask_for_there_are_no_pages(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("accept", ["*/*", "application/json"])
async def test_programs_are_told_by_a_problem_document(client: httpx.AsyncClient, accept: str) -> None:
    answer = await client.get("/nowhere", headers={"Accept": accept})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_only_looking_finds_anything(client: httpx.AsyncClient) -> None:
    assert [(await client.post(path)).status_code for path in ("/", CHUNK, "/nowhere")] == [405, 405, 404]


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/monitor/../../secret.txt",
        "//secret.txt",
        "/_next/static/..%2f..%2f..%2fsecret.txt",
        "/link.txt",
        "/tocsin.db",
    ],
)
async def test_nothing_beside_the_folder_is_ever_served(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(httpx.URL("http://localhost").copy_with(raw_path=path.encode()))
    assert (answer.status_code, SECRET in answer.text) == (404, False)


# In which form


@pytest.mark.parametrize(
    ("accepted", "form"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.1", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("deflate", "identity"),
        ("br;q=none", "br"),
        (";;;,,=", "identity"),
        ("", "identity"),
    ],
)
def test_the_best_form_that_is_accepted_is_chosen(accepted: str, form: str) -> None:
    assert chosen([accepted], ["br", "gzip"]) == form


async def test_each_form_has_its_tag_and_says_that_there_are_others(client: httpx.AsyncClient) -> None:
    async with client.stream("GET", CHUNK, headers={"Accept-Encoding": "br"}) as brotli:
        raw = b"".join([part async for part in brotli.aiter_raw()])
    zipped, plain = await client.get(CHUNK, headers={"Accept-Encoding": "gzip"}), await client.get(CHUNK)
    assert (raw, zipped.text, plain.text) == (BROTLI, CODE, CODE)
    forms = (brotli, zipped, plain)
    assert [one.headers.get("content-encoding") for one in forms] == ["br", "gzip", None]
    assert {one.headers["vary"] for one in forms} == {"Accept-Encoding"}
    assert len({one.headers["etag"] for one in forms}) == 3
    assert not any(one.headers["etag"].startswith("W/") for one in forms)


async def test_what_has_no_other_form_is_sent_as_it_is(client: httpx.AsyncClient) -> None:
    answer = await client.get("/theme.js", headers={"Accept-Encoding": "br, gzip"})
    assert (answer.text, "content-encoding" in answer.headers) == ("1", False)


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
async def test_who_has_it_already_is_told_so(client: httpx.AsyncClient, encoding: str) -> None:
    client.headers["Accept-Encoding"] = encoding
    first = await client.get("/")
    again = await client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    kept = ("etag", "vary", "cache-control", "content-security-policy")
    assert [again.headers[name] for name in kept] == [first.headers[name] for name in kept]


async def test_who_has_another_form_is_sent_this_one(client: httpx.AsyncClient) -> None:
    other = (await client.get("/", headers={"Accept-Encoding": "gzip"})).headers["etag"]
    assert (await client.get("/", headers={"If-None-Match": other})).status_code == 200


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (CHUNK, "public, max-age=31536000, immutable"),
        ("/", "no-cache"),
        ("/index.txt", "no-cache"),
        ("/theme.js", "no-cache"),
        ("/nowhere", "no-cache"),
    ],
)
async def test_only_what_never_changes_is_kept_unasked(client: httpx.AsyncClient, path: str, kept: str) -> None:
    assert (await client.get(path)).headers["cache-control"] == kept


@pytest.mark.parametrize("path", ["/", CHUNK])
async def test_a_head_says_what_a_get_would(client: httpx.AsyncClient, path: str) -> None:
    head, whole = await client.head(path), await client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    names = ("content-length", "etag", "content-type")
    assert [head.headers[name] for name in names] == [whole.headers[name] for name in names]


# What a page may do


async def test_the_policy_lets_in_the_scripts_of_that_very_page(client: httpx.AsyncClient) -> None:
    start, edit = [(await client.get(path)).headers["content-security-policy"] for path in ("/", "/monitor/edit")]
    assert f"script-src 'self' {sha256(INLINE)};" in start
    assert "script-src 'self';" in edit


async def test_the_policy_begins_with_nothing_and_lets_in_nothing_unsafe(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/")).headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert (rules["default-src"], rules["frame-ancestors"], rules["base-uri"]) == ("'none'", "'none'", "'none'")
    assert {rules[name] for name in ("style-src", "connect-src", "font-src", "form-action")} == {"'self'"}
    assert ("unsafe" in policy, "*" in policy, "http" in policy) == (False, False, False)


def test_scripts_are_hashed_to_the_letter_and_once() -> None:
    text = "\n if (a < b) x('&amp;<!-- é -->') \n"
    policy = policy_of(f"<script>{text}</script><p>no script</p><SCRIPT type='text/javascript'>{text}</SCRIPT>")
    assert policy.count("sha256-") == 1
    assert sha256(text) in policy


async def test_forms_say_where_they_come_from(client: httpx.AsyncClient) -> None:
    assert (await client.get("/")).headers["referrer-policy"] == "same-origin"


# Where nothing was built


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/monitors", 404)])
async def test_without_a_client_a_page_says_how_to_get_one(tower: Tower, path: str, status: int) -> None:
    answer = await browser(tower).get(path, headers=PAGE)
    assert (answer.status_code, "make web" in answer.text) == (status, True)
    assert "unsafe" not in answer.headers["content-security-policy"]


async def test_without_a_client_programs_are_answered_all_the_same(tower: Tower) -> None:
    assert (await tower.client.get(MONITORS)).status_code == 200
    assert (await tower.client.get("/monitors")).json()["code"] == "not_found"


def test_a_folder_without_a_start_is_no_client(tmp_path: Path) -> None:
    assert not export.read(tmp_path).is_built
