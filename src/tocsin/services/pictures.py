"""Badges as bytes: drawn once, and kept while they are asked for."""

from __future__ import annotations

import asyncio
import hashlib
from enum import StrEnum
from functools import lru_cache

import msgspec

from tocsin.badges import png, shields, svg
from tocsin.badges.badge import Badge, Style

MOST_KEPT = 512
"""Pictures. The largest has some 40 KB, the usual one 2."""


class Format(StrEnum):
    """As what a badge may be had. JSON is for shields.io's endpoint."""

    SVG = "svg"
    PNG = "png"
    JSON = "json"


class Picture(msgspec.Struct, frozen=True):
    """`etag` is strong: the same bytes have the same one, and others another."""

    body: bytes
    media_type: str
    etag: str


async def picture(badge: Badge, form: Format = Format.SVG, style: Style = Style.FLAT, scale: int = 1) -> Picture:
    """`scale` counts for PNG alone."""
    if form == Format.SVG:
        return _svg(badge, style)
    if form == Format.JSON:
        return _json(badge)
    return await _png(badge, style, scale)


def made(body: bytes, media_type: str) -> Picture:
    return Picture(body, media_type, f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"')


@lru_cache(maxsize=MOST_KEPT)
def _svg(badge: Badge, style: Style) -> Picture:
    return made(svg.draw(badge, style), "image/svg+xml; charset=utf-8")


@lru_cache(maxsize=MOST_KEPT)
def _json(badge: Badge) -> Picture:
    return made(shields.describe(badge), "application/json")


async def _png(badge: Badge, style: Style, scale: int) -> Picture:
    """Drawn in a thread: it takes a while, and the first one loads the library that draws."""
    key = (badge, style, scale)
    kept = _pngs.pop(key, None)
    if kept is None:
        kept = await asyncio.to_thread(_png_drawn, badge, style, scale)
    _pngs[key] = kept
    while len(_pngs) > MOST_KEPT:
        del _pngs[next(iter(_pngs))]
    return kept


def _png_drawn(badge: Badge, style: Style, scale: int) -> Picture:
    return made(png.draw(badge, scale, style), "image/png")


_pngs: dict[tuple[Badge, Style, int], Picture] = {}
"""The one that was asked for last comes last."""
