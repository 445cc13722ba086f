"""Looking back at one monitor."""

from __future__ import annotations

from typing import Any

from tests.integration.api.history import MESSAGE, go_down, result, store
from tests.integration.api.tower import MONITORS, Tower, now_ms
from tocsin.api.fields import rfc3339
from tocsin.core.verdict import Verdict

MINUTE = 60_000


async def get(tower: Tower, path: str, **parameters: Any) -> Any:
    answer = await tower.client.get(f"{MONITORS}/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def with_results(tower: Tower) -> tuple[int, int]:
    """A monitor with six results, every other one bad, a minute apart; the time of the newest."""
    monitor_id = (await tower.create("shop"))["id"]
    now = now_ms() - 1000
    seen = [result(monitor_id, now - step * MINUTE, Verdict.DOWN if step % 2 else Verdict.UP) for step in range(6)]
    await store(tower, seen[::-1])
    return monitor_id, now


async def test_results_come_newest_first_in_pages(tower_on_both: Tower) -> None:
    monitor_id, now = await with_results(tower_on_both)
    first = await get(tower_on_both, f"{monitor_id}/results", limit=4)
    second = await get(tower_on_both, f"{monitor_id}/results", limit=4, cursor=first["next_cursor"])
    times = [item["scheduled_at"] for item in first["items"] + second["items"]]
    assert times == [rfc3339(now - step * MINUTE) for step in range(6)]
    assert second["next_cursor"] is None


async def test_results_are_filtered_by_verdict_region_and_time(tower: Tower) -> None:
    monitor_id, now = await with_results(tower)
    assert len((await get(tower, f"{monitor_id}/results", verdict="down"))["items"]) == 3
    assert len((await get(tower, f"{monitor_id}/results", region="local"))["items"]) == 6
    assert (await get(tower, f"{monitor_id}/results", region="mars"))["items"] == []
    assert len((await get(tower, f"{monitor_id}/results", start=rfc3339(now - MINUTE)))["items"]) == 2


async def test_a_result_tells_its_phases_code_and_message(tower: Tower) -> None:
    monitor_id, _ = await with_results(tower)
    item = (await get(tower, f"{monitor_id}/results", verdict="down"))["items"][0]
    assert (item["code"], item["error"], item["message"]) == (503, "assertion_failed", MESSAGE)
    assert item["phases_ms"] == {"dns": 0, "connect": 0.5, "tls": 0, "first_byte": 12.0, "transfer": 0}


async def test_a_result_is_explained_beside_the_last_good_one(tower_on_both: Tower) -> None:
    monitor_id, now = await with_results(tower_on_both)
    found = await get(tower_on_both, f"{monitor_id}/results/local/{rfc3339(now - MINUTE)}")
    assert found["result"]["verdict"] == "down"
    assert found["evidence"]["facts"] == {"headers": [["Server", "nginx"]]}
    assert found["last_good"]["scheduled_at"] == rfc3339(now)


async def test_a_result_that_was_never_seen_is_not_found(tower: Tower) -> None:
    monitor_id, now = await with_results(tower)
    address = f"{MONITORS}/{monitor_id}/results/local/{rfc3339(now - 1)}"
    assert (await tower.client.get(address)).status_code == 404


async def test_a_series_counts_verdicts_and_measures_latency(tower_on_both: Tower) -> None:
    monitor_id, _ = await with_results(tower_on_both)
    series = await get(tower_on_both, f"{monitor_id}/series", bucket="1m")
    assert series["bucket"] == 60.0
    assert (series["total"]["up"], series["total"]["down"]) == (3, 3)
    assert abs(series["total"]["p95_ms"] - 12.5) < 0.2


async def test_the_width_of_a_series_suits_its_range(tower: Tower) -> None:
    monitor_id, _ = await with_results(tower)
    assert (await get(tower, f"{monitor_id}/series"))["bucket"] == 300.0


async def test_a_transition_answers_for_itself(tower_on_both: Tower) -> None:
    monitor_id = (await tower_on_both.create("shop"))["id"]
    transition_id, incident_id = await go_down(tower_on_both, monitor_id)
    (item,) = (await get(tower_on_both, f"{monitor_id}/transitions"))["items"]
    assert (item["id"], item["incident_id"]) == (transition_id, incident_id)
    assert (item["from_state"], item["to_state"], item["reason"]) == ("up", "down", "confirmed_failure")
    assert item["why"]["rule"] == "2 results in a row to fail, 2 to recover"
    assert item["why"]["regions"][0]["message"] == MESSAGE


async def test_availability_is_told_for_the_usual_periods(tower_on_both: Tower) -> None:
    monitor_id = (await tower_on_both.create("shop"))["id"]
    periods = await get(tower_on_both, f"{monitor_id}/availability")
    assert [one["period"] for one in periods] == ["24h", "7d", "30d", "90d", "365d"]
    assert {one["ratio"] for one in periods} == {None}


async def test_availability_is_told_for_one_range(tower: Tower) -> None:
    monitor_id = (await tower.create("shop"))["id"]
    began = now_ms()
    await go_down(tower, monitor_id, at=began)
    (period,) = await get(tower, f"{monitor_id}/availability", start=rfc3339(began - MINUTE))
    assert (period["period"], period["up_seconds"]) == ("custom", 0.0)
    assert period["start"] == rfc3339(began - MINUTE)
