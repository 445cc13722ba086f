"""What the server answers about workspaces, members, invitations, scopes and the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


class Workspace(msgspec.Struct):
    """The workspace at hand."""

    id: int
    name: str
    created_at: datetime
    members: int
    permissions: list[str]
    role: str | None = None


class Member(msgspec.Struct):
    """A user in the workspace at hand."""

    user_id: int
    email: str
    name: str
    role: str
    joined_at: datetime
    is_disabled: bool = False


class Invitation(msgspec.Struct):
    """An invitation; `link` only in the answer that creates it."""

    id: int
    role: str
    state: str
    invited_by: str
    created_at: datetime
    expires_at: datetime
    email: str | None = None
    link: str | None = None
    not_mailed: str | None = None


class Scope(msgspec.Struct):
    """A scope of API keys."""

    scope: str
    description: str


class Scopes(msgspec.Struct):
    """Every scope."""

    scopes: list[Scope]


class AuditEntry(msgspec.Struct):
    """Who did what."""

    at: datetime
    actor: str
    action: str
    subject: str
    address: str = ""
    detail: dict[str, Any] = {}
