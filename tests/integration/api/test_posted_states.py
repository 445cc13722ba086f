"""Posting a state by our own API: to whom it may be said, what is handed over, and how it is refused."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.integration.api.test_access import with_scope
from tests.integration.api.tower import MONITORS, Tower
from tocsin.core.messages import PINGS_QUEUE, PingsStored, Topic
from tocsin.core.ping import MOST_MESSAGE_CHARACTERS, Ping, Signal
from tocsin.core.verdict import Verdict


async def made(tower: Tower, kind: str = "manual", **fields: Any) -> str:
    config = {"manual": {}, "heartbeat": {"period": "1h"}, "tcp": {"host": "h", "port": 1}}[kind]
    created = await tower.create("payments", kind=kind, config=config, **fields)
    return f"{MONITORS}/{created['id']}/state"


@pytest.mark.parametrize("kind", ["manual", "heartbeat"])
@pytest.mark.parametrize("verdict", Verdict)
async def test_a_state_is_handed_over_as_it_was_posted(
    tower: Tower, heard: list[Ping], kind: str, verdict: Verdict
) -> None:
    answer = await tower.client.post(await made(tower, kind), json={"state": verdict.word, "message": "so it is"})
    assert (answer.status_code, answer.json()["kind"]) == (200, kind)
    (ping,) = heard
    assert (ping.signal, ping.verdict, ping.message) == (Signal.STATE, verdict, "so it is")


async def test_who_said_it_is_kept(tower: Tower, heard: list[Ping]) -> None:
    await tower.client.post(await made(tower), json={"state": "up"}, headers={"User-Agent": "x" * 300})
    (ping,) = heard
    assert (ping.origin.via, ping.origin.address, ping.origin.agent) == ("api:key:bootstrap", "127.0.0.1", "x" * 200)


async def test_no_state_is_posted_to_what_tocsin_looks_at_itself(tower: Tower, heard: list[Ping]) -> None:
    answer = await tower.client.post(await made(tower, "tcp"), json={"state": "up"})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert answer.json()["detail"] == "No state can be posted to a monitor of the kind tcp: Tocsin looks at it itself."
    assert heard == []


async def test_it_is_answered_when_it_is_stored_and_not_before(tower: Tower) -> None:
    path, bus = await made(tower), tower.parts.bus
    posting = asyncio.create_task(tower.client.post(path, json={"state": "up"}))
    async with bus.consume(PINGS_QUEUE, most=1) as deliveries:
        (ping,) = (await anext(deliveries)).messages
    assert isinstance(ping, Ping)
    assert not posting.done()
    await bus.broadcast(Topic.RECEIPTS, PingsStored((ping.id,)))
    assert (await posting).status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/state"),
        ({"state": "Normal"}, "/state"),
        ({"state": "UP"}, "/state"),
        ({"state": None}, "/state"),
        ({"state": "up", "message": "x" * (MOST_MESSAGE_CHARACTERS + 1)}, "/message"),
        ({"state": "up", "message": "a\x00b"}, "/message"),
        ({"state": "up", "at": 1}, "/at"),
    ],
)
async def test_a_body_that_does_not_fit_is_refused(
    tower: Tower, heard: list[Ping], body: dict[str, Any], pointer: str
) -> None:
    answer = await tower.client.post(await made(tower), json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert heard == []


async def test_a_reader_may_not_post(tower: Tower, heard: list[Ping]) -> None:
    answer = await tower.anonymous.post(
        await made(tower), json={"state": "up"}, headers=await with_scope(tower, "read")
    )
    assert (answer.status_code, heard) == (403, [])


async def test_another_workspaces_monitor_does_not_exist(
    tower: Tower, other: httpx.AsyncClient, heard: list[Ping]
) -> None:
    assert (await other.post(await made(tower), json={"state": "up"})).status_code == 404
    assert heard == []


async def test_a_paused_monitor_notes_it_and_stays_paused(tower: Tower, heard: list[Ping]) -> None:
    answer = await tower.client.post(await made(tower, enabled=False), json={"state": "down"})
    assert (answer.status_code, answer.json()["enabled"], answer.json()["state"]) == (200, False, "unknown")
    assert len(heard) == 1
