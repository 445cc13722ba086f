"""Gatus' address for external endpoints, as its clients use it."""

from __future__ import annotations

import httpx
import pytest

from tests.integration.api.pinging import UNKNOWN_KEY, Heartbeat, heartbeat, workspace_key
from tests.integration.api.tower import Tower
from tocsin.core.ping import Ping, Signal

SLUG = "core_nightly-backup"


@pytest.fixture
async def backup(tower: Tower) -> Heartbeat:
    made = await heartbeat(tower)
    assert (await tower.client.put(f"{made.path}/ping-key", json={"slug": SLUG})).status_code == 200
    return made


async def push(tower: Tower, query: str, token: str | None, slug: str = SLUG, method: str = "POST") -> httpx.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return await tower.anonymous.request(method, f"/api/v1/endpoints/{slug}/external?{query}", headers=headers)


@pytest.mark.parametrize(("success", "signal"), [("true", Signal.SUCCESS), ("false", Signal.FAIL)])
async def test_success_says_what_happened(
    tower: Tower, heard: list[Ping], backup: Heartbeat, success: str, signal: Signal
) -> None:
    answer = await push(tower, f"success={success}&error=no%20space", backup.key)
    assert (answer.status_code, answer.text) == (200, "")
    assert [(ping.signal, ping.message, ping.origin.via) for ping in heard] == [(signal, "no space", "gatus")]


@pytest.mark.parametrize(
    ("duration", "milliseconds"),
    [("10s", 10_000), ("150ms", 150), ("1m30.5s", 90_500), ("1.5h", 5_400_000), ("2500us", 2), ("", None)],
)
async def test_a_duration_is_written_as_go_writes_it(
    tower: Tower, heard: list[Ping], backup: Heartbeat, duration: str, milliseconds: int | None
) -> None:
    assert (await push(tower, f"success=true&duration={duration}", backup.key)).status_code == 200
    assert heard[0].duration_ms == milliseconds


@pytest.mark.parametrize(
    "query", ["", "success=yes", "success=", "success=true&duration=10", "success=true&duration=-1s"]
)
async def test_what_is_malformed_is_refused(tower: Tower, heard: list[Ping], backup: Heartbeat, query: str) -> None:
    assert (await push(tower, query, backup.key)).status_code == 400
    assert heard == []


async def test_the_workspaces_key_is_a_token_too(tower: Tower, heard: list[Ping], backup: Heartbeat) -> None:
    assert (await push(tower, "success=true", await workspace_key(tower.client))).status_code == 200
    assert [ping.monitor_id for ping in heard] == [backup.id]


@pytest.mark.parametrize("slug", [SLUG, "nothing"])
@pytest.mark.parametrize("token", [None, "", "wrong", UNKNOWN_KEY])
@pytest.mark.parametrize("query", ["success=true", "success=nonsense"])
async def test_without_a_valid_token_there_is_nothing_to_learn(
    tower: Tower, backup: Heartbeat, slug: str, token: str | None, query: str
) -> None:
    answer = await push(tower, query, token, slug)
    assert (answer.status_code, answer.text) == (401, "invalid token")
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_an_unknown_endpoint_is_not_found_by_those_who_have_a_token(tower: Tower, backup: Heartbeat) -> None:
    for token in (backup.key, await workspace_key(tower.client)):
        answer = await push(tower, "success=true", token, "core_other")
        assert (answer.status_code, answer.text) == (404, "not found")


async def test_only_a_post_will_do(tower: Tower, backup: Heartbeat) -> None:
    answer = await push(tower, "success=true", backup.key, method="GET")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
