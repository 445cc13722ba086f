"""What a policy or a silence is about, in a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORDS = {
    "monitors": "",
    "names": "named ",
    "kinds": "of kind ",
    "tags": "tagged ",
    "any_tags": "tagged any of ",
    "without_tags": "not tagged ",
    "concerns": "about ",
    "severities": "",
}


def in_a_line(match: Mapping[str, Any], names: Mapping[int, str] | None = None) -> str:
    """`tagged prod, db; about down`. `names` of monitors, where they are known."""
    found = []
    for field, word in WORDS.items():
        given = match.get(field) or []
        if field == "monitors":
            given = [(names or {}).get(one, f"monitor {one}") for one in given]
        if given:
            found.append(f"{word}{', '.join(map(str, given))}")
    return "; ".join(found) or "everything"
