"""The parts of the API's answers that commands show. Fields that are not here are passed over."""

from __future__ import annotations

import msgspec


class FieldProblem(msgspec.Struct):
    """One bad field of a request."""

    pointer: str = ""
    message: str = ""


class Problem(msgspec.Struct):
    """A problem document, RFC 9457."""

    title: str = ""
    detail: str = ""
    code: str = ""
    errors: list[FieldProblem] = []


class Page(msgspec.Struct):
    """One page of a list."""

    items: list[msgspec.Raw]
    next_cursor: str | None = None
