"""A user who is signed in: who asks about an account of their own, and in which workspaces they may act."""

from __future__ import annotations

import msgspec

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import PERMISSIONS_OF_ROLE, Role
from tocsin.core.errors import NotFound, TocsinError

RECENT_MS = 15 * 60_000
"""How long after an authentication what is sensitive may be changed."""


class ReauthenticationRequired(TocsinError):
    """What is asked for is sensitive, and the last authentication was a while ago."""

    code = "reauthentication_required"


class Client(msgspec.Struct, frozen=True):
    """From where somebody asks: the client's address, and what it calls itself."""

    address: str = ""
    agent: str = ""


class Person(msgspec.Struct, frozen=True):
    """`roles` by workspace id, ascending; `authenticated_at` (Unix ms) is when they last proved who they are."""

    user_id: int
    session_id: int
    email: str
    name: str
    authenticated_at: int
    roles: dict[int, Role]
    client: Client = Client()

    @property
    def actor_name(self) -> str:
        """As the audit trail shows them."""
        return f"user:{self.email}"

    def actor_in(self, workspace_id: int | None) -> Actor:
        """Acting in this workspace, or in their first. Raise NotFound where they do not belong."""
        if workspace_id is None:
            workspace_id = next(iter(self.roles), None)
            if workspace_id is None:
                raise NotFound("You belong to no workspace: make one, or ask for an invitation.")
        role = self.roles.get(workspace_id)
        if role is None:
            raise NotFound(f"There is no workspace {workspace_id}.")
        permissions = PERMISSIONS_OF_ROLE[role]
        return Actor(workspace_id, self.actor_name, permissions, self.user_id, self.client.address)

    def require_recent(self, now: int) -> None:
        """Raise ReauthenticationRequired. `now` is Unix ms."""
        if now - self.authenticated_at > RECENT_MS:
            raise ReauthenticationRequired(
                "Confirm that it is you: POST /api/v1/session/confirm with your password, a code or a passkey."
            )
