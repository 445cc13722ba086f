"""Ping keys: every pushed monitor has one, and they can be read, brought along and replaced."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.api.pinging import (
    UNKNOWN_KEY,
    WORKSPACE_KEY,
    Heartbeat,
    heartbeat,
    ping_key,
    remembered,
    said,
    workspace_key,
)
from tests.integration.api.test_access import with_scope
from tests.integration.api.tower import MONITORS, Tower, draft, raised
from tocsin.auth.configs import MASK
from tocsin.core.ping import Ping
from tocsin.storage.database import Database

PUSHED = {"kind": "heartbeat", "config": {"period": "1d"}}
OLD_UUID = "6A1B2C3D-4E5F-4A6B-8C7D-9E0F1A2B3C4D"


async def change(tower: Tower, backup: Heartbeat, **fields: Any) -> httpx.Response:
    return await tower.client.put(f"{backup.path}/ping-key", json=fields)


async def test_the_addresses_are_those_of_the_server_that_was_asked(tower_on_both: Tower) -> None:
    backup = await heartbeat(tower_on_both)
    shown = await ping_key(tower_on_both, backup.id)
    assert shown["slug"] == "nightly-backup"
    assert shown["url"] == f"http://tower/ping/{shown['key']}"
    assert shown["addresses"] == {
        "by_slug": None,
        "healthchecks": shown["url"],
        "uptime_kuma": f"http://tower/api/push/{shown['key']}?status=up&msg=OK&ping=",
        "cronitor": None,
        "gatus": "http://tower/api/v1/endpoints/nightly-backup/external",
    }


async def test_the_addresses_are_the_public_ones_where_they_are_known(database: Database) -> None:
    public = "https://tocsin.example.com/"
    async with raised(database, public_url=public, ping_host="ping.example.com") as tower:
        of_all = await workspace_key(tower.client)
        shown = await ping_key(tower, (await heartbeat(tower)).id)
    assert shown["url"] == f"https://ping.example.com/{shown['key']}"
    assert shown["addresses"]["by_slug"] == f"https://ping.example.com/{of_all}/nightly-backup"
    assert shown["addresses"]["cronitor"] == f"https://tocsin.example.com/p/{of_all}/nightly-backup"


async def test_a_key_is_for_those_who_may_write(tower: Tower) -> None:
    backup = await heartbeat(tower)
    reader, writer = await with_scope(tower, "read"), await with_scope(tower, "write")
    assert (await tower.anonymous.get(f"{backup.path}/ping-key", headers=reader)).status_code == 403
    assert (await tower.anonymous.get(f"{backup.path}/ping-key", headers=writer)).status_code == 200


async def test_the_workspaces_key_is_shown_to_those_who_may_manage_it(tower: Tower) -> None:
    backup = await heartbeat(tower)
    of_all = await workspace_key(tower.client)
    writer = await with_scope(tower, "write")
    answer = await tower.anonymous.get(f"{backup.path}/ping-key", headers=writer)
    assert of_all not in answer.text
    assert of_all in (await ping_key(tower, backup.id))["addresses"]["by_slug"]
    assert (await tower.anonymous.get(WORKSPACE_KEY, headers=writer)).status_code == 403


async def test_a_reader_sees_no_key_in_a_monitor_nor_in_its_pings(tower: Tower, heard: list[Ping]) -> None:
    backup = await heartbeat(tower)
    await said(tower, f"/ping/{backup.key}")
    for path in (backup.path, MONITORS, f"{backup.path}/pings", "/api/v1/audit"):
        assert backup.key not in (await tower.client.get(path)).text


async def test_a_copy_has_a_key_of_its_own(tower_on_both: Tower) -> None:
    backup = await heartbeat(tower_on_both)
    copy = (await tower_on_both.client.post(f"{backup.path}/clone")).json()
    shown = await ping_key(tower_on_both, copy["id"])
    assert shown["key"] != backup.key
    assert shown["slug"] == "nightly-backup-copy"


async def test_a_monitor_from_a_file_has_a_key(tower_on_both: Tower) -> None:
    declared = {"source": "a.yaml", "monitors": [draft("Nightly", **PUSHED), draft("web")]}
    assert (await tower_on_both.client.post("/api/v1/apply", json=declared)).status_code == 200
    found = (await tower_on_both.client.get(f"{MONITORS}?kind=heartbeat")).json()["items"]
    assert (await ping_key(tower_on_both, found[0]["id"]))["slug"] == "nightly"


async def test_a_monitor_that_becomes_pushed_gets_a_key(tower_on_both: Tower) -> None:
    created = await tower_on_both.create("web")
    path = f"{MONITORS}/{created['id']}"
    assert (await tower_on_both.client.get(f"{path}/ping-key")).status_code == 404
    assert (await tower_on_both.client.patch(path, json=PUSHED)).status_code == 200
    assert (await tower_on_both.client.get(f"{path}/ping-key")).status_code == 200


async def test_a_key_survives_another_name(tower: Tower, heard: list[Ping]) -> None:
    backup = await heartbeat(tower)
    await tower.client.patch(backup.path, json={"name": "Something else"})
    shown = await ping_key(tower, backup.id)
    assert (shown["key"], shown["slug"]) == (backup.key, "nightly-backup")


@pytest.mark.parametrize("key", [OLD_UUID, "AbCdEf0123456789", "x" * 100, "with-hyphen_and_underscore"])
async def test_a_key_can_be_brought_along(tower: Tower, heard: list[Ping], key: str) -> None:
    backup = await heartbeat(tower)
    assert (await change(tower, backup, key=key)).status_code == 200
    assert await said(tower, f"/ping/{key}") == (200, "OK")
    assert await said(tower, f"/ping/{backup.key}") == (404, "not found")


async def test_a_uuid_brought_along_works_in_either_case(tower: Tower, heard: list[Ping]) -> None:
    await change(tower, await heartbeat(tower), key=OLD_UUID)
    assert await said(tower, f"/ping/{OLD_UUID}") == await said(tower, f"/ping/{OLD_UUID.lower()}") == (200, "OK")


@pytest.mark.parametrize("key", ["", "tooshort", "x" * 101, "with blank in the midst", "ümlautümlautümlaut", "a/" * 10])
async def test_what_cannot_be_a_key_is_refused(tower: Tower, key: str) -> None:
    answer = await change(tower, await heartbeat(tower), key=key)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/key"


@pytest.mark.parametrize("slug", ["", "Upper", "with blank", "x" * 101, "a.b"])
async def test_what_cannot_be_a_slug_is_refused(tower: Tower, slug: str) -> None:
    answer = await change(tower, await heartbeat(tower), slug=slug)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/slug")


async def test_nothing_to_change_is_refused(tower: Tower) -> None:
    assert (await change(tower, await heartbeat(tower))).status_code == 422


async def test_a_key_that_is_in_use_is_refused(tower_on_both: Tower) -> None:
    first, second = await heartbeat(tower_on_both, "one"), await heartbeat(tower_on_both, "two")
    of_all = await workspace_key(tower_on_both.client)
    for key in (first.key, of_all):
        assert (await change(tower_on_both, second, key=key)).status_code == 409
    assert (await ping_key(tower_on_both, second.id))["key"] == second.key


async def test_a_monitors_own_key_may_be_set_again(tower_on_both: Tower) -> None:
    backup = await heartbeat(tower_on_both)
    answer = await change(tower_on_both, backup, key=backup.key, slug="other")
    assert (answer.status_code, answer.json()["slug"]) == (200, "other")


async def test_the_key_of_what_was_deleted_is_free(tower_on_both: Tower) -> None:
    first, second = await heartbeat(tower_on_both, "one"), await heartbeat(tower_on_both, "two")
    await tower_on_both.client.delete(first.path)
    assert (await change(tower_on_both, second, key=first.key)).status_code == 200


async def test_a_fresh_key_replaces_the_one_before(tower: Tower, heard: list[Ping]) -> None:
    backup = await heartbeat(tower)
    assert await said(tower, f"/ping/{backup.key}") == (200, "OK")
    fresh = (await tower.client.post(f"{backup.path}/ping-key/rotate")).json()["key"]
    await remembered(tower, 0)
    assert await said(tower, f"/ping/{backup.key}") == (404, "not found")
    assert await said(tower, f"/ping/{fresh}") == (200, "OK")


async def test_what_is_not_pushed_to_has_no_key(tower: Tower) -> None:
    path = f"{MONITORS}/{(await tower.create('web'))['id']}/ping-key"
    assert (await tower.client.get(path)).status_code == 404
    assert (await tower.client.put(path, json={"key": OLD_UUID})).status_code == 409
    assert (await tower.client.post(f"{path}/rotate")).status_code == 409


async def test_another_workspaces_key_is_not_there(tower: Tower, other: httpx.AsyncClient) -> None:
    path = f"{(await heartbeat(tower)).path}/ping-key"
    assert (await other.get(path)).status_code == 404
    assert (await other.put(path, json={"key": OLD_UUID})).status_code == 404
    assert (await other.post(f"{path}/rotate")).status_code == 404


async def test_changes_are_in_the_audit_trail_without_the_key(tower: Tower) -> None:
    backup = await heartbeat(tower)
    await change(tower, backup, key=OLD_UUID, slug="nightly")
    await tower.client.post(f"{backup.path}/ping-key/rotate")
    of_all = await workspace_key(tower.client)
    await tower.client.delete(WORKSPACE_KEY)
    trail = await tower.client.get("/api/v1/audit")
    actions = [(one["action"], one["subject"], one["detail"]) for one in trail.json()["items"][:4]]
    assert actions == [
        ("ping_key.deleted", "workspace_ping_key", {"key": {"before": MASK, "after": None}}),
        ("ping_key.rotated", "workspace_ping_key", {"key": {"before": None, "after": MASK}}),
        ("ping_key.rotated", f"monitor:{backup.id}", {"key": {"before": MASK, "after": MASK}}),
        (
            "ping_key.changed",
            f"monitor:{backup.id}",
            {"key": {"before": MASK, "after": MASK}, "slug": {"before": backup.slug, "after": "nightly"}},
        ),
    ]
    assert not any(key in trail.text for key in (of_all, backup.key, OLD_UUID.lower()))


async def test_a_workspace_has_a_key_once_it_was_asked_for(tower_on_both: Tower) -> None:
    client = tower_on_both.client
    assert (await client.get(WORKSPACE_KEY)).status_code == 404
    made = (await client.post(WORKSPACE_KEY)).json()
    assert (await client.get(WORKSPACE_KEY)).json() == made
    assert made["url"] == f"http://tower/ping/{made['key']}"
    assert (await client.delete(WORKSPACE_KEY)).status_code == 204
    assert (await client.delete(WORKSPACE_KEY)).status_code == 404


async def test_a_workspaces_key_can_be_brought_along(tower: Tower, heard: list[Ping]) -> None:
    slug = (await heartbeat(tower)).slug
    assert (await tower.client.put(WORKSPACE_KEY, json={"key": "fqOOd6-F4MMNuCEnzTU01w"})).status_code == 200
    assert await said(tower, f"/ping/fqOOd6-F4MMNuCEnzTU01w/{slug}") == (200, "OK")
    assert (await tower.client.put(WORKSPACE_KEY, json={"key": "short"})).status_code == 422
    writer = await with_scope(tower, "write")
    assert (await tower.anonymous.put(WORKSPACE_KEY, json={"key": "x" * 20}, headers=writer)).status_code == 403


async def test_a_workspaces_key_stops_working_when_it_is_replaced_or_deleted(tower: Tower, heard: list[Ping]) -> None:
    slug = (await heartbeat(tower)).slug
    first = await workspace_key(tower.client)
    assert await said(tower, f"/ping/{first}/{slug}") == (200, "OK")
    second = await workspace_key(tower.client)
    await remembered(tower, 0)
    assert await said(tower, f"/ping/{first}/{slug}") == (404, "not found")
    assert await said(tower, f"/ping/{second}/{slug}") == (200, "OK")
    await tower.client.delete(WORKSPACE_KEY)
    await remembered(tower, 0)
    assert await said(tower, f"/ping/{second}/{slug}") == (404, "not found")


async def test_unknown_keys_are_not_remembered(tower: Tower, heard: list[Ping]) -> None:
    of_all = await workspace_key(tower.client)
    for number in range(20):
        await said(tower, f"/ping/{UNKNOWN_KEY[:-2]}{number:02d}")
        await said(tower, f"/ping/{of_all}/guess-{number}")
    await remembered(tower, 1)
