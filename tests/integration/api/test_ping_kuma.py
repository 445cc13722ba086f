"""Uptime Kuma's push address, as its clients use it."""

from __future__ import annotations

import pytest

from tests.integration.api.pinging import UNKNOWN_KEY, Heartbeat, remembered, said, workspace_key
from tests.integration.api.tower import Tower
from tocsin.core.ping import Ping, Signal

OK = (200, '{"ok":true}')
UNKNOWN = (404, '{"ok":false,"msg":"Monitor not found or not active."}')
TOKEN = "xXKumaPushToken42-_abcdefghijkl"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_any_method_will_do(tower: Tower, heard: list[Ping], backup: Heartbeat, method: str) -> None:
    assert await said(tower, f"/api/push/{backup.key}?status=up&msg=OK&ping=", method) == OK
    assert [(ping.signal, ping.message, ping.duration_ms) for ping in heard] == [(Signal.SUCCESS, "OK", None)]


@pytest.mark.parametrize(
    ("query", "signal"),
    [
        ("", Signal.SUCCESS),
        ("?status=up", Signal.SUCCESS),
        ("?status=down", Signal.FAIL),
        ("?status=UP", Signal.FAIL),
        ("?status=", Signal.SUCCESS),
        ("?status=degraded", Signal.FAIL),
    ],
)
async def test_anything_but_up_is_down(
    tower: Tower, heard: list[Ping], backup: Heartbeat, query: str, signal: Signal
) -> None:
    assert await said(tower, f"/api/push/{backup.key}{query}") == OK
    assert heard[0].signal == signal


@pytest.mark.parametrize(("ping", "duration"), [("37", 37), ("37.6", 38), ("-1", None), ("fast", None), ("", None)])
async def test_ping_is_how_long_it_took_in_milliseconds(
    tower: Tower, heard: list[Ping], backup: Heartbeat, ping: str, duration: int | None
) -> None:
    assert await said(tower, f"/api/push/{backup.key}?ping={ping}") == OK
    assert heard[0].duration_ms == duration


async def test_what_is_said_is_kept_with_where_it_came_in(tower: Tower, heard: list[Ping], backup: Heartbeat) -> None:
    await said(tower, f"/api/push/{backup.key}?status=down&msg=disk%20full")
    assert (heard[0].message, heard[0].origin.via) == ("disk full", "kuma")


async def test_an_old_token_works_once_it_was_brought_along(tower: Tower, heard: list[Ping], backup: Heartbeat) -> None:
    assert (await tower.client.put(f"{backup.path}/ping-key", json={"key": TOKEN})).status_code == 200
    assert await said(tower, f"/api/push/{TOKEN}?status=up") == OK
    assert await said(tower, f"/api/push/{TOKEN.lower()}") == UNKNOWN


async def test_what_is_not_there_and_what_is_paused_are_answered_alike(
    tower: Tower, heard: list[Ping], backup: Heartbeat
) -> None:
    of_all = await workspace_key(tower.client)
    await tower.client.post(f"{backup.path}/pause")
    await remembered(tower, 0)
    for token in (UNKNOWN_KEY, "short", of_all, backup.key):
        assert await said(tower, f"/api/push/{token}") == UNKNOWN
    assert heard == []


async def test_it_answers_in_json(tower: Tower, heard: list[Ping], backup: Heartbeat) -> None:
    for token in (backup.key, UNKNOWN_KEY):
        answer = await tower.anonymous.get(f"/api/push/{token}")
        assert answer.headers["content-type"] == "application/json; charset=utf-8"


async def test_what_could_not_be_stored_is_told_in_the_same_form(tower: Tower, backup: Heartbeat) -> None:
    headers = {"Content-Length": str(2**40)}
    status, text = await said(tower, f"/api/push/{backup.key}", "POST", content=b"x", headers=headers)
    assert status == 413
    assert text.startswith('{"ok":false,"msg":"the body may have at most')
