"""`/api/v1/apply`: monitors as code."""

from __future__ import annotations

from typing import Any

from tests.integration.api.tower import MONITORS, Tower, draft

APPLY = "/api/v1/apply"


async def apply(
    tower: Tower, *monitors: dict[str, Any], source: str = "a.yaml", dry_run: bool = False
) -> dict[str, Any]:
    answer = await tower.client.post(APPLY, json={"source": source, "monitors": monitors, "dry_run": dry_run})
    assert answer.status_code == 200, answer.text
    plan: dict[str, Any] = answer.json()
    return plan


async def names(tower: Tower) -> list[str]:
    return [item["name"] for item in (await tower.client.get(MONITORS)).json()["items"]]


def actions(plan: dict[str, Any]) -> list[tuple[str, str]]:
    return [(change["action"], change["name"]) for change in plan["changes"]]


async def test_a_dry_run_says_what_would_change_and_changes_nothing(tower: Tower) -> None:
    plan = await apply(tower, draft("a"), dry_run=True)
    assert actions(plan) == [("create", "a")]
    assert await names(tower) == []


async def test_what_is_declared_comes_into_being(tower_on_both: Tower) -> None:
    plan = await apply(tower_on_both, draft("a"), draft("b"))
    assert plan["counts"] == {"create": 2, "update": 0, "delete": 0, "unchanged": 0}
    assert await names(tower_on_both) == ["a", "b"]


async def test_applying_twice_changes_nothing_the_second_time(tower_on_both: Tower) -> None:
    declared = [draft("a", tags=["Y", "x"], timeout="9s"), draft("b", parents=["a"])]
    await apply(tower_on_both, *declared)
    plan = await apply(tower_on_both, *declared)
    assert plan["counts"] == {"create": 0, "update": 0, "delete": 0, "unchanged": 2}


async def test_a_change_is_told_field_by_field(tower: Tower) -> None:
    await apply(tower, draft("a"))
    (change,) = (await apply(tower, draft("a", interval="30s")))["changes"]
    assert change["changes"] == [{"field": "interval", "before": 60.0, "after": 30.0}]


async def test_what_is_declared_no_more_is_deleted(tower_on_both: Tower) -> None:
    await apply(tower_on_both, draft("a"), draft("b"))
    assert actions(await apply(tower_on_both, draft("b"))) == [("delete", "a")]
    assert await names(tower_on_both) == ["b"]


async def test_other_sources_and_monitors_made_by_hand_are_left_alone(tower: Tower) -> None:
    await tower.create("by hand")
    await apply(tower, draft("theirs"), source="b.yaml")
    await apply(tower, draft("ours"))
    assert await names(tower) == ["by hand", "ours", "theirs"]


async def test_a_monitor_made_by_hand_is_taken_over(tower: Tower) -> None:
    created = await tower.create("a")
    (change,) = (await apply(tower, draft("a")))["changes"]
    assert change["changes"] == [{"field": "managed_by", "before": None, "after": "a.yaml"}]
    assert change["id"] == created["id"]


async def test_a_monitor_of_another_source_is_refused(tower: Tower) -> None:
    await apply(tower, draft("a"), source="b.yaml")
    answer = await tower.client.post(APPLY, json={"source": "a.yaml", "monitors": [draft("a")]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/monitors/0/name"


async def test_a_fault_is_pointed_at_within_the_set(tower: Tower) -> None:
    monitors = [draft("a"), draft("b", interval="9d"), draft("a")]
    answer = await tower.client.post(APPLY, json={"source": "a.yaml", "monitors": monitors})
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/monitors/1/interval"]


async def test_a_name_that_is_declared_twice_is_refused(tower: Tower) -> None:
    answer = await tower.client.post(APPLY, json={"source": "a.yaml", "monitors": [draft("a"), draft("a")]})
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/monitors/1/name"]


async def test_one_fault_leaves_everything_as_it_was(tower_on_both: Tower) -> None:
    await tower_on_both.client.post(APPLY, json={"source": "a.yaml", "monitors": [draft("a"), draft("b", kind="no")]})
    assert await names(tower_on_both) == []


async def test_a_child_may_be_declared_before_its_parent(tower_on_both: Tower) -> None:
    await apply(tower_on_both, draft("child", parents=["parent"]), draft("parent"))
    listed = (await tower_on_both.client.get(MONITORS)).json()["items"]
    child, parent = sorted(listed, key=lambda item: str(item["name"]))
    assert child["parents"] == [parent["id"]]


async def test_a_dependency_can_be_turned_round(tower: Tower) -> None:
    await apply(tower, draft("a", parents=["b"]), draft("b"))
    plan = await apply(tower, draft("a"), draft("b", parents=["a"]))
    assert plan["counts"]["update"] == 2


async def test_a_drifted_monitor_is_brought_back(tower: Tower) -> None:
    await apply(tower, draft("a"))
    (item,) = (await tower.client.get(MONITORS)).json()["items"]
    await tower.client.patch(f"{MONITORS}/{item['id']}", json={"interval": 5})
    (change,) = (await apply(tower, draft("a")))["changes"]
    assert [one["field"] for one in change["changes"]] == ["interval", "timeout"]


async def test_a_secret_shows_in_no_plan(tower: Tower) -> None:
    config = {"url": "https://a.example/", "username": "u", "password": "geheim"}
    await apply(tower, draft("a", config=config))
    plan = await apply(tower, draft("a", config={**config, "password": "anders"}))
    (change,) = plan["changes"][0]["changes"]
    assert change == {"field": "config.password", "before": "********", "after": "********"}


async def test_a_set_may_be_larger_than_other_bodies(tower: Tower) -> None:
    text = "x" * 3000
    plan = await apply(tower, *[draft(f"monitor {n}", description=text) for n in range(400)], dry_run=True)
    assert plan["counts"]["create"] == 400


async def test_a_paused_monitor_can_be_declared(tower: Tower) -> None:
    plan = await apply(tower, draft("a", enabled=False))
    marks = await tower.client.get(f"{MONITORS}/{plan['changes'][0]['id']}/marks")
    assert [mark["kind"] for mark in marks.json()["items"]] == ["paused"]
