"""Workspaces as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.api.fields import Moment
from tocsin.auth.permissions import Permission, Role
from tocsin.services.workspaces import OwnWorkspace, ShownWorkspace


class OwnWorkspaceAnswer(BaseModel):
    """A workspace that the user belongs to."""

    id: int
    name: str
    role: Role
    deleted_at: Moment | None = Field(description="Deleted workspaces are shown to their owners alone.")
    restorable_until: Moment | None = Field(description="Of a deleted one: until when its owner may restore it.")

    @classmethod
    def of(cls, one: OwnWorkspace) -> OwnWorkspaceAnswer:
        return cls(
            id=one.id,
            name=one.name,
            role=one.role,
            deleted_at=one.deleted_at,
            restorable_until=one.restorable_until,
        )


class WorkspaceAnswer(BaseModel):
    """The workspace at hand, and what the caller may do in it."""

    id: int
    name: str
    created_at: Moment
    members: int
    role: Role | None = Field(description="What the user is in it; null for an API key.")
    permissions: list[Permission]

    @classmethod
    def of(cls, shown: ShownWorkspace) -> WorkspaceAnswer:
        return cls(
            id=shown.id,
            name=shown.name,
            created_at=shown.created_at,
            members=shown.members,
            role=shown.role,
            permissions=sorted(shown.permissions),
        )
