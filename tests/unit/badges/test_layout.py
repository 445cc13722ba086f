"""Where things lie on a badge."""

from __future__ import annotations

import pytest

from tocsin.badges.badge import Badge, Style
from tocsin.badges.layout import SHAPES, lay_out


def measure(text: str) -> float:
    return 7.3 * len(text)


@pytest.mark.parametrize("style", Style)
def test_every_text_lies_within_its_box(style: Style) -> None:
    layout = lay_out(Badge.of("a long name of a monitor", "up"), style, measure)
    for field in layout.fields:
        assert field.x + layout.shape.padding - 1 <= field.text_x
        assert field.text_x + field.text_width <= field.x + field.width - layout.shape.padding + 1


def test_boxes_stand_side_by_side() -> None:
    left, right = lay_out(Badge.of("name", "up"), Style.FLAT, measure).fields
    assert (left.x, right.x) == (0, left.width)


def test_without_a_label_there_is_one_box() -> None:
    (field,) = lay_out(Badge.of("", "N/A"), Style.FLAT, measure).fields
    assert (field.x, field.text) == (0, "N/A")


def test_for_the_badge_speaks_in_capitals() -> None:
    fields = lay_out(Badge.of("straße", "up"), Style.FOR_THE_BADGE, measure).fields
    assert [field.text for field in fields] == ["STRASSE", "UP"]


def test_letters_that_are_joined_are_not_spaced() -> None:
    arabic, latin = lay_out(Badge.of("العربية", "up"), Style.FOR_THE_BADGE, measure).fields
    assert (arabic.spacing, latin.spacing) == (0, SHAPES[Style.FOR_THE_BADGE].spacing)


@pytest.mark.parametrize("style", Style)
def test_capitals_stand_in_the_middle(style: Style) -> None:
    shape = SHAPES[style]
    above = shape.baseline - 0.729 * shape.font_size
    assert above == pytest.approx(shape.height - shape.baseline, abs=0.1)


def test_gloss_is_clear_of_capitals() -> None:
    shape = SHAPES[Style.PLASTIC]
    assert shape.gloss < shape.height - shape.baseline
