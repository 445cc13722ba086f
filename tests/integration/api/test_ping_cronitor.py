"""Cronitor's telemetry address, as its clients use it."""

from __future__ import annotations

import pytest

from tests.integration.api.pinging import UNKNOWN_KEY, heartbeat, remembered, said, workspace_key
from tests.integration.api.tower import Tower
from tocsin.core.ping import Ping, Signal


@pytest.fixture
async def address(tower: Tower) -> str:
    """Of a heartbeat, with its workspace's key."""
    backup = await heartbeat(tower)
    return f"/p/{await workspace_key(tower.client)}/{backup.slug}"


@pytest.mark.parametrize(
    ("query", "signal"),
    [
        ("?state=run", Signal.START),
        ("?state=complete", Signal.SUCCESS),
        ("?state=ok", Signal.SUCCESS),
        ("?state=fail", Signal.FAIL),
        ("", Signal.SUCCESS),
        ("?state=", Signal.SUCCESS),
    ],
)
async def test_a_state_says_what_happened(
    tower: Tower, heard: list[Ping], address: str, query: str, signal: Signal
) -> None:
    assert await said(tower, f"{address}{query}") == (200, "OK")
    assert [ping.signal for ping in heard] == [signal]


async def test_an_unknown_state_is_refused(tower: Tower, heard: list[Ping], address: str) -> None:
    status, text = await said(tower, f"{address}?state=done")
    assert (status, text) == (400, "invalid state: it is one of run, complete, fail and ok")
    assert heard == []


async def test_what_comes_along_is_kept(tower: Tower, heard: list[Ping], address: str) -> None:
    query = "state=fail&msg=no%20space&series=run-7&status_code=3&metric=count:4&metric=duration:12.5&host=web1"
    await said(tower, f"{address}?{query}")
    (ping,) = heard
    assert (ping.message, ping.run_id, ping.exit_code, ping.duration_ms) == ("no space", "run-7", 3, 12_500)
    assert ping.origin.via == "cronitor"


@pytest.mark.parametrize("query", ["metric=duration:soon", "metric=duration:-1", "metric=12", "status_code=one"])
async def test_what_comes_along_and_cannot_be_read_is_left_out(
    tower: Tower, heard: list[Ping], address: str, query: str
) -> None:
    assert await said(tower, f"{address}?state=complete&{query}") == (200, "OK")
    assert (heard[0].duration_ms, heard[0].exit_code) == (None, None)


async def test_what_is_not_there_is_not_found(tower: Tower, heard: list[Ping], address: str) -> None:
    key = address.split("/")[2]
    own = (await heartbeat(tower, "Own")).key
    for path in (f"/p/{key}/nothing", f"/p/{UNKNOWN_KEY}/nightly-backup", f"/p/{own}/own", "/p/short/own"):
        assert await said(tower, f"{path}?state=run") == (404, "not found")


async def test_a_paused_monitor_notes_what_it_is_told(tower: Tower, heard: list[Ping], address: str) -> None:
    await tower.client.post("/api/v1/monitors/1/pause")
    await remembered(tower, 0)
    assert await said(tower, address) == (200, "OK (paused: noted, not counted)")
