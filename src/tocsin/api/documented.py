"""The error answers that routes document."""

from __future__ import annotations

from typing import Any

from tocsin.api.errors import STATUSES
from tocsin.api.problem import PROBLEM_TYPE, Problem

Responses = dict[int | str, dict[str, Any]]


def problems(*statuses: int) -> Responses:
    """Answers with these statuses are problem documents."""
    return {
        status: {
            "description": title_of(status),
            "content": {PROBLEM_TYPE: {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}},
        }
        for status in statuses
    }


def title_of(status: int) -> str:
    """The first that is listed for it."""
    return next(title for listed, title in STATUSES.values() if listed == status)


EVERYWHERE = problems(400, 401, 403, 503)
"""What any route that asks for a key may answer."""
WITH_BODY = problems(413, 415, 422)
"""What any route that takes a body may answer."""
