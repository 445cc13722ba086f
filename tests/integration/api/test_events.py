"""`/api/v1/events`, as a client hears it line by line over a real socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from sse_starlette.sse import AppStatus

from tests.integration.api.history import go_down, result
from tests.integration.api.tower import KEY, Tower, now_ms
from tests.polling import until
from tocsin.api.listening_places import MOST, ListeningPlaces
from tocsin.api.live import BUFFER, Listener, Live, Signal
from tocsin.api.routers import events as events_router
from tocsin.auth.actor import Actor
from tocsin.bus.memory import MemoryBus
from tocsin.core.errors import TooManyRequests
from tocsin.core.messages import IncidentHandled, ResultsStored, StateChanged, Topic
from tocsin.core.verdict import Verdict
from tocsin.services import events

SECONDS = 10.0
Event = dict[str, Any]


class Ear:
    """Reads events from a stream, one after the other."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self) -> Event:
        event: Event = {}
        async with asyncio.timeout(SECONDS):
            async for line in self._lines:
                name, _, value = line.partition(": ")
                if line and not line.startswith(":"):
                    event[name] = json.loads(value) if name == "data" else value
                elif event:
                    return event
        raise AssertionError("the stream has ended")


@pytest.fixture
async def address(tower: Tower) -> AsyncIterator[str]:
    server = uvicorn.Server(uvicorn.Config(tower.app, port=0, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/api/v1/events"
    server.force_exit = server.should_exit = True
    await serving


@asynccontextmanager
async def listening(tower: Tower, address: str, **headers: str) -> AsyncIterator[Ear]:
    """Connected, and known to the bus."""
    async with (
        httpx.AsyncClient(headers={"X-API-Key": KEY, **headers}, timeout=SECONDS) as client,
        client.stream("GET", address) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        await until(lambda: tower.parts.bus.has_subscribers(Topic.EVENTS))
        yield Ear(answer.aiter_lines())


def changed(monitor_id: int, transition_id: int = 7, workspace_id: int = 1) -> StateChanged:
    return StateChanged(workspace_id, monitor_id, transition_id, 3, now_ms(), Verdict.UP, Verdict.DOWN, "why", "so")


async def test_a_change_is_heard_as_it_happens(tower: Tower, address: str) -> None:
    async with listening(tower, address) as ear:
        await tower.parts.bus.broadcast(Topic.EVENTS, changed(5))
        event = await ear.next()
    assert (event["event"], event["id"]) == ("transition", "7")
    assert (event["data"]["monitor_id"], event["data"]["to_state"], event["data"]["incident_id"]) == (5, "down", 3)


async def test_another_workspace_is_not_heard_of(tower: Tower, address: str) -> None:
    async with listening(tower, address) as ear:
        await tower.parts.bus.broadcast(Topic.EVENTS, changed(5, workspace_id=2))
        await tower.parts.bus.broadcast(Topic.EVENTS, changed(6, transition_id=8))
        assert (await ear.next())["data"]["monitor_id"] == 6


@pytest.mark.parametrize(
    ("verb", "body", "what"),
    [
        ("acknowledge", {}, "acknowledged"),
        ("snooze", {"minutes": 5}, "snoozed"),
        ("resolve", {}, "resolved"),
        ("comments", {"text": "the disk is full"}, "commented"),
    ],
)
async def test_what_a_colleague_does_about_an_incident_is_heard(
    tower: Tower, address: str, verb: str, body: dict[str, Any], what: str
) -> None:
    monitor_id = (await tower.create("shop"))["id"]
    _, incident_id = await go_down(tower, monitor_id)
    async with listening(tower, address) as ear:
        await tower.client.post(f"/api/v1/incidents/{incident_id}/{verb}", json=body)
        event = await ear.next()
    assert (event["event"], event["data"]) == (
        "incident",
        {"id": incident_id, "monitor_id": monitor_id, "what": what},
    )


async def test_what_is_done_in_another_workspace_is_not_heard_of(tower: Tower, address: str) -> None:
    async with listening(tower, address) as ear:
        await tower.parts.bus.broadcast(Topic.EVENTS, IncidentHandled(2, 5, 3, "acknowledged"))
        await tower.parts.bus.broadcast(Topic.EVENTS, changed(6))
        assert (await ear.next())["event"] == "transition"


async def test_results_are_heard_when_asked_for_and_only_the_callers_own(tower: Tower, address: str) -> None:
    monitor_id = (await tower.create("shop"))["id"]
    async with listening(tower, f"{address}?results=true") as ear:
        stored = ResultsStored((result(999, now_ms()), result(monitor_id, now_ms())))
        await tower.parts.bus.broadcast(Topic.EVENTS, stored)
        event = await ear.next()
    assert event["event"] == "results"
    assert [one["monitor_id"] for one in event["data"]["results"]] == [monitor_id]


async def test_results_are_not_heard_unasked(tower: Tower, address: str) -> None:
    monitor_id = (await tower.create("shop"))["id"]
    async with listening(tower, address) as ear:
        await tower.parts.bus.broadcast(Topic.EVENTS, ResultsStored((result(monitor_id, now_ms()),)))
        await tower.parts.bus.broadcast(Topic.EVENTS, changed(monitor_id))
        assert (await ear.next())["event"] == "transition"


async def test_what_was_missed_is_told_first(tower: Tower, address: str) -> None:
    first, _ = await go_down(tower, (await tower.create("a"))["id"])
    second, _ = await go_down(tower, (await tower.create("b"))["id"])
    async with listening(tower, address, **{"Last-Event-ID": str(first)}) as ear:
        assert (await ear.next())["id"] == str(second)
        await tower.parts.bus.broadcast(Topic.EVENTS, changed(1, transition_id=second))
        await tower.parts.bus.broadcast(Topic.EVENTS, changed(1, transition_id=second + 1))
        assert (await ear.next())["id"] == str(second + 1)


@pytest.mark.parametrize("heard_last", ["nonsense", "99999999999999999999", "-1"])
async def test_a_last_id_that_is_none_resets(tower: Tower, address: str, heard_last: str) -> None:
    async with listening(tower, address, **{"Last-Event-ID": heard_last}) as ear:
        assert (await ear.next())["event"] == "reset"


async def test_more_than_can_be_told_resets(tower: Tower, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST_MISSED", 1)
    for name in ("a", "b"):
        await go_down(tower, (await tower.create(name))["id"])
    async with listening(tower, address, **{"Last-Event-ID": "0"}) as ear:
        assert (await ear.next())["event"] == "reset"


async def test_a_revoked_key_hears_no_more(tower: Tower, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events_router, "ASK_AGAIN_SECONDS", 0.05)
    made = (await tower.client.post("/api/v1/api-keys", json={"name": "ear", "scopes": ["read"]})).json()
    async with listening(tower, address, **{"X-API-Key": made["key"]}) as ear:
        await tower.client.delete(f"/api/v1/api-keys/{made['id']}")
        with pytest.raises(AssertionError, match="the stream has ended"):
            await ear.next()


async def test_one_key_listens_to_so_many_streams_and_no_more(tower: Tower, address: str) -> None:
    async with AsyncExitStack() as ears:
        for _ in range(MOST):
            await ears.enter_async_context(listening(tower, address))
        refused = await tower.client.get("/api/v1/events")
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
        assert (refused.headers["content-type"], refused.headers["retry-after"]) == ("application/problem+json", "10")
        made = (await tower.client.post("/api/v1/api-keys", json={"name": "ear", "scopes": ["read"]})).json()
        async with listening(tower, address, **{"X-API-Key": made["key"]}):
            pass


async def test_who_leaves_makes_room(tower: Tower, address: str) -> None:
    for _ in range(MOST + 1):
        async with listening(tower, address):
            pass
        await until(lambda: not tower.parts.bus.has_subscribers(Topic.EVENTS))


def test_a_users_streams_count_together_wherever_they_are_signed_in() -> None:
    places, who = ListeningPlaces(), [Actor(workspace, "user:a", frozenset(), user_id=7) for workspace in (1, 2)]
    with ExitStack() as held:
        for number in range(MOST):
            held.enter_context(places.held(who[number % 2]))
        with pytest.raises(TooManyRequests):
            held.enter_context(places.held(who[0]))
        held.enter_context(places.held(Actor(1, "user:b", frozenset(), user_id=8)))


async def test_a_stream_ends_properly_when_the_server_stops(
    tower: Tower, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(tower, address) as ear:
        monkeypatch.setattr(AppStatus, "should_exit", True)
        with pytest.raises(AssertionError, match="the stream has ended"):
            await ear.next()


async def test_the_bus_is_left_when_nobody_listens_any_more(tower: Tower, address: str) -> None:
    async with listening(tower, address):
        pass
    await until(lambda: not tower.parts.bus.has_subscribers(Topic.EVENTS))


async def test_a_listener_that_falls_behind_is_told_so() -> None:
    listener = Listener(1, with_results=False)
    for number in range(BUFFER + 1):
        listener.offer(changed(1, transition_id=number))
    assert await listener.next() is Signal.LOST
    newest = changed(1, transition_id=BUFFER + 1)
    listener.offer(newest)
    assert await listener.next() is newest


async def test_two_listeners_hear_the_same_and_one_may_leave() -> None:
    bus = MemoryBus()
    live = Live(bus)
    async with live.listen(1, with_results=False) as staying:
        async with live.listen(1, with_results=False):
            pass
        await bus.broadcast(Topic.EVENTS, changed(4))
        assert isinstance(await staying.next(), StateChanged)
