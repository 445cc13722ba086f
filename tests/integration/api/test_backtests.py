"""What policies would have done, asked by way of the API."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from tests.integration.api.history import result, store
from tests.integration.api.people import browser
from tests.integration.api.tower import KEY, Tower, now_ms
from tocsin.api.fields import rfc3339
from tocsin.auth.permissions import Permission
from tocsin.core.records import TransitionRecord
from tocsin.core.transition import Change, Reason, RegionWhy, Why
from tocsin.core.verdict import Verdict
from tocsin.services import api_keys
from tocsin.storage.transitions import TransitionRepository

BACKTEST = "/api/v1/policies/backtest"
STEPS = [{"targets": [{"channel": "ops"}]}, {"after": "10m", "targets": [{"channel": "boss"}]}]
POLICY = {"name": "ops", "steps": STEPS}
MINUTE = 60_000
UP, DOWN = Verdict.UP, Verdict.DOWN
LATER = now_ms() - 86_400_000
"""A day ago."""
SINCE = rfc3339(LATER - MINUTE)


async def channels(tower: Tower) -> None:
    for name in ("ops", "boss"):
        sent = {"name": name, "kind": "email", "config": {"to": [f"{name}@example.com"]}}
        assert (await tower.client.post("/api/v1/channels", json=sent)).status_code == 201


async def changed(tower: Tower, monitor_id: int, states: Sequence[tuple[float, Verdict]]) -> None:
    """It became each of these, so many minutes after `LATER`."""
    before, records = UP, []
    for minute, state in states:
        at = LATER + round(minute * MINUTE)
        why = Why("2 in a row", (RegionWhy("local", state, at, "assertion_failed", "", False),))
        change = Change(at, at, before, state, Reason.CONFIRMED_FAILURE, "", why)
        records.append(TransitionRecord(tower.actor.workspace_id, monitor_id, change))
        before = state
    async with tower.parts.database.write() as connection:
        await TransitionRepository(connection).insert_many(records)


async def backtest(tower: Tower, **wanted: Any) -> dict[str, Any]:
    answer = await tower.client.post(BACKTEST, json={"since": SINCE, "policy": POLICY, **wanted})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
async def shop(tower_on_both: Tower) -> int:
    """Down for 15 minutes, and half an hour later for two."""
    await channels(tower_on_both)
    monitor = await tower_on_both.create("shop", tags=["prod"])
    await changed(tower_on_both, monitor["id"], [(0, DOWN), (15, UP), (45, DOWN), (47, UP)])
    return int(monitor["id"])


async def test_it_says_who_would_have_been_paged_when(tower_on_both: Tower, shop: int) -> None:
    pages = (await backtest(tower_on_both))["pages"]
    assert [(one["at"], one["number"], one["resolved_after"]) for one in pages] == [
        (rfc3339(LATER), 1, 900),
        (rfc3339(LATER + 10 * MINUTE), 2, 300),
        (rfc3339(LATER + 45 * MINUTE), 1, 120),
    ]
    assert pages[0]["destinations"][0]["name"] == "ops"
    assert pages[0]["monitors"] == [{"id": shop, "name": "shop"}]


async def test_it_says_what_it_comes_to(tower_on_both: Tower, shop: int) -> None:
    summary = (await backtest(tower_on_both, pages=1))["summary"]
    told = ("incidents", "told", "pages", "listed", "resolved_within_five_minutes", "unresolved", "recoveries")
    assert [summary[name] for name in told] == [2, 2, 3, 1, 2, 0, 2]
    assert sum(summary["by_hour"]) == 3
    assert summary["longest"]["resolved_after"] == 900
    assert summary["destinations"][0]["destination"]["name"] == "ops"


async def test_it_tells_of_its_progress_in_lines(tower_on_both: Tower, shop: int) -> None:
    headers = {"Accept": "application/x-ndjson"}
    answer = await tower_on_both.client.post(BACKTEST, json={"since": SINCE, "policy": POLICY}, headers=headers)
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [one["type"] for one in lines if one["type"] != "progress"] == ["page", "page", "page", "summary"]
    assert lines[0]["type"] == "progress"


async def test_a_stored_policy_is_tried_by_itself(tower_on_both: Tower, shop: int) -> None:
    made = (await tower_on_both.client.post("/api/v1/policies", json={**POLICY, "match": {"tags": ["lab"]}})).json()
    summary = (await backtest(tower_on_both, policy=None, policy_id=made["id"]))["summary"]
    assert (summary["pages"], summary["untold"]) == (0, {"no_policy": 2})


async def test_without_a_policy_the_present_ones_are_played(tower_on_both: Tower, shop: int) -> None:
    assert (await backtest(tower_on_both, policy=None))["summary"]["untold"] == {"nobody_there": 2}
    assert (await tower_on_both.client.post("/api/v1/policies", json=POLICY)).status_code == 201
    assert len((await backtest(tower_on_both, policy=None))["pages"]) == 3


async def test_a_policy_takes_the_place_of_the_one_of_its_name(tower_on_both: Tower, shop: int) -> None:
    first = {**POLICY, "name": "first", "match": {"tags": ["prod"]}}
    for one in (POLICY, first):
        assert (await tower_on_both.client.post("/api/v1/policies", json=one)).status_code == 201
    moved = {**first, "match": {"tags": ["lab"]}}
    pages = (await backtest(tower_on_both, policy=moved, among_others=True))["pages"]
    assert {one["policy"] for one in pages} == {"ops"}


async def test_only_the_monitors_that_were_named_are_played(tower_on_both: Tower, shop: int) -> None:
    summary = (await backtest(tower_on_both, monitors={"tags": ["lab"]}))["summary"]
    assert (summary["monitors"], summary["incidents"]) == (0, 0)


async def test_results_are_judged_anew_by_other_thresholds(tower_on_both: Tower) -> None:
    await channels(tower_on_both)
    monitor = await tower_on_both.create("shop")
    bad = {10, 30, 31, 32}
    seen = [result(monitor["id"], LATER + one * MINUTE, DOWN if one in bad else UP) for one in range(60)]
    await store(tower_on_both, seen)
    twice = await backtest(tower_on_both, thresholds={"failure_threshold": 2})
    once = await backtest(tower_on_both, thresholds={"failure_threshold": 1})
    assert (twice["summary"]["incidents"], once["summary"]["incidents"]) == (1, 2)
    assert twice["summary"]["replayed"] == [{"monitor_id": monitor["id"], "monitor": "shop", "since": rfc3339(LATER)}]


async def test_slow_results_are_degraded_by_another_threshold(tower_on_both: Tower) -> None:
    await channels(tower_on_both)
    monitor = await tower_on_both.create("shop")
    await store(tower_on_both, [result(monitor["id"], LATER + one * MINUTE) for one in range(15)])
    slow = await backtest(tower_on_both, thresholds={"degraded_latency_ms": 10})
    fast = await backtest(tower_on_both, thresholds={"degraded_latency_ms": 1000})
    assert [one["concern"] for one in slow["pages"]] == ["degraded", "degraded"]
    assert fast["pages"] == []


async def test_nothing_is_written(tower_on_both: Tower, shop: int) -> None:
    await backtest(tower_on_both)
    assert (await tower_on_both.client.get("/api/v1/notifications")).json()["items"] == []
    assert (await tower_on_both.client.get("/api/v1/incidents")).json()["items"] == []


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        ({"since": "yesterday"}, "/since"),
        ({"until": "2199-01-01T00:00:00Z"}, "/until"),
        ({"since": "2001-01-01T00:00:00Z"}, "/since"),
        ({"since": SINCE, "until": SINCE}, "/since"),
        ({"policy": {"name": "x", "steps": []}}, "/policy/steps"),
        ({"policy": {"name": "x", "steps": [{"targets": [{"channel": "opps"}]}]}}, "/policy/steps/0/targets/0/channel"),
        ({"policy": []}, "/policy"),
        ({"policy_id": 1, "policy": POLICY}, "/policy_id"),
        ({"among_others": True}, "/among_others"),
        ({"monitors": {"concerns": ["down"]}}, "/monitors/concerns"),
        ({"monitors": {"monitors": ["nobody"]}}, "/monitors/monitors/0"),
        ({"thresholds": {"failure_threshold": 0}}, "/thresholds/failure_threshold"),
        ({"pages": 10_001}, "/pages"),
        ({"time_zone": "Mars/Olympus"}, "/time_zone"),
        ({"speed": 3}, "/speed"),
    ],
)
async def test_what_does_not_fit_is_refused(tower: Tower, wanted: dict[str, Any], pointer: str) -> None:
    await channels(tower)
    answer = await tower.client.post(BACKTEST, json=wanted)
    assert answer.status_code == 422, answer.text
    assert pointer in [one["pointer"] for one in answer.json()["errors"]]


async def test_a_policy_of_nobody_is_not_found(tower: Tower) -> None:
    assert (await tower.client.post(BACKTEST, json={"policy_id": 10**9})).status_code == 404


async def test_monitors_are_shown_to_those_alone_who_may_read_them(tower: Tower) -> None:
    _, key = await api_keys.create(tower.parts, tower.actor, "k", [Permission.POLICIES_READ], None)
    client = browser(tower)
    client.headers["X-API-Key"] = key
    assert (await client.post(BACKTEST, json={})).status_code == 403


async def test_another_workspaces_past_is_not_played(tower: Tower, other: httpx.AsyncClient) -> None:
    monitor = await tower.create("shop")
    await changed(tower, monitor["id"], [(0, DOWN)])
    summary = (await other.post(BACKTEST, json={"since": SINCE})).json()["summary"]
    assert (summary["monitors"], summary["incidents"]) == (0, 0)


async def test_a_workspace_has_one_at_a_time(tower: Tower, other: httpx.AsyncClient) -> None:
    with tower.parts.backtests.held(tower.actor.workspace_id):
        refused = await tower.client.post(BACKTEST, json={})
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
        assert refused.headers["retry-after"] == "10"
        assert (await other.post(BACKTEST, json={})).status_code == 200


async def test_a_process_has_two_at_a_time(tower: Tower) -> None:
    with tower.parts.backtests.held(10**6), tower.parts.backtests.held(10**6 + 1):
        assert (await tower.client.post(BACKTEST, json={})).status_code == 429


@pytest.mark.parametrize("accept", ["application/json", "application/x-ndjson"])
async def test_its_place_is_free_again_when_it_is_done(tower: Tower, accept: str) -> None:
    for _ in range(2):
        answer = await tower.client.post(BACKTEST, json={}, headers={"Accept": accept})
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("accept", ["application/json", "application/x-ndjson"])
async def test_its_place_is_free_again_when_it_was_refused(tower: Tower, accept: str) -> None:
    for _ in range(2):
        answer = await tower.client.post(BACKTEST, json={"pages": -1}, headers={"Accept": accept})
        assert answer.status_code == 422, answer.text


@pytest.mark.parametrize("accept", [b"application/json", b"application/x-ndjson"])
async def test_its_place_is_free_again_when_the_client_has_left(tower: Tower, accept: bytes) -> None:
    await tower.create("shop")
    body = json.dumps({"since": rfc3339(now_ms() - 300 * 86_400_000)}).encode()
    said = await left_alone(tower, body, accept)
    assert (await tower.client.post(BACKTEST, json={})).status_code == 200
    assert b"summary" not in said


async def left_alone(tower: Tower, body: bytes, accept: bytes) -> bytes:
    """What is said to a client that leaves as soon as it has sent the body."""
    headers = [(b"accept", accept), (b"content-type", b"application/json"), (b"x-api-key", KEY.encode())]
    messages = [{"type": "http.request", "body": body, "more_body": False}]
    said = bytearray()

    async def receive() -> dict[str, Any]:
        return messages.pop() if messages else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        said.extend(message.get("body", b""))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": BACKTEST,
        "raw_path": BACKTEST.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"tower"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("tower", 80),
    }
    await tower.app(scope, receive, send)
    return bytes(said)
