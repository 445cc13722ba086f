"""Which monitors a list, a count or a bulk action is about, as parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import Depends, Query

from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.core.verdict import Verdict
from tocsin.services.monitor_draft import normal_tag
from tocsin.storage.monitor_lists import MonitorFilter

VerdictName = Literal["up", "degraded", "down", "unknown"]
StateWords = Annotated[list[VerdictName], Query(max_length=10, description="Repeat it for any of several.")]


def monitor_filter(
    state: StateWords = [],  # noqa: B006 -- FastAPI copies it
    kind: Annotated[list[str], Query(max_length=50, description="Repeat it for any of several.")] = [],  # noqa: B006
    tag: Annotated[list[str], Query(max_length=50, description="Repeat it to ask for all of them.")] = [],  # noqa: B006
    q: Annotated[str | None, Query(max_length=200, description="Text in name, target, description or tags.")] = None,
    enabled: Annotated[bool | None, Query(description="False for those that are paused.")] = None,
    maintenance: Annotated[bool | None, Query(description="True for those in maintenance now.")] = None,
    managed_by: Annotated[str | None, Query(max_length=200, description="The source that declares them.")] = None,
) -> MonitorFilter:
    return MonitorFilter(
        text=q or None,
        states=verdicts_of(state),
        kinds=tuple(kind),
        tags=tuple(normal_tag_of(one) for one in tag),
        enabled=enabled,
        maintenance=maintenance,
        managed_by=managed_by,
    )


def normal_tag_of(tag: str, pointer: str = "/tag") -> str:
    """Raise ValidationFailed for what cannot be a tag."""
    try:
        return normal_tag(tag)
    except ValueError as error:
        raise ValidationFailed(f"tag {error}", errors=[FieldError(pointer, str(error))]) from error


def verdicts_of(words: Sequence[VerdictName]) -> tuple[Verdict, ...]:
    return tuple(Verdict.from_word(word) for word in words)


Filtered = Annotated[MonitorFilter, Depends(monitor_filter)]
