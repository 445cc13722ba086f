"""`/occurrences` of silences and maintenance windows: what a calendar shows."""

from __future__ import annotations

import httpx
import pytest

from tests.integration.api.test_silences import AHEAD, BOTH, SILENCES, WINDOWS, made
from tests.integration.api.tower import Tower

JANUARY = {"from": "2030-01-01T00:00:00Z", "to": "2030-02-01T00:00:00Z"}
SUNDAYS = {"start": AHEAD, "rrule": "FREQ=WEEKLY;BYDAY=SU", "time_zone": "UTC"}


@BOTH
async def test_one_that_recurs_shows_each_time(tower_on_both: Tower, address: str) -> None:
    created = await made(tower_on_both, address, **SUNDAYS)
    found = (await tower_on_both.client.get(f"{address}/occurrences", params=JANUARY)).json()["items"]
    assert [one["start"][:10] for one in found] == ["2030-01-06", "2030-01-13", "2030-01-20", "2030-01-27"]
    assert {(one["id"], one["comment"]) for one in found} == {(created["id"], "Deploy")}
    assert (found[0]["start"], found[0]["end"]) == ("2030-01-06T02:00:00.000Z", "2030-01-06T04:00:00.000Z")


async def test_several_are_in_order_of_time_and_only_of_their_kind(tower: Tower) -> None:
    late = await made(tower, WINDOWS, start="2030-01-20T00:00:00Z")
    early = await made(tower, WINDOWS, start="2030-01-10T00:00:00Z")
    await made(tower, SILENCES, start="2030-01-15T00:00:00Z")
    found = (await tower.client.get(f"{WINDOWS}/occurrences", params=JANUARY)).json()["items"]
    assert [one["id"] for one in found] == [early["id"], late["id"]]


async def test_what_was_ended_early_shows_until_then(tower: Tower) -> None:
    created = await made(tower, WINDOWS)
    ended = (await tower.client.post(f"{WINDOWS}/{created['id']}/end")).json()
    asked = {"from": "2020-12-01T00:00:00Z", "to": "2021-11-01T00:00:00Z"}
    year = {"from": created["start"], "to": created["ends_at"]}
    assert (await tower.client.get(f"{WINDOWS}/occurrences", params=asked)).json()["items"] == []
    [found] = (await tower.client.get(f"{WINDOWS}/occurrences", params=year)).json()["items"]
    assert found["end"] == ended["ended_at"]


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ({"from": "2030-01-02T00:00:00Z", "to": "2030-01-01T00:00:00Z"}, "must be later than `from`"),
        ({"from": "2030-01-02T00:00:00Z", "to": "2032-01-01T00:00:00Z"}, "must be at most a year after `from`"),
    ],
)
async def test_a_time_that_cannot_be_looked_at_is_refused(tower: Tower, period: dict[str, str], message: str) -> None:
    answer = await tower.client.get(f"{WINDOWS}/occurrences", params=period)
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (400, message)


async def test_too_many_are_refused(tower: Tower) -> None:
    hourly = "FREQ=DAILY;BYHOUR=" + ",".join(str(hour) for hour in range(24))
    for _ in range(3):
        await made(tower, WINDOWS, start=AHEAD, duration="1m", rrule=hourly)
    period = {"from": AHEAD, "to": "2030-02-06T00:00:00Z"}
    answer = await tower.client.get(f"{WINDOWS}/occurrences", params=period)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/to")


async def test_another_workspace_sees_none_of_it(tower: Tower, other: httpx.AsyncClient) -> None:
    await made(tower, WINDOWS, **SUNDAYS)
    assert (await other.get(f"{WINDOWS}/occurrences", params=JANUARY)).json()["items"] == []
