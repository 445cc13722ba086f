"""Matchers as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field


class MatchAnswer(BaseModel):
    """What must fit; an empty field fits everything."""

    monitors: list[int] = Field(description="Ids.")
    names: list[str] = Field(description="Patterns with `*` and `?`.")
    kinds: list[str]
    tags: list[str] = Field(description="All of them.")
    any_tags: list[str] = Field(description="At least one of them.")
    without_tags: list[str] = Field(description="None of them.")
    concerns: list[str]
    severities: list[str]
