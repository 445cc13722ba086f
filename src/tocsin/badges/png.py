"""A badge as PNG, for places that show no SVG, such as mail. Drawing takes a millisecond: do it beside the event loop.

The library that draws is imported with the first picture, not with this module: a start must not wait for it.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from tocsin.badges import font
from tocsin.badges.badge import Badge, Style
from tocsin.badges.colours import rgb
from tocsin.badges.layout import SHAPES, Field, Layout, lay_out

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

SCALES = (1, 2)
_SMOOTHNESS = 8
"""Corners are drawn so many times larger, and shrunk."""
_COMPRESSION = 3
"""The usual 6 saves a twelfth of the bytes and takes half as long again to draw."""
_LIGHT, _SHADE = 140, 115
"""Opacity of the gloss at the very edges, of 255."""


def draw(badge: Badge, scale: int = 1, style: Style = Style.FLAT) -> bytes:
    """`scale` 2 is for screens of twice the density: as many pixels again each way, for the same size on a page."""
    substituted = font.face().substituted
    shown = Badge(substituted(badge.label), substituted(badge.message), badge.color, badge.label_color)
    pen = _pen(SHAPES[style].font_size * scale)
    layout = lay_out(shown, style, lambda text: pen.getlength(text) / scale)
    picture = _boxes(layout, scale)
    for field in layout.fields:
        _write(picture, field, layout, pen, scale)
    out = BytesIO()
    picture.save(out, "PNG", compress_level=_COMPRESSION)
    return out.getvalue()


def _boxes(layout: Layout, scale: int) -> Image:
    from PIL import Image

    shape = layout.shape
    height, radius = shape.height * scale, shape.radius * scale
    picture = Image.new("RGBA", (layout.width * scale, height))
    for field in layout.fields:
        box = (field.x * scale, 0, (field.x + field.width) * scale, height)
        picture.paste((*rgb(field.color), 255), box)
    if shape.gloss:
        picture.alpha_composite(_gloss(shape.gloss * scale, height).resize(picture.size))
    if radius:
        picture.putalpha(_rounded(picture.size, radius))
    return picture


def _write(picture: Image, field: Field, layout: Layout, pen: FreeTypeFont, scale: int) -> None:
    from PIL import ImageDraw

    brush = ImageDraw.Draw(picture)
    x, y = field.text_x * scale, layout.shape.baseline * scale
    if not field.spacing:
        brush.text((x, y), field.text, field.text_color, pen, anchor="ls")
        return
    for letter in field.text:
        brush.text((x, y), letter, field.text_color, pen, anchor="ls")
        x += pen.getlength(letter) + field.spacing * scale


@cache
def _pen(size: float) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(BytesIO(font.data()), size)


@cache
def _gloss(depth: int, height: int) -> Image:
    """One column of it: light above and shade below, clear of the text."""
    from PIL import Image

    column = Image.new("RGBA", (1, height))
    for row in range(depth):
        fading = 1 - row / depth
        column.putpixel((0, row), (255, 255, 255, round(_LIGHT * fading)))
        column.putpixel((0, height - 1 - row), (0, 0, 0, round(_SHADE * fading)))
    return column


def _rounded(size: tuple[int, int], radius: int) -> Image:
    from PIL import Image, ImageOps

    mask, corner = Image.new("L", size, 255), _corner(radius)
    right, bottom = size[0] - radius, size[1] - radius
    mask.paste(corner, (0, 0))
    mask.paste(ImageOps.mirror(corner), (right, 0))
    mask.paste(ImageOps.flip(corner), (0, bottom))
    mask.paste(ImageOps.flip(ImageOps.mirror(corner)), (right, bottom))
    return mask


@cache
def _corner(radius: int) -> Image:
    """The upper left one."""
    from PIL import Image, ImageDraw

    side = radius * _SMOOTHNESS
    large = Image.new("L", (side, side))
    ImageDraw.Draw(large).ellipse((0, 0, 2 * side, 2 * side), fill=255)
    return large.resize((radius, radius), Image.Resampling.BOX)
