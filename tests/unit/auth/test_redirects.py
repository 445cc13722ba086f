"""Where a browser may be sent after a sign-in."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tocsin.auth.redirects import HOME, safe_next

ORIGIN = "https://tocsin.example.com"
odd = st.text(st.sampled_from("/\\:?#@.%\t\r\n \x00ahtps0ü\u2028\ud800[]"), max_size=12)


@pytest.mark.parametrize("path", ["/", "/monitors", "/monitors/7?tab=results&from=1#top", "/a.b/~c/%2F", "/@x:y"])
def test_a_path_of_this_site_is_kept(path: str) -> None:
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "monitors",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/a//b",
        "/..//evil.example",
        "/a\\b",
        "/a b",
        "/a\n",
        "/a\x00",
        "/ü",
        "/\ud800",
        "https://evil.example",
        "https:/evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "?next=/",
        "/" + "x" * 2000,
    ],
)
def test_anything_else_leads_home(text: str | None) -> None:
    assert safe_next(text) == HOME


@given(st.text() | odd | odd.map("/".__add__) | odd.map("//".__add__))
@example("/\t/evil.example")
@example("/\\evil.example")
def test_whatever_comes_a_browser_stays_on_the_origin(text: str) -> None:
    way = safe_next(text)
    seen = "".join(char for char in way if char not in "\t\r\n").replace("\\", "/")  # as browsers read it
    assert _origin(urljoin(f"{ORIGIN}/sign-in", seen)) == ORIGIN
    assert _origin(urljoin(f"{ORIGIN}/sign-in", way)) == ORIGIN


@given(st.text() | odd.map("/".__add__))
def test_whatever_comes_it_can_stand_in_a_header(text: str) -> None:
    way = safe_next(text)
    assert way.isascii()
    assert way.isprintable()
    assert way.startswith("/")
    assert not way.startswith("//")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
