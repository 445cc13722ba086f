"""Who is let in, and what they may do."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.integration.api.tower import KEY, MONITORS, Tower, draft
from tocsin.api.rules import RULES, Access
from tocsin.auth.keys import prefix_of
from tocsin.auth.person import Client
from tocsin.core.errors import ValidationFailed
from tocsin.services import api_keys
from tocsin.storage.api_keys import ApiKeyRepository
from tools.reference.api import operations

KEYS = "/api/v1/api-keys"
GUARDED = [
    (method, path)
    for method, path, operation in operations()
    if RULES.get(operation["operationId"]) is not Access.ANYBODY
    and not path.startswith(("/ping/", "/api/push/", "/p/", "/hook/", "/calendar/"))
    and (method, operation["tags"][0]) != ("GET", "badges")
]


async def with_scope(tower: Tower, scope: str) -> dict[str, str]:
    made = await tower.client.post(KEYS, json={"name": scope, "scopes": [scope]})
    return {"Authorization": f"Bearer {made.json()['key']}"}


@pytest.mark.parametrize(("method", "path"), GUARDED)
async def test_nothing_is_answered_without_a_key(tower: Tower, method: str, path: str) -> None:
    address = re.sub(r"\{[a-z]+_id\}", "1", path).replace("{", "").replace("}", "")
    answer = await tower.anonymous.request(method, address.replace("scheduled_at", "2026-01-01T00:00:00Z"))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("headers", [{"X-API-Key": KEY}, {"Authorization": f"Bearer {KEY}"}])
async def test_a_key_is_taken_from_either_header(tower: Tower, headers: dict[str, str]) -> None:
    assert (await tower.anonymous.get(MONITORS, headers=headers)).status_code == 200


@pytest.mark.parametrize("value", ["Bearer nonsense", "Basic abc", "Bearer", "", "Bearer toc_" + "x" * 54])
async def test_an_unknown_key_is_refused(tower: Tower, value: str) -> None:
    answer = await tower.anonymous.get(MONITORS, headers={"Authorization": value})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_a_body_is_not_read_for_a_caller_without_a_key(tower: Tower) -> None:
    answer = await tower.anonymous.post(MONITORS, content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 401


async def test_a_weak_key_cannot_be_the_first(tower: Tower) -> None:
    with pytest.raises(ValidationFailed, match="at least 16 characters"):
        await api_keys.bootstrap(tower.parts, "admin")


async def test_a_fresh_first_key_is_made_only_where_none_works(tower: Tower) -> None:
    assert await api_keys.bootstrap(tower.parts, None) is None
    await tower.client.delete(f"{KEYS}/1")
    assert str(await api_keys.bootstrap(tower.parts, None)).startswith("toc_")


async def test_a_key_is_shown_once(tower: Tower) -> None:
    made = (await tower.client.post(KEYS, json={"name": "ci", "scopes": ["read"]})).json()
    assert made["key"].startswith(made["prefix"])
    listed = await tower.client.get(KEYS)
    assert made["key"] not in listed.text


async def test_only_a_hash_of_a_key_is_kept(tower_on_both: Tower) -> None:
    made = (await tower_on_both.client.post(KEYS, json={"name": "ci"})).json()
    async with tower_on_both.parts.database.read() as connection:
        (stored,) = await ApiKeyRepository(connection).by_prefix(prefix_of(made["key"]))
    assert made["key"].encode() not in stored.hash


async def test_a_revoked_key_stops_working_at_once(tower_on_both: Tower) -> None:
    made = (await tower_on_both.client.post(KEYS, json={"name": "ci"})).json()
    headers = {"Authorization": f"Bearer {made['key']}"}
    assert (await tower_on_both.anonymous.get(MONITORS, headers=headers)).status_code == 200
    assert (await tower_on_both.client.delete(f"{KEYS}/{made['id']}")).status_code == 204
    answer = await tower_on_both.anonymous.get(MONITORS, headers=headers)
    assert (answer.status_code, answer.json()["detail"]) == (401, "This API key was revoked.")


async def test_the_use_of_a_key_is_noted(tower: Tower) -> None:
    await tower.app.state.doorkeeper.of_key(KEY, Client())
    await tower.app.state.doorkeeper.aclose()
    (listed,) = (await tower.client.get(KEYS)).json()["items"]
    assert listed["last_used_at"] is not None


async def test_a_reader_may_not_write(tower: Tower) -> None:
    reader = await with_scope(tower, "read")
    assert (await tower.anonymous.get(MONITORS, headers=reader)).status_code == 200
    answer = await tower.anonymous.post(MONITORS, json=draft("x"), headers=reader)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


async def test_a_writer_may_not_manage_keys(tower: Tower) -> None:
    writer = await with_scope(tower, "write")
    assert (await tower.anonymous.post(MONITORS, json=draft("x"), headers=writer)).status_code == 201
    for path in (KEYS, "/api/v1/audit"):
        assert (await tower.anonymous.get(path, headers=writer)).status_code == 403


async def test_every_change_is_in_the_audit_trail(tower_on_both: Tower) -> None:
    created = await tower_on_both.create("shop")
    path = f"{MONITORS}/{created['id']}"
    await tower_on_both.client.patch(path, json={"interval": 5})
    await tower_on_both.client.post(f"{path}/pause")
    await tower_on_both.client.delete(path)
    parameters = {"subject": f"monitor:{created['id']}"}
    entries = (await tower_on_both.client.get("/api/v1/audit", params=parameters)).json()["items"]
    actions = ["monitor.deleted", "monitor.paused", "monitor.updated", "monitor.created"]
    assert [entry["action"] for entry in entries] == actions
    assert entries[2]["detail"]["interval"] == {"before": 60.0, "after": 5.0}
    assert {entry["actor"] for entry in entries} == {"key:bootstrap"}


async def test_another_workspace_does_not_exist(tower: Tower, other: httpx.AsyncClient) -> None:
    path = f"{MONITORS}/{(await tower.create('shop'))['id']}"
    assert (await other.get(path)).status_code == 404
    assert (await other.delete(path)).status_code == 404
    assert (await other.get(MONITORS)).json()["items"] == []
    assert (await other.get(f"{path}/results")).status_code == 404
