"""Who is asking: the one thing that every use case needs to know of its caller."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tocsin.core.errors import PermissionDenied


class Scope(StrEnum):
    """What a caller may do. Each scope includes those before it."""

    READ = "read"
    """See everything in the workspace, credentials excepted."""
    WRITE = "write"
    """Change monitors, marks and incidents."""
    ADMIN = "admin"
    """Manage API keys and read the audit trail."""


_RANK = {scope: rank for rank, scope in enumerate(Scope)}


class Actor(msgspec.Struct, frozen=True):
    """A caller in one workspace. `name` is what the audit trail shows."""

    workspace_id: int
    name: str
    scopes: frozenset[Scope]

    def may(self, scope: Scope) -> bool:
        return any(_RANK[held] >= _RANK[scope] for held in self.scopes)

    def require(self, scope: Scope) -> None:
        """Raise PermissionDenied when the caller may not."""
        if not self.may(scope):
            held = ", ".join(sorted(self.scopes)) or "none"
            raise PermissionDenied(f"this needs the scope '{scope}'; the key in use has: {held}")


def system(workspace_id: int, name: str) -> Actor:
    """The product itself acting for a workspace, such as when it applies a file at its start."""
    return Actor(workspace_id, name, frozenset({Scope.ADMIN}))
