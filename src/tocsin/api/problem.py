"""The shape of a problem document (RFC 9457)."""

from __future__ import annotations

from pydantic import BaseModel, Field

PROBLEM_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """One bad field or parameter."""

    pointer: str = Field(description="JSON pointer (RFC 6901) into the body, or `/` and the parameter's name.")
    message: str = Field(description="What would be right.")


class Problem(BaseModel):
    """Why a request was not carried out (RFC 9457)."""

    type: str = Field(description="`urn:tocsin:problem:` and the code.")
    title: str = Field(description="The kind of problem, the same for every occurrence.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is the matter this time.")
    code: str = Field(description="Stable, for programs.")
    errors: list[FieldProblem] = Field(description="The bad fields, if it is about fields.")
    request_id: str = Field(description="Stands in the server's log lines of this request too.")
