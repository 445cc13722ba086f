"""A badge as JSON for shields.io's endpoint, which draws it in whatever style its reader asks for."""

from __future__ import annotations

import msgspec

from tocsin.badges.badge import Badge
from tocsin.badges.colours import LABEL_GREY


def describe(badge: Badge) -> bytes:
    """https://shields.io/badges/endpoint-badge"""
    said = {"schemaVersion": 1, "label": badge.label, "message": badge.message, "color": badge.color}
    if badge.label_color != LABEL_GREY:
        said["labelColor"] = badge.label_color
    return msgspec.json.encode(said)
