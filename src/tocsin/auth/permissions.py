"""What may be done, who may do it by role, and what the scopes of an API key stand for."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Permission(StrEnum):
    """One noun and what may be done to it. `write` makes, changes and deletes."""

    MONITORS_READ = "monitors:read"
    """Monitors, their history, their pings and their badges, credentials excepted."""
    MONITORS_WRITE = "monitors:write"
    """And what belongs to a monitor: its state, its ping key, signed addresses of its badge, checks on demand."""
    INCIDENTS_READ = "incidents:read"
    INCIDENTS_WRITE = "incidents:write"
    """Acknowledge, snooze, resolve, comment."""
    MARKS_READ = "marks:read"
    MARKS_WRITE = "marks:write"
    """Say that an interval was planned, or a false positive."""
    HOOKS_READ = "hooks:read"
    HOOKS_WRITE = "hooks:write"
    CHANNELS_READ = "channels:read"
    """Channels, their health, and what was said by them."""
    CHANNELS_WRITE = "channels:write"
    POLICIES_READ = "policies:read"
    """Policies, rotations and who is on call."""
    POLICIES_WRITE = "policies:write"
    RULES_READ = "rules:read"
    """Thresholds on metrics."""
    RULES_WRITE = "rules:write"
    SILENCES_READ = "silences:read"
    """And maintenance windows."""
    SILENCES_WRITE = "silences:write"
    WORKSPACE_READ = "workspace:read"
    """Its name and its members."""
    WORKSPACE_WRITE = "workspace:write"
    """Its name."""
    WORKSPACE_OWN = "workspace:own"
    """Delete it, restore it, hand it over."""
    MEMBERS_WRITE = "members:write"
    """Invite, change roles, remove."""
    API_KEYS_READ = "api_keys:read"
    API_KEYS_WRITE = "api_keys:write"
    PING_KEYS_READ = "ping_keys:read"
    """The ping key of the workspace as a whole, which is shown in clear."""
    PING_KEYS_WRITE = "ping_keys:write"
    AUDIT_READ = "audit:read"


class Role(StrEnum):
    """What a member of a workspace is. Each may do what those before it may."""

    VIEWER = "viewer"
    """Sees everything but credentials."""
    RESPONDER = "responder"
    """Also handles incidents, silences alerts and marks planned work; changes no monitor."""
    EDITOR = "editor"
    """Also changes monitors, hooks, and who is told what."""
    ADMIN = "admin"
    """Also manages members and keys, and reads the audit trail."""
    OWNER = "owner"
    """Also deletes the workspace or hands it over. There is one."""


class Scope(StrEnum):
    """Scopes of an API key that stand for several permissions; a single permission is a scope as well."""

    READ = "read"
    """See everything in the workspace, credentials excepted."""
    WRITE = "write"
    """Change monitors, marks, hooks and incidents, and who is told what."""
    ADMIN = "admin"
    """Manage members and keys, and read the audit trail."""


_VIEWER = frozenset(
    {
        Permission.MONITORS_READ,
        Permission.INCIDENTS_READ,
        Permission.MARKS_READ,
        Permission.HOOKS_READ,
        Permission.CHANNELS_READ,
        Permission.POLICIES_READ,
        Permission.RULES_READ,
        Permission.SILENCES_READ,
        Permission.WORKSPACE_READ,
    }
)
_RESPONDER = _VIEWER | {Permission.INCIDENTS_WRITE, Permission.MARKS_WRITE, Permission.SILENCES_WRITE}
_EDITOR = _RESPONDER | {
    Permission.MONITORS_WRITE,
    Permission.HOOKS_WRITE,
    Permission.CHANNELS_WRITE,
    Permission.POLICIES_WRITE,
    Permission.RULES_WRITE,
}
_ADMIN = _EDITOR | {
    Permission.WORKSPACE_WRITE,
    Permission.MEMBERS_WRITE,
    Permission.API_KEYS_READ,
    Permission.API_KEYS_WRITE,
    Permission.PING_KEYS_READ,
    Permission.PING_KEYS_WRITE,
    Permission.AUDIT_READ,
}
PERMISSIONS_OF_ROLE: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.RESPONDER: _RESPONDER,
    Role.EDITOR: _EDITOR,
    Role.ADMIN: _ADMIN,
    Role.OWNER: _ADMIN | {Permission.WORKSPACE_OWN},
}
RANK_OF_ROLE = {role: rank for rank, role in enumerate(Role)}
_PERMISSIONS_OF_SCOPE = {Scope.READ: _VIEWER, Scope.WRITE: _EDITOR, Scope.ADMIN: _ADMIN}
_IMPLIED = {
    Permission.MONITORS_WRITE: Permission.MONITORS_READ,
    Permission.INCIDENTS_WRITE: Permission.INCIDENTS_READ,
    Permission.MARKS_WRITE: Permission.MARKS_READ,
    Permission.HOOKS_WRITE: Permission.HOOKS_READ,
    Permission.CHANNELS_WRITE: Permission.CHANNELS_READ,
    Permission.POLICIES_WRITE: Permission.POLICIES_READ,
    Permission.RULES_WRITE: Permission.RULES_READ,
    Permission.SILENCES_WRITE: Permission.SILENCES_READ,
    Permission.WORKSPACE_WRITE: Permission.WORKSPACE_READ,
    Permission.MEMBERS_WRITE: Permission.WORKSPACE_READ,
    Permission.API_KEYS_WRITE: Permission.API_KEYS_READ,
    Permission.PING_KEYS_WRITE: Permission.PING_KEYS_READ,
}
SCOPES: tuple[str, ...] = (*Scope, *sorted(_ADMIN))
"""What a key may be given: no key owns a workspace."""


def permissions_of_scopes(scopes: Iterable[str]) -> frozenset[Permission]:
    """All that these scopes stand for; who may write may read. What is not a scope any more stands for nothing."""
    found: set[Permission] = set()
    for scope in scopes:
        if scope in _PERMISSIONS_OF_SCOPE:
            found |= _PERMISSIONS_OF_SCOPE[Scope(scope)]
        elif scope in SCOPES:
            permission = Permission(scope)
            found.add(permission)
            if permission in _IMPLIED:
                found.add(_IMPLIED[permission])
    return frozenset(found)


def least_role_with(permission: Permission) -> Role:
    """For a sentence that says what would be needed."""
    return next(role for role in Role if permission in PERMISSIONS_OF_ROLE[role])
