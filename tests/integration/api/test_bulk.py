"""`/api/v1/monitors/bulk`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.api.tower import MONITORS, Tower

BULK = f"{MONITORS}/bulk"


async def bulk(tower: Tower, **request: Any) -> dict[str, Any]:
    answer = await tower.client.post(BULK, json=request)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


async def two(tower: Tower) -> tuple[int, int]:
    return (await tower.create("a", tags=["x"]))["id"], (await tower.create("b"))["id"]


async def test_monitors_are_paused_by_their_ids(tower_on_both: Tower) -> None:
    first, second = await two(tower_on_both)
    done = await bulk(tower_on_both, action="pause", ids=[first, second, 999])
    assert (done["matched"], done["changed"]) == ([first, second], [first, second])


async def test_only_what_changes_is_told_as_changed(tower: Tower) -> None:
    first, second = await two(tower)
    await tower.client.post(f"{MONITORS}/{first}/pause")
    assert (await bulk(tower, action="pause", ids=[first, second]))["changed"] == [second]


async def test_a_dry_run_changes_nothing(tower: Tower) -> None:
    first, _ = await two(tower)
    done = await bulk(tower, action="delete", filter={"tag": ["x"]}, dry_run=True)
    assert (done["matched"], done["changed"]) == ([first], [])
    assert (await tower.client.get(f"{MONITORS}/{first}")).status_code == 200


async def test_monitors_are_deleted_by_a_filter(tower_on_both: Tower) -> None:
    first, second = await two(tower_on_both)
    await bulk(tower_on_both, action="delete", filter={"tag": ["x"]})
    assert (await tower_on_both.client.get(f"{MONITORS}/{first}")).status_code == 404
    assert (await tower_on_both.client.get(f"{MONITORS}/{second}")).status_code == 200


async def test_tags_are_set_and_taken(tower: Tower) -> None:
    first, second = await two(tower)
    assert (await bulk(tower, action="tag", ids=[first, second], tag="X"))["changed"] == [second]
    assert (await bulk(tower, action="untag", ids=[first, second], tag="x"))["changed"] == [first, second]


async def test_a_new_interval_takes_the_timeout_along(tower: Tower) -> None:
    first, _ = await two(tower)
    await bulk(tower, action="set_interval", ids=[first], interval="2s")
    shown = (await tower.client.get(f"{MONITORS}/{first}")).json()
    assert (shown["interval"], shown["timeout"], shown["revision"]) == (2.0, 2.0, 2)


@pytest.mark.parametrize(
    "request_",
    [
        {"action": "pause"},
        {"action": "pause", "ids": [1], "filter": {"q": "a"}},
        {"action": "delete", "filter": {}},
        {"action": "tag", "ids": [1]},
        {"action": "set_interval", "ids": [1]},
        {"action": "explode", "ids": [1]},
        {"action": "pause", "ids": []},
        {"action": "pause", "ids": [2**63]},
    ],
)
async def test_an_incomplete_request_is_refused(tower: Tower, request_: dict[str, Any]) -> None:
    assert (await tower.client.post(BULK, json=request_)).status_code == 422
