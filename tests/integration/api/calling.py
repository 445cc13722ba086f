"""Every operation of the contract, with an address and a body that fit a workspace that has one of everything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx

from tests.integration.api.history import go_down, result, store
from tests.integration.api.people import user
from tests.integration.api.telling import told
from tests.integration.api.tower import MONITORS, Tower, draft, now_ms
from tocsin.api.fields import rfc3339
from tocsin.auth.permissions import Role
from tools.reference.api import operations

AT = "2026-01-01T00:00:00Z"
LATER = "2026-01-01T01:00:00Z"
SOON = rfc3339(now_ms() + 3_600_000)
HEARTBEAT = {"name": "Nightly backup", "kind": "heartbeat", "config": {"period": 86400, "grace": 3600}}
HOOK = {"name": "am", "kind": "alertmanager"}
SILENCE = {"comment": "x", "match": {"everything": True}, "start": "2030-01-01T00:00:00Z", "duration": "1h"}
POLICY = {"name": "ops", "steps": [{"targets": [{"role": "owner"}]}]}
ROTATION = {"name": "ops", "starts_on": "2026-01-05", "participants": [{"user": "guest@example.com"}]}
CHANNEL = {"name": "ops", "kind": "email", "config": {"to": ["ops@example.com"]}}
RULE = {"name": "slow", "metric": "latency", "above": 800}
PING_KEY = {"key": "a-key-from-elsewhere"}
NEW_PASSWORD = "a longer walk through the marshes"

BODIES: dict[str, Any] = {
    "create_monitor": draft("x"),
    "replace_monitor": draft("x"),
    "update_monitor": {"interval": 5},
    "tag_monitor": {"add": ["x"]},
    "post_monitor_state": {"state": "up"},
    "change_monitors": {"action": "pause", "ids": [10**9]},
    "try_monitor": {"kind": "heartbeat", "config": {"period": 60}},  # which is pushed to: no runner is waited for
    "create_mark": {"monitor_id": 1, "kind": "false_positive", "start": AT, "end": LATER},
    "comment_incident": {"text": "x"},
    "snooze_incident": {"minutes": 60},
    "apply_monitors": {"source": "x", "monitors": []},
    "set_ping_key": PING_KEY,
    "set_workspace_ping_key": PING_KEY,
    "create_hook": HOOK,
    "replace_hook": HOOK,
    "try_hook": {},
    "create_silence": SILENCE,
    "replace_silence": SILENCE,
    "silence_monitor": {"for": "1h"},
    "create_maintenance_window": SILENCE,
    "replace_maintenance_window": SILENCE,
    "create_policy": POLICY,
    "replace_policy": POLICY,
    "reorder_policies": {"ids": [10**9]},
    "foresee_policies": {"monitor_id": 10**9},
    "backtest_policies": {"policy_id": 10**9},
    "create_rotation": ROTATION,
    "replace_rotation": ROTATION,
    "create_rule": RULE,
    "replace_rule": RULE,
    "try_rule": RULE,
    "create_override": {"user": "guest@example.com", "start": SOON, "end": rfc3339(now_ms() + 7_200_000)},
    "create_channel": CHANNEL,
    "replace_channel": CHANNEL,
    "try_channel": CHANNEL,
    "preview_message": {},
    "compat_create_monitor": {"name": "x"},
    "compat_post_state": {"state": "Normal"},
    "update_workspace": {"name": "x"},
    "delete_workspace": {"name": "no such name"},
    "transfer_workspace": {"user_id": 10**9},
    "create_workspace": {"name": "x"},
    "change_member": {"role": "viewer"},
    "create_invitation": {"role": "viewer"},
    "create_api_key": {"name": "x", "scopes": ["api_keys:read"]},
    "update_account": {"name": "x"},
    "delete_account": {"email": "x@example.com"},
    "set_password": {"password": NEW_PASSWORD},
    "change_email": {"email": "x@example.com"},
    "confirm_email": {"code": "123456"},
    "confirm_session": {"code": "123456"},
    "confirm_totp": {"code": "123456"},
    "rename_passkey": {"name": "x"},
}
"""For operations that take one; without it the request is malformed, which is found out after who may send it."""
KEYED = ("/ping/", "/api/push/", "/p/", "/hook")
ADDRESSES = {
    operation["operationId"]: (method, path)
    for method, path, operation in operations()
    if not path.startswith(KEYED) and operation["operationId"] != "send_gatus_result"
}


@dataclass(frozen=True, slots=True)
class Furnished:
    """What stands for the parameters of addresses."""

    parameters: dict[str, str]

    def address_of(self, name: str) -> tuple[str, str]:
        method, path = ADDRESSES[name]
        return method, re.sub(r"\{(\w+)\}", lambda found: self.parameters.get(found[1], "1"), path)

    async def call(self, client: httpx.AsyncClient, name: str, **headers: str) -> httpx.Response:
        method, address = self.address_of(name)
        body = BODIES.get(name)
        sent = {"json": body} if body is not None else {}
        return await client.request(method, address, headers={"If-Match": "*", **headers}, **sent)


async def furnished(tower: Tower) -> Furnished:
    """The first workspace has a member, two monitors, one of them down, and one of everything else."""
    member = await user(tower, "guest@example.com", Role.VIEWER, password=None)
    heartbeat = (await tower.client.post(MONITORS, json=HEARTBEAT)).json()
    monitor = await tower.create("shop")
    at = now_ms()
    await store(tower, [result(monitor["id"], at)])
    _, incident = await go_down(tower, monitor["id"])
    span = {"kind": "planned", "start": AT, "end": LATER}
    mark = (await tower.client.post("/api/v1/marks", json={"monitor_id": monitor["id"], **span})).json()
    hook = (await tower.client.post("/api/v1/hooks", json=HOOK)).json()
    silence = (await tower.client.post("/api/v1/silences", json=SILENCE)).json()
    window = (await tower.client.post("/api/v1/maintenance-windows", json=SILENCE)).json()
    policy = (await tower.client.post("/api/v1/policies", json=POLICY)).json()
    rotation = (await tower.client.post("/api/v1/rotations", json=ROTATION)).json()
    overrides = f"/api/v1/rotations/{rotation['id']}/overrides"
    override = (await tower.client.post(overrides, json=BODIES["create_override"])).json()
    rule = (await tower.client.post("/api/v1/rules", json=RULE)).json()
    channel = (await tower.client.post("/api/v1/channels", json=CHANNEL)).json()
    notification, _ = await told(tower, channel["id"])
    invitation = (await tower.client.post("/api/v1/invitations", json={"role": "viewer"})).json()
    return Furnished(
        {
            "monitor_id": str(heartbeat["id"]),
            "incident_id": str(incident),
            "mark_id": str(mark["id"]),
            "hook_id": str(hook["id"]),
            "silence_id": str(silence["id"]),
            "window_id": str(window["id"]),
            "policy_id": str(policy["id"]),
            "rotation_id": str(rotation["id"]),
            "override_id": str(override["id"]),
            "rule_id": str(rule["id"]),
            "channel_id": str(channel["id"]),
            "channel_kind": "email",
            "notification_id": str(notification),
            "user_id": str(member.id),
            "invitation_id": str(invitation["id"]),
            "workspace_id": str(tower.actor.workspace_id),
            "region": "local",
            "scheduled_at": rfc3339(at),
            "kind": "http",
            "badge": "state",
            "form": "svg",
            "provider": "nobody",
        }
    )
