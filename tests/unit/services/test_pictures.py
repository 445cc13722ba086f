"""Badges as bytes."""

from __future__ import annotations

import pytest

from tocsin.badges.badge import Badge, Style
from tocsin.services import pictures
from tocsin.services.pictures import Format, picture

BADGE = Badge.of("shop", "up", "4caf50")


@pytest.mark.parametrize(
    ("form", "media_type", "beginning"),
    [
        (Format.SVG, "image/svg+xml; charset=utf-8", b"<svg "),
        (Format.PNG, "image/png", b"\x89PNG\r\n"),
        (Format.JSON, "application/json", b'{"schemaVersion":1,'),
    ],
)
async def test_each_format_says_what_it_is(form: Format, media_type: str, beginning: bytes) -> None:
    drawn = await picture(BADGE, form)
    assert (drawn.media_type, drawn.body[: len(beginning)]) == (media_type, beginning)


@pytest.mark.parametrize("form", Format)
async def test_what_was_drawn_is_kept(form: Format) -> None:
    assert await picture(BADGE, form) is await picture(BADGE, form)


async def test_whatever_differs_has_another_etag() -> None:
    drawn = [await picture(BADGE, Format.PNG, style, scale) for style in Style for scale in (1, 2)]
    assert len({one.etag for one in drawn}) == len(drawn)


async def test_no_more_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_KEPT", 2)
    first = await picture(Badge.of("first", "up"), Format.PNG)
    for name in ("second", "third"):
        await picture(Badge.of(name, "up"), Format.PNG)
    assert await picture(Badge.of("first", "up"), Format.PNG) is not first
