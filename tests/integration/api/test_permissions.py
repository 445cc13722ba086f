"""What a key may do by its scope: every operation that changes something, and every one that shows a secret."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.api.test_access import GUARDED, with_scope
from tests.integration.api.tower import Tower, draft
from tools.reference.api import operations

HOOK = {"name": "am", "kind": "alertmanager"}
AT = "2026-01-01T00:00:00Z"
PING_KEY = {"key": "a-key-from-elsewhere"}

WRITES: dict[str, Any] = {
    "create_monitor": draft("x"),
    "replace_monitor": draft("x"),
    "update_monitor": {"interval": 5},
    "delete_monitor": None,
    "pause_monitor": None,
    "resume_monitor": None,
    "clone_monitor": None,
    "tag_monitor": {"add": ["x"]},
    "post_monitor_state": {"state": "up"},
    "change_monitors": {"action": "pause", "ids": [1]},
    "try_monitor": {"kind": "http", "config": {"url": "https://example.com/"}},
    "check_monitor": None,
    "create_mark": {"monitor_id": 1, "kind": "false_positive", "start": AT, "end": AT},
    "delete_mark": None,
    "acknowledge_incident": None,
    "comment_incident": {"text": "x"},
    "apply_monitors": {"source": "x", "monitors": []},
    "create_badge_urls": None,
    "get_ping_key": None,
    "set_ping_key": PING_KEY,
    "rotate_ping_key": None,
    "create_hook": HOOK,
    "replace_hook": HOOK,
    "delete_hook": None,
    "rotate_hook_key": None,
    "try_hook": {},
    "forget_hook_problems": None,
    "compat_create_monitor": {"name": "x"},
    "compat_post_state": {"state": "Normal"},
}
"""By operation, with a body that fits: a reader may do none of these."""
MANAGES: dict[str, Any] = {
    "list_api_keys": None,
    "create_api_key": {"name": "x"},
    "revoke_api_key": None,
    "list_audit": None,
    "get_workspace_ping_key": None,
    "set_workspace_ping_key": PING_KEY,
    "rotate_workspace_ping_key": None,
    "delete_workspace_ping_key": None,
}
"""These take `admin`."""
WITH_A_KEY_OF_THEIR_OWN = {"send_gatus_result", "post_to_hook_by_header"}
ADDRESSES = {operation["operationId"]: (method, path) for method, path, operation in operations()}


async def status(tower: Tower, scope: str, name: str, body: Any) -> int:
    method, path = ADDRESSES[name]
    for parameter in ("monitor_id", "hook_id", "mark_id", "incident_id", "key_id"):
        path = path.replace(f"{{{parameter}}}", "1")
    headers = {**await with_scope(tower, scope), "If-Match": "*"}
    return (await tower.anonymous.request(method, path, json=body, headers=headers)).status_code


@pytest.mark.parametrize("name", [*WRITES, *MANAGES])
async def test_a_reader_changes_nothing(tower: Tower, name: str) -> None:
    assert await status(tower, "read", name, (WRITES | MANAGES)[name]) == 403


@pytest.mark.parametrize("name", MANAGES)
async def test_a_writer_manages_nothing(tower: Tower, name: str) -> None:
    assert await status(tower, "write", name, MANAGES[name]) == 403


def test_no_operation_that_changes_something_is_left_out() -> None:
    changing = {name for name, address in ADDRESSES.items() if address[0] != "GET" and address in GUARDED}
    assert changing - WITH_A_KEY_OF_THEIR_OWN <= {*WRITES, *MANAGES}
