"""Badges as PNG."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from tocsin.badges import png
from tocsin.badges.badge import Badge, Style
from tocsin.badges.colours import GREEN, LABEL_GREY, YELLOW, rgb

NAMES = [
    "Shop",
    "Резервная копия базы данных",
    "Ελληνικά",
    "🚀 日本 👨‍👩‍👧",
    "עברית العربية",
    "</text>&\"'",
    "x" * 200,
    "W" * 200,
]


def drawn(badge: Badge, scale: int = 1, style: Style = Style.FLAT) -> Image.Image:
    return Image.open(BytesIO(png.draw(badge, scale, style))).convert("RGBA")


def is_plain(picture: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """All of it has one colour: no letter reaches into it."""
    colours = picture.crop(box).getcolors(maxcolors=100_000)
    return colours is not None and len(colours) == 1


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_drawn(name: str, style: Style) -> None:
    assert drawn(Badge.of(name, "up"), 1, style).height in (18, 20, 28)


@pytest.mark.parametrize("scale", png.SCALES)
@pytest.mark.parametrize("name", NAMES)
def test_no_text_reaches_the_edges_of_its_box(name: str, scale: int) -> None:
    picture = drawn(Badge.of(name, "Missing Data", GREEN), scale, Style.FLAT_SQUARE)
    edge = 4 * scale
    border = next(x for x in range(picture.width) if picture.getpixel((x, 0)) == (*rgb(GREEN), 255))
    for left in (0, border - edge, border, picture.width - edge):
        assert is_plain(picture, (left, 0, left + edge, picture.height))


def test_the_name_stands_on_grey_and_the_state_on_its_colour() -> None:
    picture = drawn(Badge.of("Shop", "Warning", YELLOW), style=Style.FLAT_SQUARE)
    assert picture.getpixel((0, 0)) == (*rgb(LABEL_GREY), 255)
    assert picture.getpixel((picture.width - 1, 0)) == (*rgb(YELLOW), 255)


def test_text_on_yellow_is_dark() -> None:
    picture = drawn(Badge.of("", "Warning", YELLOW), 2, Style.FLAT_SQUARE).convert("L")
    assert picture.getextrema()[0] == 0


def test_a_long_name_makes_the_picture_wider_and_is_not_cut() -> None:
    shorter, longer = drawn(Badge.of("x" * 150, "up")), drawn(Badge.of("x" * 200, "up"))
    assert longer.width > shorter.width + 250


def test_twice_the_density_is_twice_as_large() -> None:
    once, twice = drawn(Badge.of("Shop front", "Normal"), 1), drawn(Badge.of("Shop front", "Normal"), 2)
    assert twice.height == 2 * once.height
    assert abs(twice.width - 2 * once.width) <= 4


def test_what_the_font_lacks_is_drawn_as_something() -> None:
    assert not is_plain(drawn(Badge.of("", "🚀"), style=Style.FLAT_SQUARE), (4, 4, 16, 16))


def test_corners_are_round_and_transparent() -> None:
    opacity = drawn(Badge.of("a", "b")).getchannel("A")
    assert not any(opacity.crop((0, 0, 1, 1)).histogram()[16:])


def test_the_same_badge_is_the_same_picture() -> None:
    assert png.draw(Badge.of("a", "b"), 2) == png.draw(Badge.of("a", "b"), 2)


def test_the_library_that_draws_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, tocsin.cli.serve; sys.exit('PIL' in sys.modules or 'tocsin.badges.png' not in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
