"""`/api/v1/monitors`, on both databases."""

from __future__ import annotations

import pytest

from tests.integration.api.history import go_down, result, store
from tests.integration.api.tower import MONITORS, Tower, draft, now_ms
from tocsin.core.messages import MonitorsChanged, Topic
from tocsin.core.verdict import Verdict
from tocsin.services import specs


async def test_a_created_monitor_is_answered_with_its_address(tower_on_both: Tower) -> None:
    answer = await tower_on_both.client.post(MONITORS, json=draft("shop", interval="30s"))
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{MONITORS}/{answer.json()['id']}"
    assert answer.headers["etag"] == '"1"'
    assert (answer.json()["interval"], answer.json()["state"]) == (30.0, "unknown")


async def test_scheduler_and_ingest_are_told_of_a_new_monitor(tower: Tower) -> None:
    async with tower.parts.bus.subscribe(Topic.MONITORS) as heard:
        created = await tower.create("shop")
        assert await anext(heard) == MonitorsChanged((created["id"],))


async def test_a_second_monitor_of_a_name_is_refused(tower_on_both: Tower) -> None:
    await tower_on_both.create("shop")
    answer = await tower_on_both.client.post(MONITORS, json=draft("shop"))
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_a_wrong_monitor_is_refused_with_every_fault(tower: Tower) -> None:
    answer = await tower.client.post(MONITORS, json={"name": "", "kind": "http", "config": {}, "interval": 0})
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/name", "/interval", "/config/url"}


async def test_a_secret_is_never_answered_and_reaches_the_runner(tower_on_both: Tower) -> None:
    config = {"url": "https://a.example/", "username": "u", "password": "geheim"}
    created = await tower_on_both.create("shop", config=config)
    assert created["config"] == {**config, "password": "********"}
    parts = tower_on_both.parts
    (spec,) = [spec async for chunk in specs.stream(parts.database, parts.box) for spec in chunk]
    assert b'"password":"geheim"' in spec.config


async def test_a_masked_secret_that_is_sent_back_is_kept(tower: Tower) -> None:
    config = {"url": "https://a.example/", "username": "u", "password": "geheim"}
    created = await tower.create("shop", config=config)
    sent = draft("shop", config={**created["config"], "url": "https://a.example/other"})
    assert (await tower.client.put(f"{MONITORS}/{created['id']}", json=sent)).status_code == 200
    parts = tower.parts
    (spec,) = [spec async for chunk in specs.stream(parts.database, parts.box) for spec in chunk]
    assert b'"password":"geheim"' in spec.config


async def test_a_put_brings_defaults_back(tower: Tower) -> None:
    created = await tower.create("shop", interval=30, tags=["a"], description="x")
    answer = await tower.client.put(f"{MONITORS}/{created['id']}", json=draft("shop"))
    assert (answer.json()["interval"], answer.json()["tags"], answer.json()["description"]) == (60.0, [], "")


async def test_a_patch_changes_what_it_names(tower_on_both: Tower) -> None:
    created = await tower_on_both.create("shop", tags=["a"])
    patch = {"interval": "5s", "config": {"method": "HEAD"}}
    answer = await tower_on_both.client.patch(f"{MONITORS}/{created['id']}", json=patch)
    assert answer.json()["interval"] == 5.0
    assert answer.json()["config"] == {"url": "https://example.com/", "method": "HEAD"}
    assert (answer.json()["tags"], answer.json()["revision"]) == (["a"], 2)


async def test_an_edit_that_changes_nothing_makes_no_revision(tower: Tower) -> None:
    created = await tower.create("shop")
    answer = await tower.client.put(f"{MONITORS}/{created['id']}", json=draft("shop", timeout="10s"))
    assert answer.headers["etag"] == '"1"'


async def test_an_edit_of_an_older_revision_is_refused(tower_on_both: Tower) -> None:
    path = f"{MONITORS}/{(await tower_on_both.create('shop'))['id']}"
    first = await tower_on_both.client.patch(path, json={"interval": 5}, headers={"If-Match": '"1"'})
    second = await tower_on_both.client.patch(path, json={"interval": 6}, headers={"If-Match": '"1"'})
    assert (first.status_code, second.status_code) == (200, 412)
    assert (await tower_on_both.client.get(path)).json()["interval"] == 5.0


async def test_a_deletion_of_an_older_revision_is_refused(tower: Tower) -> None:
    path = f"{MONITORS}/{(await tower.create('shop'))['id']}"
    assert (await tower.client.delete(path, headers={"If-Match": '"7"'})).status_code == 412
    assert (await tower.client.delete(path, headers={"If-Match": '"1"'})).status_code == 204
    assert (await tower.client.get(path)).status_code == 404


async def test_an_if_match_that_is_no_etag_is_refused(tower: Tower) -> None:
    path = f"{MONITORS}/{(await tower.create('shop'))['id']}"
    assert (await tower.client.delete(path, headers={"If-Match": "one"})).status_code == 400


async def test_a_paused_monitor_is_marked_until_it_is_resumed(tower_on_both: Tower) -> None:
    path = f"{MONITORS}/{(await tower_on_both.create('shop'))['id']}"
    assert (await tower_on_both.client.post(f"{path}/pause")).json()["enabled"] is False
    (open_mark,) = (await tower_on_both.client.get(f"{path}/marks")).json()["items"]
    assert (open_mark["kind"], open_mark["end"]) == ("paused", None)
    assert (await tower_on_both.client.post(f"{path}/resume")).json()["enabled"] is True
    (closed_mark,) = (await tower_on_both.client.get(f"{path}/marks")).json()["items"]
    assert closed_mark["end"] is not None


async def test_pausing_by_an_edit_is_pausing_too(tower: Tower) -> None:
    path = f"{MONITORS}/{(await tower.create('shop'))['id']}"
    await tower.client.patch(path, json={"enabled": False})
    assert len((await tower.client.get(f"{path}/marks")).json()["items"]) == 1


async def test_resuming_by_an_edit_ends_the_pause(tower: Tower) -> None:
    path = f"{MONITORS}/{(await tower.create('shop', enabled=False))['id']}"
    await tower.client.patch(path, json={"enabled": True})
    (pause,) = (await tower.client.get(f"{path}/marks")).json()["items"]
    assert pause["end"] is not None


async def test_pausing_twice_changes_nothing(tower: Tower) -> None:
    path = f"{MONITORS}/{(await tower.create('shop'))['id']}"
    first = await tower.client.post(f"{path}/pause")
    assert (await tower.client.post(f"{path}/pause")).json()["revision"] == first.json()["revision"]


async def test_a_clone_has_a_name_of_its_own_and_the_same_settings(tower: Tower) -> None:
    created = await tower.create("shop", interval=5, tags=["a"])
    for name in ("shop (copy)", "shop (copy 2)"):
        copy = (await tower.client.post(f"{MONITORS}/{created['id']}/clone")).json()
        assert (copy["name"], copy["interval"], copy["tags"]) == (name, 5.0, ["a"])


async def test_a_clone_can_be_changed_as_it_is_made(tower: Tower) -> None:
    created = await tower.create("shop")
    changes = {"name": "other", "enabled": False}
    copy = await tower.client.post(f"{MONITORS}/{created['id']}/clone", json=changes)
    assert (copy.status_code, copy.json()["name"], copy.json()["enabled"]) == (201, "other", False)


async def test_tags_are_added_and_removed(tower: Tower) -> None:
    path = f"{MONITORS}/{(await tower.create('shop', tags=['a', 'b']))['id']}"
    answer = await tower.client.post(f"{path}/tags", json={"add": ["Team: X"], "remove": ["a"]})
    assert answer.json()["tags"] == ["b", "team:x"]


async def test_parents_may_be_named_and_are_answered_as_ids(tower: Tower) -> None:
    parent = await tower.create("router")
    assert (await tower.create("shop", parents=["router"]))["parents"] == [parent["id"]]


async def test_a_parent_that_is_deleted_is_no_parent_any_more(tower_on_both: Tower) -> None:
    parent = await tower_on_both.create("router")
    child = await tower_on_both.create("shop", parents=["router"])
    await tower_on_both.client.delete(f"{MONITORS}/{parent['id']}")
    answer = await tower_on_both.client.patch(f"{MONITORS}/{child['id']}", json={"interval": 5})
    assert (answer.status_code, answer.json()["parents"]) == (200, [])


async def test_a_circle_of_parents_is_refused(tower_on_both: Tower) -> None:
    top = await tower_on_both.create("top")
    middle = await tower_on_both.create("middle", parents=[top["id"]])
    await tower_on_both.create("bottom", parents=[middle["id"]])
    answer = await tower_on_both.client.patch(f"{MONITORS}/{top['id']}", json={"parents": ["bottom"]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/parents"


async def test_an_unknown_parent_is_pointed_at(tower: Tower) -> None:
    answer = await tower.client.post(MONITORS, json=draft("shop", parents=["nobody"]))
    assert answer.json()["errors"][0]["pointer"] == "/parents/0"


async def test_the_same_request_sent_again_creates_once(tower_on_both: Tower) -> None:
    headers = {"Idempotency-Key": "abc"}
    first = await tower_on_both.client.post(MONITORS, json=draft("shop"), headers=headers)
    second = await tower_on_both.client.post(MONITORS, json=draft("shop"), headers=headers)
    assert (second.status_code, second.content) == (201, first.content)
    assert second.headers["idempotency-replayed"] == "true"
    assert second.headers["location"] == first.headers["location"]


async def test_another_request_with_a_used_key_is_refused(tower: Tower) -> None:
    headers = {"Idempotency-Key": "abc"}
    await tower.client.post(MONITORS, json=draft("shop"), headers=headers)
    answer = await tower.client.post(MONITORS, json=draft("other"), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_request_that_failed_may_come_again_with_its_key(tower: Tower) -> None:
    headers = {"Idempotency-Key": "abc"}
    created = await tower.create("shop")
    assert (await tower.client.post(MONITORS, json=draft("shop"), headers=headers)).status_code == 409
    await tower.client.delete(f"{MONITORS}/{created['id']}")
    assert (await tower.client.post(MONITORS, json=draft("shop"), headers=headers)).status_code == 201


async def test_a_monitor_shows_its_state_and_newest_result(tower_on_both: Tower) -> None:
    monitor_id = (await tower_on_both.create("shop"))["id"]
    await store(tower_on_both, [result(monitor_id, now_ms() - 5000), result(monitor_id, now_ms(), Verdict.DOWN)])
    _, incident_id = await go_down(tower_on_both, monitor_id)
    shown = (await tower_on_both.client.get(f"{MONITORS}/{monitor_id}")).json()
    assert (shown["state"], shown["reason"], shown["incident_id"]) == ("down", "confirmed_failure", incident_id)
    assert (shown["last_result"]["verdict"], shown["last_result"]["latency_ms"]) == ("down", 12.5)


async def test_pictures_are_drawn_when_asked_for(tower_on_both: Tower) -> None:
    monitor_id = (await tower_on_both.create("shop"))["id"]
    await store(tower_on_both, [result(monitor_id, now_ms())])
    answer = await tower_on_both.client.get(MONITORS, params={"include": ["sparkline", "bars", "p95"]})
    (shown,) = answer.json()["items"]
    assert shown["sparkline"]["latency_ms"][-1] == 12.5
    assert len(shown["sparkline"]["latency_ms"]) == 24
    assert len(shown["bars"]["availability"]) == 90
    assert shown["p95_ms"] == pytest.approx(12.5, rel=0.01)


async def test_pictures_are_left_out_when_not_asked_for(tower: Tower) -> None:
    shown = await tower.create("shop")
    assert (shown["sparkline"], shown["bars"], shown["p95_ms"]) == (None, None, None)
