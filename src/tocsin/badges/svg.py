"""A badge as SVG: shapes and text, no script, no style sheet, nothing from elsewhere."""

from __future__ import annotations

from html import escape

from tocsin.badges.badge import Badge, Style
from tocsin.badges.font import FAMILY, face
from tocsin.badges.layout import SHAPES, Field, Layout, Shape, lay_out

FONTS = f"{FAMILY},Verdana,Geneva,sans-serif"
"""The fonts that follow are as wide as the first, nearly; `textLength` does away with the rest of the difference."""


def draw(badge: Badge, style: Style = Style.FLAT) -> bytes:
    """UTF-8. The picture says what it shows to those who do not see it."""
    size = SHAPES[style].font_size
    layout = lay_out(badge, style, lambda text: face().width(text) * size)
    title = escape(badge.title)
    shape = layout.shape
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{layout.width}" height="{shape.height}"',
        f' aria-label="{title}">',
        f"<title>{title}</title>",
        *(_box(layout, field) for field in layout.fields),
        *_gloss(layout),
        f'<g font-family="{FONTS}" font-size="{shape.font_size:g}" text-rendering="geometricPrecision">',
        *(_text(field, shape) for field in layout.fields if field.text),
        "</g></svg>",
    ]
    return "".join(lines).encode()


def _box(layout: Layout, field: Field) -> str:
    return f'<path fill="{field.color}" d="{_outline(layout, field.x, field.x + field.width)}"/>'


def _outline(layout: Layout, left: int, right: int) -> str:
    """Round where the badge ends. No clipping path: its id would be taken twice where two badges stand on a page."""
    height, radius = layout.shape.height, layout.shape.radius
    at_left, at_right = radius if left == 0 else 0, radius if right == layout.width else 0
    return (
        f"M{left + at_left} 0H{right - at_right}{_corner(at_right, 1, 1)}V{height - at_right}{_corner(at_right, -1, 1)}"
        f"H{left + at_left}{_corner(at_left, -1, -1)}V{at_left}{_corner(at_left, 1, -1)}z"
    )


def _corner(radius: int, right: int, down: int) -> str:
    return f"a{radius} {radius} 0 0 1 {right * radius} {down * radius}" if radius else ""


def _gloss(layout: Layout) -> list[str]:
    """Light above and shade below, clear of the text, so that nothing is taken from its contrast."""
    gloss, height = layout.shape.gloss, layout.shape.height
    if not gloss:
        return []
    inner = gloss / height
    return [
        '<linearGradient id="tocsin-gloss" x2="0" y2="1">',
        '<stop offset="0" stop-color="#fff" stop-opacity=".55"/>',
        f'<stop offset="{inner:.2f}" stop-color="#fff" stop-opacity="0"/>',
        f'<stop offset="{1 - inner:.2f}" stop-opacity="0"/>',
        '<stop offset="1" stop-opacity=".45"/></linearGradient>',
        f'<path fill="url(#tocsin-gloss)" d="{_outline(layout, 0, layout.width)}"/>',
    ]


def _text(field: Field, shape: Shape) -> str:
    spacing = f' letter-spacing="{field.spacing:g}"' if field.spacing else ""
    return (
        f'<text x="{field.text_x:g}" y="{shape.baseline:g}" fill="{field.text_color}" '
        f'textLength="{field.text_width:g}" lengthAdjust="spacingAndGlyphs"{spacing}>{escape(field.text)}</text>'
    )
