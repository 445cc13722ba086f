"""What roles, scopes and permissions are for, in words for people."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.auth.permissions import Permission, Role, Scope

OF_ROLE: Mapping[Role, str] = {
    Role.VIEWER: "Sees everything but credentials.",
    Role.RESPONDER: "Also handles incidents, silences alerts and marks planned work; changes no monitor.",
    Role.EDITOR: "Also changes monitors and hooks, and who is told what.",
    Role.ADMIN: "Also manages members and keys, and reads the audit trail.",
    Role.OWNER: "Also deletes the workspace or hands it over. There is one.",
}
OF_SCOPE: Mapping[str, str] = {
    Scope.READ: "See everything in the workspace, credentials excepted.",
    Scope.WRITE: "Change monitors, marks, hooks, incidents, and who is told what.",
    Scope.ADMIN: "Manage members and keys, and read the audit trail.",
    Permission.MONITORS_READ: "See monitors, their history and their badges.",
    Permission.MONITORS_WRITE: "Change monitors; see and change what belongs to them, such as their ping keys.",
    Permission.INCIDENTS_READ: "See incidents.",
    Permission.INCIDENTS_WRITE: "Acknowledge, snooze and resolve incidents, and comment on them.",
    Permission.MARKS_READ: "See marks.",
    Permission.MARKS_WRITE: "Say that an interval was planned, or a false positive.",
    Permission.HOOKS_READ: "See hooks, their addresses excepted.",
    Permission.HOOKS_WRITE: "Change hooks, and see their addresses.",
    Permission.CHANNELS_READ: "See channels, their credentials excepted, and what was said by them.",
    Permission.CHANNELS_WRITE: "Change channels, and try them.",
    Permission.POLICIES_READ: "See policies, rotations, and who is on call.",
    Permission.POLICIES_WRITE: "Change policies and rotations.",
    Permission.RULES_READ: "See thresholds on metrics.",
    Permission.RULES_WRITE: "Change thresholds on metrics.",
    Permission.SILENCES_READ: "See silences and maintenance windows.",
    Permission.SILENCES_WRITE: "Make, change and end silences and maintenance windows.",
    Permission.WORKSPACE_READ: "See the workspace's name and its members.",
    Permission.WORKSPACE_WRITE: "Rename the workspace.",
    Permission.MEMBERS_WRITE: "Invite and remove members, and change their roles.",
    Permission.API_KEYS_READ: "See which API keys there are.",
    Permission.API_KEYS_WRITE: "Make and revoke API keys.",
    Permission.PING_KEYS_READ: "See the ping key of the workspace.",
    Permission.PING_KEYS_WRITE: "Change the ping key of the workspace.",
    Permission.AUDIT_READ: "Read the audit trail, and take it away.",
}
"""Of every scope that an API key may have."""
