"""What badge tests begin with: monitors in this state or that, and what a badge of theirs says."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import httpx

from tests.integration.api.tower import Tower, now_ms
from tocsin.core.ping import PushMemory, Signal
from tocsin.core.records import StateRecord
from tocsin.core.state import MonitorState
from tocsin.core.transition import Reason
from tocsin.core.verdict import Verdict
from tocsin.storage.push_states import PushRecord, PushStateRepository
from tocsin.storage.states import StateRepository

SVG = "{http://www.w3.org/2000/svg}"


async def monitor(tower: Tower, name: str = "shop", state: Verdict | None = None, **fields: Any) -> int:
    """A public one, unless it is told otherwise. Its id."""
    monitor_id: int = (await tower.create(name, **{"public": True, **fields}))["id"]
    if state is not None:
        await be(tower, monitor_id, state)
    return monitor_id


async def be(tower: Tower, monitor_id: int, state: Verdict) -> None:
    """It is in this state since a while ago."""
    conclusion = MonitorState(state, now_ms() - 60_000, Reason.FIRST_RESULT)
    record = StateRecord(monitor_id, tower.actor.workspace_id, conclusion, "")
    async with tower.parts.database.write() as connection:
        await StateRepository(connection).upsert_many([record], now_ms())


async def remember(tower: Tower, monitor_id: int, memory: PushMemory) -> None:
    async with tower.parts.database.write() as connection:
        await PushStateRepository(connection).upsert_many([PushRecord(monitor_id, 1, None, memory)])


def late() -> PushMemory:
    """Of a job that is due and still within its grace."""
    return PushMemory(heard_at=now_ms() - 60_000, expected_at=now_ms() - 1000, last_signal=Signal.SUCCESS)


async def expire(tower: Tower, monitor_id: int, at: int) -> None:
    """Its certificate ends then."""
    async with tower.parts.database.write() as connection:
        await StateRepository(connection).set_certificate_expiries({monitor_id: at})


def said(answer: httpx.Response) -> list[str]:
    """Label and message of an SVG."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
    return [one.text or "" for one in ElementTree.fromstring(answer.content).iter(f"{SVG}text")]
