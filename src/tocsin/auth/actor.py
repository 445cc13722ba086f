"""Who is asking: the one thing that every use case needs to know of its caller."""

from __future__ import annotations

import msgspec

from tocsin.auth.permissions import PERMISSIONS_OF_ROLE, Permission, Role, least_role_with
from tocsin.core.errors import PermissionDenied


class Actor(msgspec.Struct, frozen=True):
    """A caller in one workspace. `name` and `address` (from where, when it is known) are what the audit trail shows.

    `name` is such as `user:ada@example.com` or `key:ci`; `user_id` is known of people.
    `expires_at` (Unix ms) is when an API key that has an end lets nobody in any more.
    """

    workspace_id: int
    name: str
    permissions: frozenset[Permission]
    user_id: int | None = None
    address: str = ""
    expires_at: int | None = None

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise PermissionDenied when the caller may not."""
        if permission not in self.permissions:
            needed = least_role_with(permission)
            raise PermissionDenied(
                f"this needs the permission '{permission}', which the role '{needed}' has; "
                + ("your role here does not" if self.user_id is not None else "the key in use does not")
            )


def system(workspace_id: int, name: str) -> Actor:
    """The product itself acting for a workspace, such as when it applies a file at its start."""
    return Actor(workspace_id, name, PERMISSIONS_OF_ROLE[Role.OWNER])
