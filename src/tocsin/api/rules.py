"""Who may call what: one rule for every operation of the API. A route that has none cannot be made."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tocsin.auth.permissions import Permission


class Access(StrEnum):
    """Rules that no permission stands for."""

    ANYBODY = "anybody"
    """Strangers too. What changes something is refused to pages of other sites."""
    SIGNED_IN = "signed in"
    """Users, for their own account; no API key."""
    OWN_DOOR = "own door"
    """The route asks for a credential of its own, such as the key in a hook's address, or a badge's signature."""


Rule = Permission | Access

RULES: Mapping[str, Rule] = {
    # monitors
    "list_monitors": Permission.MONITORS_READ,
    "create_monitor": Permission.MONITORS_WRITE,
    "count_monitors": Permission.MONITORS_READ,
    "get_monitor": Permission.MONITORS_READ,
    "replace_monitor": Permission.MONITORS_WRITE,
    "update_monitor": Permission.MONITORS_WRITE,
    "delete_monitor": Permission.MONITORS_WRITE,
    "pause_monitor": Permission.MONITORS_WRITE,
    "resume_monitor": Permission.MONITORS_WRITE,
    "clone_monitor": Permission.MONITORS_WRITE,
    "tag_monitor": Permission.MONITORS_WRITE,
    "post_monitor_state": Permission.MONITORS_WRITE,
    "change_monitors": Permission.MONITORS_WRITE,
    "try_monitor": Permission.MONITORS_WRITE,
    "check_monitor": Permission.MONITORS_WRITE,
    "apply_monitors": Permission.MONITORS_WRITE,
    "create_badge_urls": Permission.MONITORS_WRITE,
    # history
    "list_results": Permission.MONITORS_READ,
    "get_result": Permission.MONITORS_READ,
    "get_series": Permission.MONITORS_READ,
    "list_transitions": Permission.MONITORS_READ,
    "get_availability": Permission.MONITORS_READ,
    "stream_events": Permission.MONITORS_READ,
    # pings and their keys
    "list_monitor_pings": Permission.MONITORS_READ,
    "get_ping_body": Permission.MONITORS_READ,
    "get_ping_key": Permission.MONITORS_WRITE,
    "set_ping_key": Permission.MONITORS_WRITE,
    "rotate_ping_key": Permission.MONITORS_WRITE,
    "get_workspace_ping_key": Permission.PING_KEYS_READ,
    "set_workspace_ping_key": Permission.PING_KEYS_WRITE,
    "rotate_workspace_ping_key": Permission.PING_KEYS_WRITE,
    "delete_workspace_ping_key": Permission.PING_KEYS_WRITE,
    # marks and incidents
    "list_marks": Permission.MARKS_READ,
    "list_monitor_marks": Permission.MARKS_READ,
    "create_mark": Permission.MARKS_WRITE,
    "delete_mark": Permission.MARKS_WRITE,
    "list_incidents": Permission.INCIDENTS_READ,
    "list_monitor_incidents": Permission.INCIDENTS_READ,
    "get_incident": Permission.INCIDENTS_READ,
    "acknowledge_incident": Permission.INCIDENTS_WRITE,
    "comment_incident": Permission.INCIDENTS_WRITE,
    # catalogue
    "list_kinds": Permission.MONITORS_READ,
    "get_kind": Permission.MONITORS_READ,
    "list_tags": Permission.MONITORS_READ,
    "list_regions": Permission.MONITORS_READ,
    # hooks
    "list_hook_kinds": Permission.HOOKS_READ,
    "list_hooks": Permission.HOOKS_READ,
    "get_hook": Permission.HOOKS_READ,
    "list_hook_problems": Permission.HOOKS_READ,
    "create_hook": Permission.HOOKS_WRITE,
    "replace_hook": Permission.HOOKS_WRITE,
    "delete_hook": Permission.HOOKS_WRITE,
    "rotate_hook_key": Permission.HOOKS_WRITE,
    "try_hook": Permission.HOOKS_WRITE,
    "forget_hook_problems": Permission.HOOKS_WRITE,
    # the workspace at hand, its members, its keys, its trail
    "get_workspace": Permission.WORKSPACE_READ,
    "update_workspace": Permission.WORKSPACE_WRITE,
    "delete_workspace": Permission.WORKSPACE_OWN,
    "transfer_workspace": Permission.WORKSPACE_OWN,
    "list_roles": Permission.WORKSPACE_READ,
    "list_members": Permission.WORKSPACE_READ,
    "change_member": Permission.MEMBERS_WRITE,
    "remove_member": Permission.MEMBERS_WRITE,
    "list_invitations": Permission.MEMBERS_WRITE,
    "create_invitation": Permission.MEMBERS_WRITE,
    "revoke_invitation": Permission.MEMBERS_WRITE,
    "list_api_keys": Permission.API_KEYS_READ,
    "create_api_key": Permission.API_KEYS_WRITE,
    "revoke_api_key": Permission.API_KEYS_WRITE,
    "list_audit": Permission.AUDIT_READ,
    "export_audit": Permission.AUDIT_READ,
    # one's own account
    "get_session": Access.SIGNED_IN,
    "sign_out": Access.SIGNED_IN,
    "confirm_session": Access.SIGNED_IN,
    "begin_passkey_confirmation": Access.SIGNED_IN,
    "confirm_session_by_passkey": Access.SIGNED_IN,
    "get_account": Access.SIGNED_IN,
    "update_account": Access.SIGNED_IN,
    "delete_account": Access.SIGNED_IN,
    "set_password": Access.SIGNED_IN,
    "remove_password": Access.SIGNED_IN,
    "change_email": Access.SIGNED_IN,
    "confirm_email": Access.SIGNED_IN,
    "list_sessions": Access.SIGNED_IN,
    "end_session": Access.SIGNED_IN,
    "end_other_sessions": Access.SIGNED_IN,
    "begin_totp": Access.SIGNED_IN,
    "confirm_totp": Access.SIGNED_IN,
    "remove_totp": Access.SIGNED_IN,
    "renew_recovery_codes": Access.SIGNED_IN,
    "list_passkeys": Access.SIGNED_IN,
    "begin_passkey": Access.SIGNED_IN,
    "add_passkey": Access.SIGNED_IN,
    "rename_passkey": Access.SIGNED_IN,
    "remove_passkey": Access.SIGNED_IN,
    "list_identities": Access.SIGNED_IN,
    "remove_identity": Access.SIGNED_IN,
    "list_workspaces": Access.SIGNED_IN,
    "create_workspace": Access.SIGNED_IN,
    "restore_workspace": Access.SIGNED_IN,
    "leave_workspace": Access.SIGNED_IN,
    # the front door
    "get_ways_in": Access.ANYBODY,
    "set_up": Access.ANYBODY,
    "sign_up": Access.ANYBODY,
    "confirm_sign_up": Access.ANYBODY,
    "sign_in": Access.ANYBODY,
    "finish_sign_in": Access.ANYBODY,
    "begin_passkey_sign_in": Access.ANYBODY,
    "finish_passkey_sign_in": Access.ANYBODY,
    "begin_oauth": Access.ANYBODY,
    "finish_oauth": Access.ANYBODY,
    "request_password_reset": Access.ANYBODY,
    "reset_password": Access.ANYBODY,
    "look_at_invitation": Access.ANYBODY,
    "accept_invitation": Access.ANYBODY,
    "get_root": Access.ANYBODY,
    "get_docs": Access.ANYBODY,
    "get_openapi": Access.ANYBODY,
    "get_health": Access.ANYBODY,
    "get_readiness": Access.ANYBODY,
    "compat_get_health": Access.ANYBODY,
    # doors of their own
    "refresh_session": Access.OWN_DOOR,
    "get_metrics": Access.OWN_DOOR,
    "get_badge": Access.OWN_DOOR,
    "get_gatus_health": Access.OWN_DOOR,
    "get_gatus_uptime": Access.OWN_DOOR,
    "get_gatus_response_time": Access.OWN_DOOR,
    "get_healthchecks_badge": Access.OWN_DOOR,
    "get_kuma_status": Access.OWN_DOOR,
    "get_kuma_uptime": Access.OWN_DOOR,
    "get_kuma_ping": Access.OWN_DOOR,
    "get_kuma_avg_response": Access.OWN_DOOR,
    "get_kuma_response": Access.OWN_DOOR,
    "get_kuma_cert_exp": Access.OWN_DOOR,
    "post_to_hook": Access.OWN_DOOR,
    "post_to_hook_by_header": Access.OWN_DOOR,
    # the monitors API, which may be opened to everybody
    "compat_create_monitor": Permission.MONITORS_WRITE,
    "compat_post_state": Permission.MONITORS_WRITE,
    "compat_get_state": Permission.MONITORS_READ,
    "compat_list_states": Permission.MONITORS_READ,
    "compat_list_tagged_states": Permission.MONITORS_READ,
    "compat_list_history": Permission.MONITORS_READ,
    "compat_get_badge": Access.OWN_DOOR,
}
