"""The monitors API where it is wrong, closed or open; `tests/acceptance/test_monitors_api.py` speaks as clients do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.integration.api.badges import be
from tests.integration.api.hearing import hearing
from tests.integration.api.history import result, store
from tests.integration.api.test_access import with_scope
from tests.integration.api.tower import MONITORS, Tower, now_ms, opened, raised
from tocsin.core.ping import MOST_MESSAGE_CHARACTERS, Ping
from tocsin.core.verdict import Verdict
from tocsin.storage.workspaces import WorkspaceRepository

BASE = "/api/v1/monitor"
CALLS = [
    ("POST", "/"),
    ("POST", "/1/state/"),
    ("GET", "/1/state/"),
    ("GET", "/statuses/"),
    ("GET", "/statuses/by-tags/"),
    ("GET", "/1/history/"),
    ("GET", "/1/state/badge.png"),
]
WRITES = [path for method, path in CALLS if method == "POST"]


@pytest.fixture
async def open_tower(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Tower]:
    async with (
        opened(sqlite_template, tmp_path) as database,
        raised(database, compat_monitors_open=True) as tower,
        hearing(tower),
    ):
        yield tower


async def monitor(tower: Tower, name: str = "payments", **fields: Any) -> int:
    created = await tower.create(name, kind="manual", config={}, **fields)
    return int(created["id"])


@pytest.mark.parametrize(("method", "path"), CALLS)
async def test_without_a_key_nothing_is_told(tower: Tower, method: str, path: str) -> None:
    answer = await tower.anonymous.request(method, BASE + path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert list(answer.json()) == ["detail"]


@pytest.mark.parametrize("path", WRITES)
async def test_a_reader_may_not_write(tower: Tower, path: str) -> None:
    body = {"name": "x", "state": "Normal"}
    answer = await tower.anonymous.post(BASE + path, json=body, headers=await with_scope(tower, "read"))
    assert (answer.status_code, list(answer.json())) == (403, ["detail"])


async def test_a_reader_may_read(tower: Tower) -> None:
    reader = await with_scope(tower, "read")
    assert (await tower.anonymous.get(f"{BASE}/statuses/", headers=reader)).json() == []


async def test_another_workspaces_monitor_is_not_found(tower: Tower, other: httpx.AsyncClient) -> None:
    path = f"{BASE}/{await monitor(tower)}"
    for answer in (
        await other.get(f"{path}/state/"),
        await other.get(f"{path}/history/"),
        await other.get(f"{path}/state/badge.png"),
        await other.post(f"{path}/state/", json={"state": "Normal"}),
    ):
        assert (answer.status_code, answer.json()) == (404, {"detail": "Monitor not found"})


@pytest.mark.parametrize("number", ["0", "-1", "99", str(2**63), "9" * 30])
async def test_a_number_that_is_no_monitors_is_not_found(tower: Tower, number: str) -> None:
    answer = await tower.client.get(f"{BASE}/{number}/state/")
    assert (answer.status_code, answer.json()) == (404, {"detail": "Monitor not found"})


async def test_a_deleted_monitor_is_not_found(tower: Tower, heard: list[Ping]) -> None:
    monitor_id = await monitor(tower)
    await tower.client.delete(f"{MONITORS}/{monitor_id}")
    answer = await tower.client.post(f"{BASE}/{monitor_id}/state/", json={"state": "Normal"})
    assert (answer.status_code, heard) == (404, [])


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("/abc/state/", ["path", "monitor_id"]),
        ("/1/history/?limit=0", ["query", "limit"]),
        ("/1/history/?limit=101", ["query", "limit"]),
        ("/1/history/?skip=-1", ["query", "skip"]),
        ("/1/history/?skip=10001", ["query", "skip"]),
        ("/statuses/?limit=10001", ["query", "limit"]),
        ("/1/state/badge.png?scale=3", ["query", "scale"]),
    ],
)
async def test_a_parameter_that_does_not_fit_is_named(tower: Tower, address: str, where: list[str]) -> None:
    answer = await tower.client.get(BASE + address)
    assert (answer.status_code, answer.json()["detail"][0]["loc"]) == (422, where)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", ["body"]),
        (b"{", ["body"]),
        (b"[]", ["body"]),
        (b"{}", ["body", "name"]),
        (b'{"name": 5}', ["body", "name"]),
        (b'{"name": ""}', ["body", "name"]),
        (b'{"name": "a\\nb"}', ["body", "name"]),
        (b'{"name": "a\\u0000b"}', ["body", "name"]),
        (b'{"name": "' + b"x" * 201 + b'"}', ["body", "name"]),
        (b'{"name": "x", "tags": "web"}', ["body", "tags"]),
        (b'{"name": "x", "tags": ["web", "a,b"]}', ["body", "tags", 1]),
        (b'{"name": "x", "tags": [' + b'"t",' * 50 + b'"t"]}', ["body", "tags"]),
    ],
)
async def test_a_monitor_that_does_not_fit_is_told_where(tower: Tower, body: bytes, where: list[str | int]) -> None:
    answer = await tower.client.post(f"{BASE}/", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["detail"][0]["loc"]) == (422, where)
    assert set(answer.json()["detail"][0]) == {"loc", "msg", "type"}


async def test_a_word_that_is_no_state_is_answered_with_those_that_are(tower: Tower, heard: list[Ping]) -> None:
    answer = await tower.client.post(f"{BASE}/{await monitor(tower)}/state/", json={"state": "normal"})
    (fault,) = answer.json()["detail"]
    assert (answer.status_code, fault["loc"], heard) == (422, ["body", "state"], [])
    assert fault["msg"] == "Input should be 'Normal', 'Warning', 'Critical', 'Missing Data' or 'Error'"


async def test_a_message_is_kept_within_its_bound(tower: Tower, heard: list[Ping]) -> None:
    path = f"{BASE}/{await monitor(tower)}/state/"
    longest = "x" * MOST_MESSAGE_CHARACTERS
    assert (await tower.client.post(path, json={"state": "Critical", "message": longest})).status_code == 200
    assert (await tower.client.post(path, json={"state": "Critical", "message": f"{longest}x"})).status_code == 422
    assert [ping.message for ping in heard] == [longest]


async def test_no_state_is_posted_to_what_tocsin_looks_at_itself(tower: Tower, heard: list[Ping]) -> None:
    created = await tower.create("shop")
    answer = await tower.client.post(f"{BASE}/{created['id']}/state/", json={"state": "Normal"})
    detail = "No state can be posted to a monitor of the kind http: Tocsin looks at it itself."
    assert (answer.status_code, answer.json(), heard) == (409, {"detail": detail}, [])


async def test_a_paused_monitor_says_that_it_stays_as_it_is(tower: Tower, heard: list[Ping]) -> None:
    path = f"{BASE}/{await monitor(tower, enabled=False)}/state/"
    answer = await tower.client.post(path, json={"state": "Critical"})
    assert answer.json() == {"message": "State noted; the monitor is paused and stays as it is"}
    assert len(heard) == 1


async def test_a_body_of_another_type_is_refused(tower: Tower) -> None:
    answer = await tower.client.post(f"{BASE}/", content=b'{"name": "x"}', headers={"Content-Type": "text/plain"})
    assert (answer.status_code, list(answer.json())) == (415, ["detail"])


@pytest.mark.parametrize("tag", ["a,b", '"', "x" * 101, ""])
async def test_what_can_be_no_tag_is_carried_by_no_monitor(tower: Tower, tag: str) -> None:
    answer = await tower.client.get(f"{BASE}/statuses/by-tags/", params={"tags": tag})
    assert (answer.status_code, answer.json()) == (200, [])


async def test_a_list_may_be_asked_for_in_parts(tower_on_both: Tower) -> None:
    for name in ("a", "b", "c"):
        await be(tower_on_both, await monitor(tower_on_both, name), Verdict.UP)
    newest = (await tower_on_both.client.get(f"{BASE}/statuses/")).json()
    part = (await tower_on_both.client.get(f"{BASE}/statuses/", params={"skip": 1, "limit": 1})).json()
    assert (len(newest), part) == (3, [newest[1]])


async def test_the_state_of_a_monitor_that_is_looked_at_is_as_old_as_its_newest_result(tower_on_both: Tower) -> None:
    created = await tower_on_both.create("shop", tags=["web"])
    await be(tower_on_both, created["id"], Verdict.DEGRADED)
    at = now_ms() + 1000
    await store(tower_on_both, [result(created["id"], at, Verdict.DEGRADED)])
    answer = (await tower_on_both.client.get(f"{BASE}/{created['id']}/state/")).json()
    assert (answer["name"], answer["state"], answer["tags"]) == ("shop", "Warning", ["web"])
    assert answer["timestamp"].endswith(f".{at % 1000:03d}Z")


async def test_an_open_contract_lets_in_who_has_no_key(open_tower: Tower) -> None:
    made = await open_tower.anonymous.post(f"{BASE}/", json={"name": "payments"})
    path = f"{BASE}/{made.json()['id']}/state/"
    assert (await open_tower.anonymous.post(path, json={"state": "Normal"})).status_code == 200
    assert (await open_tower.anonymous.get(f"{BASE}/statuses/")).status_code == 200
    entries = (await open_tower.client.get("/api/v1/audit")).json()["items"]
    assert [entry["actor"] for entry in entries if entry["action"] == "monitor.created"] == ["compat:monitors"]


@pytest.mark.parametrize("headers", [{"X-API-Key": "wrong"}, {"Authorization": "Bearer wrong"}, {"X-API-Key": ""}])
async def test_an_open_contract_refuses_a_wrong_key(open_tower: Tower, headers: dict[str, str]) -> None:
    assert (await open_tower.anonymous.get(f"{BASE}/statuses/", headers=headers)).status_code == 401


async def test_an_open_contract_opens_nothing_else(open_tower: Tower) -> None:
    assert (await open_tower.anonymous.get(MONITORS)).status_code == 401
    assert (await open_tower.anonymous.post(f"{MONITORS}/1/state", json={"state": "up"})).status_code == 401


async def test_a_page_in_a_browser_cannot_post_for_whoever_opens_it(open_tower: Tower) -> None:
    page = {"Origin": "https://evil.example"}
    answer = await open_tower.anonymous.post(f"{BASE}/", json={"name": "x"}, headers=page)
    assert answer.status_code == 403
    with_key = await open_tower.client.post(f"{BASE}/", json={"name": "x"}, headers=page)
    assert with_key.status_code == 200
    assert [name for name in with_key.headers if name.startswith("access-control")] == []


async def test_a_browser_is_not_told_that_it_may_post(open_tower: Tower) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = await open_tower.anonymous.options(f"{BASE}/", headers=asked)
    assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers


async def test_the_badge_of_a_public_monitor_needs_no_key(tower_on_both: Tower) -> None:
    monitor_id = await monitor(tower_on_both, public=True)
    await be(tower_on_both, monitor_id, Verdict.DOWN)
    answer = await tower_on_both.anonymous.get(f"{BASE}/{monitor_id}/state/badge.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["cache-control"].startswith("public")


async def test_a_badge_that_took_a_key_is_kept_by_nobody_else(tower: Tower) -> None:
    monitor_id = await monitor(tower)
    await be(tower, monitor_id, Verdict.DOWN)
    path = f"{BASE}/{monitor_id}/state/badge.png"
    answer = await tower.client.get(path)
    assert answer.headers["cache-control"].startswith("private")
    assert "access-control-allow-origin" not in answer.headers
    again = await tower.client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await tower.anonymous.get(path)).status_code == 401


async def test_a_badge_has_twice_the_pixels_for_those_who_ask(tower: Tower) -> None:
    monitor_id = await monitor(tower)
    await be(tower, monitor_id, Verdict.UP)
    path = f"{BASE}/{monitor_id}/state/badge.png"
    small, large = [await tower.client.get(path, params={"scale": scale}) for scale in (1, 2)]
    width, height = Image.open(BytesIO(small.content)).size
    assert Image.open(BytesIO(large.content)).size == (2 * width, 2 * height)


async def test_when_the_first_workspace_is_deleted_nobody_acts_in_that_of_somebody_else(open_tower: Tower) -> None:
    async with open_tower.parts.database.write() as connection:
        workspaces = WorkspaceRepository(connection)
        await workspaces.create("Eve's workspace", now_ms())
        await workspaces.delete(open_tower.actor.workspace_id, now_ms())
    answers = [
        await open_tower.anonymous.get(f"{BASE}/statuses/"),
        await open_tower.anonymous.post(f"{BASE}/", json={"name": "x"}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
