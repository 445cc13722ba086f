"""`/api/v1/marks`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.api.history import go_down, result, store
from tests.integration.api.tower import MONITORS, Tower, now_ms
from tocsin.api.fields import rfc3339
from tocsin.core.verdict import Verdict

MARKS = "/api/v1/marks"
HOUR = 3_600_000


def mark(monitor_id: int, **fields: Any) -> dict[str, Any]:
    start, end = rfc3339(now_ms() - HOUR), rfc3339(now_ms() + HOUR)
    return {"monitor_id": monitor_id, "kind": "false_positive", "start": start, "end": end, **fields}


async def down_seconds(tower: Tower, monitor_id: int) -> float:
    periods = (await tower.client.get(f"{MONITORS}/{monitor_id}/availability")).json()
    return float(periods[0]["down_seconds"])


async def figures(tower: Tower, monitor_id: int) -> tuple[int, int, int]:
    """Results that count as down and as up in the series, and those that are bad in the sparkline."""
    total = (await tower.client.get(f"{MONITORS}/{monitor_id}/series")).json()["total"]
    picture = (await tower.client.get(f"{MONITORS}/{monitor_id}?include=sparkline")).json()["sparkline"]
    return total["down"], total["up"], sum(picture["bad"])


async def test_a_mark_is_listed_with_who_set_it(tower_on_both: Tower) -> None:
    monitor_id = (await tower_on_both.create("shop"))["id"]
    made = await tower_on_both.client.post(MARKS, json=mark(monitor_id, note="DNS of ours"))
    assert made.status_code == 201
    assert (made.json()["note"], made.json()["created_by"]) == ("DNS of ours", "key:bootstrap")
    for address in (MARKS, f"{MARKS}?monitor_id={monitor_id}", f"{MONITORS}/{monitor_id}/marks"):
        assert (await tower_on_both.client.get(address)).json()["items"] == [made.json()]


async def test_availability_follows_a_mark_and_its_removal(tower_on_both: Tower) -> None:
    monitor_id = (await tower_on_both.create("shop"))["id"]
    await go_down(tower_on_both, monitor_id, at=now_ms())
    before = await down_seconds(tower_on_both, monitor_id)
    made = (await tower_on_both.client.post(MARKS, json=mark(monitor_id))).json()
    assert await down_seconds(tower_on_both, monitor_id) == 0.0
    assert (await tower_on_both.client.delete(f"{MARKS}/{made['id']}")).status_code == 204
    assert await down_seconds(tower_on_both, monitor_id) >= before


async def test_every_figure_of_the_open_hour_follows_a_mark(tower_on_both: Tower) -> None:
    monitor_id = (await tower_on_both.create("shop"))["id"]
    await store(tower_on_both, [result(monitor_id, now_ms() - 1, Verdict.DOWN)])
    before = await figures(tower_on_both, monitor_id)
    made = (await tower_on_both.client.post(MARKS, json=mark(monitor_id))).json()
    marked = await figures(tower_on_both, monitor_id)
    await tower_on_both.client.delete(f"{MARKS}/{made['id']}")
    assert (before, marked) == ((1, 0, 1), (0, 1, 0))
    assert await figures(tower_on_both, monitor_id) == before


async def test_an_incident_tells_of_marks_upon_it(tower_on_both: Tower) -> None:
    monitor_id = (await tower_on_both.create("shop"))["id"]
    _, incident_id = await go_down(tower_on_both, monitor_id)
    made = (await tower_on_both.client.post(MARKS, json=mark(monitor_id, note="DNS of ours"))).json()
    await tower_on_both.client.delete(f"{MARKS}/{made['id']}")
    timeline = (await tower_on_both.client.get(f"/api/v1/incidents/{incident_id}")).json()["timeline"]
    assert [(event["type"], event["summary"]) for event in timeline[1:]] == [
        ("marked", "Marked as a false positive by the API key bootstrap: DNS of ours"),
        ("unmarked", "No longer marked as a false positive by the API key bootstrap: DNS of ours"),
    ]


async def test_an_incident_beside_a_mark_is_left_alone(tower: Tower) -> None:
    monitor_id = (await tower.create("shop"))["id"]
    _, incident_id = await go_down(tower, monitor_id)
    start, end = rfc3339(now_ms() - 2 * HOUR), rfc3339(now_ms() - HOUR)
    await tower.client.post(MARKS, json=mark(monitor_id, start=start, end=end))
    assert len((await tower.client.get(f"/api/v1/incidents/{incident_id}")).json()["timeline"]) == 1


async def test_a_pause_is_a_mark_that_can_be_taken_back(tower: Tower) -> None:
    monitor_id = (await tower.create("shop"))["id"]
    _, incident_id = await go_down(tower, monitor_id)
    await tower.client.post(f"{MONITORS}/{monitor_id}/pause")
    (pause,) = (await tower.client.get(MARKS)).json()["items"]
    assert (pause["kind"], pause["end"]) == ("paused", None)
    assert (await tower.client.delete(f"{MARKS}/{pause['id']}")).status_code == 204
    timeline = (await tower.client.get(f"/api/v1/incidents/{incident_id}")).json()["timeline"]
    assert timeline[-1]["summary"] == "No longer marked as paused by the API key bootstrap"


async def test_marks_are_in_the_audit_trail(tower: Tower) -> None:
    monitor_id = (await tower.create("shop"))["id"]
    made = (await tower.client.post(MARKS, json=mark(monitor_id))).json()
    await tower.client.delete(f"{MARKS}/{made['id']}")
    entries = (await tower.client.get("/api/v1/audit")).json()["items"]
    assert [entry["action"] for entry in entries[:2]] == ["mark.deleted", "mark.created"]


async def test_the_same_mark_sent_again_is_set_once(tower: Tower) -> None:
    sent = mark((await tower.create("shop"))["id"])
    for _ in range(2):
        assert (await tower.client.post(MARKS, json=sent, headers={"Idempotency-Key": "m"})).status_code == 201
    assert len((await tower.client.get(MARKS)).json()["items"]) == 1


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"kind": "paused"}, "/kind"),
        ({"end": "2020-01-01T00:00:00Z"}, "/end"),
        ({"end": "2126-01-01T00:00:00Z"}, "/end"),
        ({"end": None}, "/end"),
        ({"start": "2026-01-01"}, "/start"),
        ({"note": "x" * 1001}, "/note"),
    ],
)
async def test_a_wrong_mark_is_pointed_at(tower: Tower, fields: dict[str, Any], pointer: str) -> None:
    monitor_id = (await tower.create("shop"))["id"]
    answer = await tower.client.post(MARKS, json=mark(monitor_id, **fields))
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


async def test_a_mark_on_no_monitor_is_not_found(tower: Tower) -> None:
    assert (await tower.client.post(MARKS, json=mark(77))).status_code == 404
    assert (await tower.client.delete(f"{MARKS}/77")).status_code == 404
