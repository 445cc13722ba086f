"""Badges as SVG."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tocsin.badges import svg
from tocsin.badges.badge import Badge, Style
from tocsin.badges.font import face

SVG = "{http://www.w3.org/2000/svg}"
NAMES = [
    "Shop",
    "Резервная копия базы данных",
    "Ελληνικά",
    "🚀 日本",
    "עברית",
    "</text><script>alert(1)</script>",
    "\"'&<>]]>",
    "x" * 200,
]


def drawn(badge: Badge, style: Style = Style.FLAT) -> ElementTree.Element:
    return ElementTree.fromstring(svg.draw(badge, style))


def texts(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("name", NAMES)
def test_it_is_well_formed_whatever_it_says(name: str, style: Style) -> None:
    assert drawn(Badge.of(name, "up"), style).tag == f"{SVG}svg"


@pytest.mark.parametrize("name", NAMES)
def test_it_shows_what_it_was_given_and_nothing_but_text(name: str) -> None:
    root = drawn(Badge.of(name, "up"))
    assert texts(root) == [name, "up"]
    assert {one.tag.removeprefix(SVG) for one in root.iter()} == {"svg", "title", "path", "g", "text"}


def test_it_says_what_it_shows_to_those_who_do_not_see_it() -> None:
    root = drawn(Badge.of('a "b" & c', "down"))
    assert (root.get("role"), root.get("aria-label")) == ("img", 'a "b" & c: down')
    assert root.findtext(f"{SVG}title") == 'a "b" & c: down'


def test_a_screen_reader_is_told_the_text_as_it_was_written() -> None:
    assert drawn(Badge.of("shop", "up"), Style.FOR_THE_BADGE).get("aria-label") == "shop: up"


@pytest.mark.parametrize("name", NAMES)
def test_a_text_takes_the_width_that_its_font_measures(name: str) -> None:
    label = next(drawn(Badge.of(name, "up")).iter(f"{SVG}text"))
    assert float(label.get("textLength", "")) == pytest.approx(face().width(name) * 11, abs=0.01)


def test_the_picture_is_as_wide_as_its_texts_and_their_margins() -> None:
    root = drawn(Badge.of("x" * 100, "up"))
    inner = face().width("x" * 100) * 11 + face().width("up") * 11
    assert inner + 24 <= int(root.get("width", "")) <= inner + 26


def test_two_on_one_page_do_not_clip_each_other() -> None:
    assert b"clip" not in svg.draw(Badge.of("a", "b"))


def test_the_styles_differ() -> None:
    assert len({svg.draw(Badge.of("shop", "up"), style) for style in Style}) == len(Style)
