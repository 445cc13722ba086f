"""Marks as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.api.fields import Moment
from tocsin.storage.marks import StoredMark


class MarkAnswer(BaseModel):
    """An interval to which somebody has given a meaning."""

    id: int
    monitor_id: int
    kind: str = Field(description="`false_positive`, `planned`, `paused` or `maintenance`.")
    start: Moment
    end: Moment | None = Field(description="Null while it goes on.")
    note: str
    created_by: str
    created_at: Moment

    @classmethod
    def of(cls, stored: StoredMark) -> MarkAnswer:
        return cls(
            id=stored.id,
            monitor_id=stored.monitor_id,
            kind=stored.mark.kind,
            start=stored.mark.start,
            end=stored.mark.end,
            note=stored.note,
            created_by=stored.created_by,
            created_at=stored.created_at,
        )
