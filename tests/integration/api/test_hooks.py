"""Hooks: made, read, changed, tried out and deleted by the API."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.api.hooks import HOOKS, JOBS, made, post, shown
from tests.integration.api.test_access import with_scope
from tests.integration.api.tower import Tower
from tests.integration.api.trail import newest_entry
from tests.unit.hooks.making import alert, alerts
from tocsin.auth.configs import MASK
from tocsin.storage.hooks import HookRepository

GITHUB: dict[str, Any] = {"name": "name", "state": "state", "hmac": {"secret": "a-shared-secret"}}


async def test_a_hook_has_an_address_of_its_own(tower_on_both: Tower) -> None:
    first, second = await made(tower_on_both), await made(tower_on_both, called="other")
    assert first["path"] == f"/hook/{first['key']}" != second["path"]
    assert await shown(tower_on_both, first) == first


async def test_a_key_is_sealed_where_it_is_stored(tower_on_both: Tower) -> None:
    hook = await made(tower_on_both)
    async with tower_on_both.parts.database.read() as connection:
        stored = await HookRepository(connection).get(tower_on_both.actor.workspace_id, hook["id"])
    assert hook["key"] not in stored.sealed_key
    assert tower_on_both.parts.box.decrypt(stored.sealed_key) == hook["key"]


async def test_the_address_is_not_shown_to_whoever_may_only_read(tower: Tower) -> None:
    hook = await made(tower)
    reader = await with_scope(tower, "read")
    for path in (HOOKS, f"{HOOKS}/{hook['id']}"):
        answer = await tower.anonymous.get(path, headers=reader)
        assert answer.status_code == 200
        assert hook["key"] not in answer.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", ""),
        ("PUT", "/1"),
        ("DELETE", "/1"),
        ("POST", "/1/rotate-key"),
        ("POST", "/1/test"),
        ("DELETE", "/1/problems"),
    ],
)
async def test_a_reader_may_change_nothing(tower: Tower, method: str, path: str) -> None:
    await made(tower)
    reader = await with_scope(tower, "read")
    body = {"name": "x", "kind": "generic", "config": JOBS} if method in ("POST", "PUT") else None
    answer = await tower.anonymous.request(method, f"{HOOKS}{path}", json=body, headers=reader)
    assert answer.status_code == 403


async def test_the_hooks_of_another_workspace_do_not_exist(tower: Tower, other: httpx.AsyncClient) -> None:
    path = f"{HOOKS}/{(await made(tower))['id']}"
    assert (await other.get(HOOKS)).json()["items"] == []
    for answer in (
        await other.get(path),
        await other.delete(path),
        await other.post(f"{path}/rotate-key"),
        await other.post(f"{path}/test", json={}),
        await other.get(f"{path}/problems"),
    ):
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("draft", "pointer", "words"),
    [
        ({"kind": "generic", "config": JOBS}, "/name", "is required"),
        ({"name": "x", "kind": "genric", "config": {}}, "/kind", "did you mean 'generic'?"),
        ({"name": "x", "kind": "generic", "config": {"state": "a"}}, "/config/name", "is required"),
        ({"name": "x", "kind": "generic", "config": {**JOBS, "state": "a.["}}, "/config/state", "ends before"),
        ({"name": "x", "kind": "generic", "config": {**JOBS, "nam": "a"}}, "/config/nam", "did you mean 'name'?"),
        ({"name": "x", "kind": "alertmanager", "config": {"most_monitors": 0}}, "/config/most_monitors", "at least 1"),
        ({"name": "x", "kind": "alertmanager", "config": {"create_tags": ["a,b"]}}, "/config/create_tags/0", "commas"),
        (
            {"name": "x", "kind": "alertmanager", "config": {"severities": {"a": "up"}}},
            "/config/severities/a",
            "one of",
        ),
    ],
)
async def test_a_mistake_is_told_by_its_place(tower: Tower, draft: dict[str, Any], pointer: str, words: str) -> None:
    answer = await tower.client.post(HOOKS, json=draft)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["pointer"] == pointer
    assert words in error["message"]


async def test_a_name_is_taken_once(tower: Tower) -> None:
    await made(tower)
    answer = await tower.client.post(HOOKS, json={"name": "am", "kind": "alertmanager"})
    assert (answer.status_code, answer.json()["detail"]) == (409, "Another hook is called 'am' already.")


async def test_an_edit_names_the_revision_it_was_made_upon(tower: Tower) -> None:
    hook = await made(tower)
    path, body = f"{HOOKS}/{hook['id']}", {"name": "b", "kind": "alertmanager", "enabled": False}
    read = await tower.client.get(path)
    answer = await tower.client.put(path, json=body, headers={"If-Match": read.headers["etag"]})
    assert (answer.status_code, answer.json()["name"], answer.headers["etag"]) == (200, "b", '"2"')
    late = await tower.client.put(path, json=body, headers={"If-Match": read.headers["etag"]})
    assert late.status_code == 412


async def test_the_address_outlives_an_edit(tower: Tower) -> None:
    hook = await made(tower)
    await tower.client.put(f"{HOOKS}/{hook['id']}", json={"name": "b", "kind": "alertmanager"})
    assert (await shown(tower, hook))["key"] == hook["key"]


async def test_the_kind_of_a_hook_stays(tower: Tower) -> None:
    hook = await made(tower)
    answer = await tower.client.put(f"{HOOKS}/{hook['id']}", json={"name": "b", "kind": "generic", "config": JOBS})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/kind")


async def test_a_secret_is_masked_and_kept_when_the_mask_comes_back(tower: Tower) -> None:
    hook = await made(tower, "generic", **GITHUB)
    assert hook["config"]["hmac"]["secret"] == "********"
    body = {"name": "am", "kind": "generic", "config": hook["config"]}
    assert (await tower.client.put(f"{HOOKS}/{hook['id']}", json=body)).status_code == 200
    async with tower.parts.database.read() as connection:
        stored = await HookRepository(connection).get(tower.actor.workspace_id, hook["id"])
    assert b"a-shared-secret" not in stored.fields.config
    assert b"enc:v1:" in stored.fields.config


async def test_a_mask_is_no_secret_of_a_new_hook(tower: Tower) -> None:
    config = {**GITHUB, "hmac": {"secret": "********"}}
    answer = await tower.client.post(HOOKS, json={"name": "x", "kind": "generic", "config": config})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/config/hmac/secret")


async def test_every_kind_of_hook_is_described(tower: Tower) -> None:
    items = (await tower.client.get("/api/v1/hook-kinds")).json()["items"]
    assert [item["kind"] for item in items] == ["alertmanager", "generic"]
    for item in items:
        silent = [name for name, one in item["schema"]["properties"].items() if not one.get("description")]
        assert silent == []
        body = {"name": item["kind"], "kind": item["kind"], "config": item["example"]}
        assert (await tower.client.post(HOOKS, json=body)).status_code == 201


async def test_changes_are_in_the_audit_trail_without_the_key(tower: Tower) -> None:
    hook = await made(tower)
    await tower.client.post(f"{HOOKS}/{hook['id']}/rotate-key")
    await tower.client.delete(f"{HOOKS}/{hook['id']}")
    entries = (await tower.client.get("/api/v1/audit", params={"subject": f"hook:{hook['id']}"})).json()["items"]
    assert [entry["action"] for entry in entries] == ["hook.deleted", "hook.key_rotated", "hook.created"]
    assert hook["key"] not in str(entries)


async def test_the_trail_tells_what_an_edit_has_changed_and_no_secret(tower: Tower) -> None:
    hook = await made(tower, "generic", **GITHUB)
    secret = {**hook["config"], "hmac": {"secret": "another-shared-secret"}, "state": "status"}
    body = {"name": "am", "kind": "generic", "enabled": False, "config": secret}
    assert (await tower.client.put(f"{HOOKS}/{hook['id']}", json=body)).status_code == 200
    entry = await newest_entry(tower.client, "hook.updated")
    assert entry["detail"] == {
        "name": "am",
        "enabled": {"before": True, "after": False},
        "config.state": {"before": "state", "after": "status"},
        "config.hmac.secret": {"before": MASK, "after": MASK},
    }


async def test_a_trial_says_what_would_become_of_a_body_and_stores_nothing(tower_on_both: Tower) -> None:
    tower = tower_on_both
    hook = await made(tower)
    body = alerts(alert(instance="db1"), alert("resolved", fingerprint="f9"), {"status": "firing"}, truncatedAlerts=2)
    trial = (await tower.client.post(f"{HOOKS}/{hook['id']}/test", json=body)).json()
    counts = {name: trial[name] for name in ("taken", "created", "unchanged", "truncated")}
    assert counts == {"taken": 2, "created": 1, "unchanged": 1, "truncated": 2}
    told = {"id": None, "name": "Disk db1", "state": "down", "message": "The disk is full"}
    assert trial["monitors"] == [told]
    assert [refused["pointer"] for refused in trial["refused"]] == ["/alerts/2/labels"]
    assert (await tower.client.get("/api/v1/monitors")).json()["items"] == []
    assert (await shown(tower, hook))["last_received_at"] is None


async def test_a_trial_names_what_was_not_found(tower: Tower) -> None:
    hook = await made(tower, "generic", **JOBS)
    trial = await tower.client.post(f"{HOOKS}/{hook['id']}/test", json={"jobs": [{"name": "a", "state": "ok"}]})
    (item,) = trial.json()["items"]
    assert (item["pointer"], item["monitor"], item["missed"]) == ("/items/0", "a", ["message"])


async def test_a_trial_knows_the_problems_that_there_are(tower: Tower) -> None:
    await tower.create("Disk db1", kind="manual", config={})
    hook = await made(tower)
    trial = await tower.client.post(f"{HOOKS}/{hook['id']}/test", json=alerts(alert(instance="db1")))
    assert trial.json()["monitors"][0]["id"] == 1


async def test_a_rotated_key_replaces_the_one_before_at_once(tower: Tower) -> None:
    hook = await made(tower)
    rotated = (await tower.client.post(f"{HOOKS}/{hook['id']}/rotate-key")).json()
    assert rotated["key"] != hook["key"]
    assert (await post(tower, hook, alerts())).status_code == 404
    assert (await post(tower, rotated, alerts())).status_code == 200
