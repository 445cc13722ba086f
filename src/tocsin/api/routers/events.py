"""What changes, as it changes: `/api/v1/events`, server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import anyio
import msgspec
from fastapi import APIRouter, Depends, Header, Query, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from tocsin.api.admission import still_admitted
from tocsin.api.answers.results import ResultAnswer
from tocsin.api.dependencies import CurrentActor, api_parts
from tocsin.api.documented import EVERYWHERE, Responses, problems
from tocsin.api.fields import rfc3339
from tocsin.api.guarded_route import GuardedRoute
from tocsin.api.listening_places import listening_place
from tocsin.api.live import Listener, Live, Signal
from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.messages import Broadcast, IncidentHandled, ResultsStored, StateChanged
from tocsin.services import events
from tocsin.services.parts import Parts
from tocsin.storage.transitions import StoredTransition

router = APIRouter(tags=["events"], route_class=GuardedRoute, responses=EVERYWHERE)
KEEP_ALIVE_SECONDS = 15
GRACE_SECONDS = 1.0
ASK_AGAIN_SECONDS = 5.0
"""A key that is revoked, or a session that has ended, hears no more after this time."""
LARGEST_ID = 2**63 - 1
STREAM: Responses = {
    200: {
        "description": "A stream of `transition`, `incident`, `results` and `reset` events.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.get(
    "/events",
    response_class=EventSourceResponse,
    responses=STREAM | problems(429),
    dependencies=[Depends(listening_place)],
)
async def stream_events(
    request: Request,
    actor: CurrentActor,
    results: Annotated[bool, Query(description="Results too, not changes of state alone.")] = False,
    last_event_id: Annotated[
        str | None, Header(max_length=30, description="The id heard last: what came later is told first.")
    ] = None,
) -> EventSourceResponse:
    """Changes of state as they are concluded, for `EventSource`.

    `transition` events carry an id; after a break, browsers send it back and hear what they have missed. An
    `incident` event says what somebody did about one: `acknowledged`, `snoozed`, `resolved`, `commented`. It is not
    repeated. A `reset` event says that something was lost: read afresh what is shown. A comment every 15 seconds keeps
    the line open.
    One user, or key, listens to 16 streams at once.
    """
    actor.require(Permission.MONITORS_READ)
    live: Live = request.app.state.live
    ending = anyio.Event()
    return EventSourceResponse(
        _stream(live, request, actor, results, last_event_id, ending),
        ping=KEEP_ALIVE_SECONDS,
        headers={"X-Accel-Buffering": "no"},
        shutdown_event=ending,
        shutdown_grace_period=GRACE_SECONDS,
    )


async def _stream(
    live: Live, request: Request, actor: Actor, with_results: bool, last_event_id: str | None, ending: anyio.Event
) -> AsyncIterator[ServerSentEvent]:
    parts = api_parts(request).services
    async with live.listen(actor.workspace_id, with_results=with_results) as listener, _closed_by(ending, listener):
        told = 0
        async for transition in _missed(parts, actor, last_event_id):
            told = transition.id if transition else told
            yield _of_stored(transition) if transition else RESET
        visible = Visible(parts, actor)
        async for message in _admitted(request, listener):
            event = await _event_of(message, visible, told)
            if event is not None:
                yield event


async def _admitted(request: Request, listener: Listener) -> AsyncIterator[Broadcast | Signal]:
    """What is told, until the server stops or the caller may not listen any more."""
    loop = asyncio.get_running_loop()
    asked = loop.time()
    while True:
        if loop.time() - asked >= ASK_AGAIN_SECONDS:
            if not await still_admitted(request, Permission.MONITORS_READ):
                return
            asked = loop.time()
        try:
            async with asyncio.timeout_at(asked + ASK_AGAIN_SECONDS):
                message = await listener.next()
        except TimeoutError:
            continue
        if message is Signal.CLOSED:
            return
        yield message


@asynccontextmanager
async def _closed_by(ending: anyio.Event, listener: Listener) -> AsyncIterator[None]:
    """Let the stream come to a proper end when the server stops."""

    async def close() -> None:
        await ending.wait()
        listener.close()

    closing = asyncio.create_task(close())
    try:
        yield
    finally:
        closing.cancel()


async def _missed(parts: Parts, actor: Actor, last_event_id: str | None) -> AsyncIterator[StoredTransition | None]:
    """What came after the event heard last; None stands for more than can be told."""
    if last_event_id is None:
        return
    is_id = last_event_id.isascii() and last_event_id.isdigit() and int(last_event_id) <= LARGEST_ID
    found = await events.missed(parts, actor, int(last_event_id)) if is_id else None
    if found is None:
        yield None
    for transition in found or ():
        yield transition


async def _event_of(message: Broadcast | Signal, visible: Visible, told: int) -> ServerSentEvent | None:
    """None when the message is nothing for this client."""
    if message is Signal.LOST:
        return RESET
    if isinstance(message, StateChanged):
        return _of_change(message) if message.transition_id > told else None
    if isinstance(message, IncidentHandled):
        return _event("incident", _handled(message))
    if isinstance(message, ResultsStored):
        shown = [
            ResultAnswer.of_fresh(result).model_dump(mode="json")
            for result in message.results
            if await visible.is_visible(result.monitor_id)
        ]
        return _event("results", {"results": shown}) if shown else None
    return None


class Visible:
    """Which monitors are the caller's own, remembered for the length of one stream."""

    def __init__(self, parts: Parts, actor: Actor) -> None:
        self._parts = parts
        self._actor = actor
        self._known: dict[int, bool] = {}

    async def is_visible(self, monitor_id: int) -> bool:
        if monitor_id not in self._known:
            found = await events.visible(self._parts, self._actor, [monitor_id])
            self._known[monitor_id] = monitor_id in found
        return self._known[monitor_id]


def _of_change(change: StateChanged) -> ServerSentEvent:
    told = {
        "id": change.transition_id,
        "monitor_id": change.monitor_id,
        "at": rfc3339(change.at),
        "from_state": change.from_state.word,
        "to_state": change.to_state.word,
        "reason": change.reason,
        "summary": change.summary,
        "incident_id": change.incident_id,
    }
    return _event("transition", told, change.transition_id)


def _handled(message: IncidentHandled) -> dict[str, object]:
    return {"id": message.incident_id, "monitor_id": message.monitor_id, "what": message.what}


def _of_stored(stored: StoredTransition) -> ServerSentEvent:
    change = stored.change
    return _of_change(
        StateChanged(
            workspace_id=stored.workspace_id,
            monitor_id=stored.monitor_id,
            transition_id=stored.id,
            incident_id=stored.incident_id,
            at=change.at,
            from_state=change.from_state,
            to_state=change.to_state,
            reason=change.reason,
            summary=change.summary,
        )
    )


def _event(name: str, data: object, event_id: int | None = None) -> ServerSentEvent:
    return ServerSentEvent(
        msgspec.json.encode(data).decode(), event=name, id=None if event_id is None else str(event_id)
    )


RESET = _event("reset", {})
