"""Members as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.api.fields import Moment
from tocsin.auth.permissions import Role
from tocsin.storage.memberships import StoredMembership


class MemberAnswer(BaseModel):
    """A user in the workspace at hand."""

    user_id: int
    email: str
    name: str
    role: Role
    joined_at: Moment
    is_disabled: bool = Field(description="The account was disabled by the server's operator.")

    @classmethod
    def of(cls, stored: StoredMembership) -> MemberAnswer:
        return cls(
            user_id=stored.user_id,
            email=stored.email,
            name=stored.name,
            role=Role(stored.role),
            joined_at=stored.created_at,
            is_disabled=stored.is_disabled,
        )
