"""Lists of monitors: filters, pages, counts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.api.history import go_down
from tests.integration.api.tower import MONITORS, Tower
from tocsin.storage.paging import encode_cursor


async def names(tower: Tower, **parameters: Any) -> list[str]:
    answer = await tower.client.get(MONITORS, params=parameters)
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


async def populate(tower: Tower) -> None:
    await tower.create("api", tags=["team:ops", "prod"])
    await tower.create("blog", tags=["team:ops"], enabled=False)
    tcp = await tower.create("cache", kind="tcp", config={"host": "redis.example", "port": 6379})
    await go_down(tower, tcp["id"])


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["api", "blog", "cache"]),
        ({"state": "down"}, ["cache"]),
        ({"state": ["down", "unknown"]}, ["api", "blog", "cache"]),
        ({"kind": "http"}, ["api", "blog"]),
        ({"tag": "Team:Ops"}, ["api", "blog"]),
        ({"tag": ["team:ops", "prod"]}, ["api"]),
        ({"enabled": "false"}, ["blog"]),
        ({"q": "REDIS"}, ["cache"]),
        ({"q": "100%"}, []),
        ({"sort": "-name"}, ["cache", "blog", "api"]),
        ({"sort": "state"}, ["cache", "api", "blog"]),
        ({"managed_by": "file.yaml"}, []),
    ],
)
async def test_a_filter_finds_what_it_says(tower: Tower, parameters: dict[str, Any], expected: list[str]) -> None:
    await populate(tower)
    assert await names(tower, **parameters) == expected


async def test_pages_follow_one_another_without_gap_or_repetition(tower_on_both: Tower) -> None:
    wanted = [f"monitor {number}" for number in range(5)]
    for name in reversed(wanted):
        await tower_on_both.create(name)
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await tower_on_both.client.get(MONITORS, params={"limit": 2, "cursor": cursor})).json()
        found += [item["name"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert found == wanted


@pytest.mark.parametrize(
    "cursor", ["%%%", "abc", "W10", "WyJhIiw5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OV0", "WyJcdTAwMDAiLDFd", "🔔"]
)
async def test_a_cursor_of_no_list_is_refused(tower_on_both: Tower, cursor: str) -> None:
    answer = await tower_on_both.client.get(MONITORS, params={"cursor": cursor})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/cursor"


@pytest.mark.parametrize("rank", [-(2**63) + 1, -1, 5, 2**63 - 1])
async def test_a_cursor_of_no_state_is_before_or_behind_all(tower_on_both: Tower, rank: int) -> None:
    await tower_on_both.create("shop")
    cursor = encode_cursor((rank, "shop", 1))
    assert await names(tower_on_both, sort="state", cursor=cursor) == (["shop"] if rank < 0 else [])


@pytest.mark.parametrize(
    ("parameters", "pointer"),
    [({"limit": 0}, "/limit"), ({"limit": 101}, "/limit"), ({"state": "dwn"}, "/state/0"), ({"tag": ","}, "/tag")],
)
async def test_a_wrong_parameter_is_pointed_at(tower: Tower, parameters: dict[str, Any], pointer: str) -> None:
    answer = await tower.client.get(MONITORS, params=parameters)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_monitors_are_counted_by_state(tower_on_both: Tower) -> None:
    await populate(tower_on_both)
    counts = (await tower_on_both.client.get(f"{MONITORS}/counts")).json()
    assert counts == {"up": 0, "degraded": 0, "down": 1, "unknown": 2, "paused": 1, "maintenance": 0}


async def test_tags_are_counted(tower: Tower) -> None:
    await populate(tower)
    tags = (await tower.client.get("/api/v1/tags")).json()["items"]
    assert tags == [{"tag": "prod", "monitors": 1}, {"tag": "team:ops", "monitors": 2}]


async def test_tags_come_in_pages(tower: Tower) -> None:
    await populate(tower)
    first = (await tower.client.get("/api/v1/tags?limit=1")).json()
    second = (await tower.client.get(f"/api/v1/tags?cursor={first['next_cursor']}")).json()
    assert [one["tag"] for one in first["items"] + second["items"]] == ["prod", "team:ops"]
