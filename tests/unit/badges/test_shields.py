"""What shields.io is told."""

from __future__ import annotations

import json

from tocsin.badges.badge import Badge
from tocsin.badges.shields import describe


def test_it_is_the_endpoints_schema() -> None:
    said = json.loads(describe(Badge.of("shop", "up", "4caf50")))
    assert said == {"schemaVersion": 1, "label": "shop", "message": "up", "color": "#4caf50"}


def test_a_colour_of_the_label_is_told_too() -> None:
    assert json.loads(describe(Badge.of("shop", "up", "4caf50", "000")))["labelColor"] == "#000000"
