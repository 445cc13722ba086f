"""What was said to a pushed monitor, read again, and how it stands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.integration.api.pinging import Heartbeat, heartbeat, ingesting, said
from tests.integration.api.tower import MONITORS, Tower
from tests.polling import found


@pytest.fixture
async def backup(tower_on_both: Tower) -> AsyncIterator[Heartbeat]:
    """With an ingest that hears its pings."""
    async with ingesting(tower_on_both):
        yield await heartbeat(tower_on_both)


async def ping(tower: Tower, backup: Heartbeat, *rests: str, content: bytes = b"") -> None:
    for rest in rests:
        assert (await said(tower, f"/ping/{backup.key}{rest}", "POST", content=content))[0] == 200


async def listed(tower: Tower, backup: Heartbeat, **parameters: Any) -> dict[str, Any]:
    answer = await tower.client.get(f"{backup.path}/pings", params=parameters)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def standing(tower: Tower, path: str) -> dict[str, Any]:
    monitor = (await tower.client.get(path)).json()
    stands: dict[str, Any] = monitor["heartbeat"]
    return stands


async def test_a_ping_is_listed_with_all_that_it_said(tower_on_both: Tower, backup: Heartbeat) -> None:
    await ping(tower_on_both, backup, "/3?m=no+space&duration_ms=1500", content=b"full")
    (item,) = (await listed(tower_on_both, backup))["items"]
    assert item.pop("id") > 0
    assert item.pop("at").endswith("Z")
    assert item.pop("agent").startswith("python-httpx/")
    assert item == {
        "signal": "fail",
        "state": None,
        "exit_code": 3,
        "run_id": None,
        "duration_ms": 1500,
        "late_ms": None,
        "message": "no space",
        "note": "",
        "body_size": 4,
        "via": "http",
        "address": "127.0.0.1",
    }


async def test_pings_are_paged_with_the_newest_first(tower_on_both: Tower, backup: Heartbeat) -> None:
    await ping(tower_on_both, backup, "?m=1", "?m=2", "?m=3")
    first = await listed(tower_on_both, backup, limit=2)
    rest = await listed(tower_on_both, backup, limit=2, cursor=first["next_cursor"])
    assert {one["message"] for one in first["items"] + rest["items"]} == {"1", "2", "3"}
    times = [one["at"] for one in first["items"] + rest["items"]]
    assert times == sorted(times, reverse=True)
    assert rest["next_cursor"] is None


async def test_pings_are_sifted_by_their_signals(tower_on_both: Tower, backup: Heartbeat) -> None:
    await ping(tower_on_both, backup, "/start", "/log", "", "/fail")
    page = await listed(tower_on_both, backup, signal=["log", "fail"])
    assert {one["signal"] for one in page["items"]} == {"log", "fail"}


async def test_a_body_comes_back_as_it_was_sent(tower_on_both: Tower, backup: Heartbeat) -> None:
    sent = b"<script>alert(1)</script>\x00\xff"
    await ping(tower_on_both, backup, "/log", content=sent)
    (item,) = (await listed(tower_on_both, backup))["items"]
    answer = await tower_on_both.client.get(f"{backup.path}/pings/{item['id']}/body")
    assert answer.content == sent
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


async def test_what_was_sent_without_a_body_has_an_empty_one(tower_on_both: Tower, backup: Heartbeat) -> None:
    await ping(tower_on_both, backup, "")
    (item,) = (await listed(tower_on_both, backup))["items"]
    answer = await tower_on_both.client.get(f"{backup.path}/pings/{item['id']}/body")
    assert (answer.status_code, answer.content) == (200, b"")


async def test_pings_that_are_not_there_are_not_found(tower: Tower, other: httpx.AsyncClient) -> None:
    backup = await heartbeat(tower)
    assert (await tower.client.get(f"{MONITORS}/77/pings")).status_code == 404
    assert (await tower.client.get(f"{backup.path}/pings/1/body")).status_code == 404
    assert (await other.get(f"{backup.path}/pings")).status_code == 404
    assert (await other.get(f"{backup.path}/pings/1/body")).status_code == 404


async def test_a_heartbeat_that_was_never_pinged_is_new(tower: Tower) -> None:
    stands = await standing(tower, (await heartbeat(tower)).path)
    assert stands == {
        "status": "new",
        "last_ping_at": None,
        "expected_at": None,
        "missing_at": None,
        "running_since": None,
        "last_duration_ms": None,
    }


async def test_how_a_heartbeat_stands_follows_its_pings(tower_on_both: Tower, backup: Heartbeat) -> None:
    words = []
    for rest in ("/start", "", "/fail"):
        await ping(tower_on_both, backup, rest)
        words.append((await standing(tower_on_both, backup.path))["status"])
    assert words == ["running", "up", "failed"]


async def test_nothing_is_awaited_of_a_paused_heartbeat(tower_on_both: Tower, backup: Heartbeat) -> None:
    await ping(tower_on_both, backup, "", "/start")
    await tower_on_both.client.post(f"{backup.path}/pause")
    stands = await standing(tower_on_both, backup.path)
    assert (stands["status"], stands["expected_at"], stands["running_since"]) == ("up", None, None)


async def test_a_page_of_monitors_shows_how_each_stands(tower_on_both: Tower, backup: Heartbeat) -> None:
    await heartbeat(tower_on_both, "never")
    await tower_on_both.create("web")
    await ping(tower_on_both, backup, "")
    items = (await tower_on_both.client.get(MONITORS)).json()["items"]
    stands = {one["name"]: one["heartbeat"] and one["heartbeat"]["status"] for one in items}
    assert stands == {"Nightly Backup": "up", "never": "new", "web": None}


async def test_what_is_due_is_late_before_it_is_missing(tower_on_both: Tower, backup: Heartbeat) -> None:
    impatient = await heartbeat(tower_on_both, "impatient", config={"period": "1s", "grace": "1h"})
    await ping(tower_on_both, impatient, "")

    async def is_late() -> bool:
        return bool((await standing(tower_on_both, impatient.path))["status"] == "late")

    assert await found(is_late)
    assert (await tower_on_both.client.get(impatient.path)).json()["state"] == "up"


async def test_a_paused_monitor_keeps_its_pings_and_its_state(tower_on_both: Tower, backup: Heartbeat) -> None:
    await ping(tower_on_both, backup, "")
    await tower_on_both.client.post(f"{backup.path}/pause")
    await ping(tower_on_both, backup, "/fail")
    assert len((await listed(tower_on_both, backup))["items"]) == 2
    assert (await tower_on_both.client.get(backup.path)).json()["state"] == "up"


async def test_a_monitor_that_a_ping_has_made_is_up(tower_on_both: Tower, backup: Heartbeat) -> None:
    of_all = (await tower_on_both.client.post("/api/v1/ping-key")).json()["key"]
    assert await said(tower_on_both, f"/ping/{of_all}/fresh?create=1") == (201, "Created")
    (made,) = (await tower_on_both.client.get(f"{MONITORS}?q=fresh")).json()["items"]
    assert (made["state"], made["heartbeat"]["status"]) == ("up", "up")
