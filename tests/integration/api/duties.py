"""Policies and rotations by way of the API, and whom they name."""

from __future__ import annotations

from typing import Any

import httpx

from tests.integration.api.tower import Tower
from tocsin.storage.channels import ChannelFields, ChannelRepository

POLICIES, ROTATIONS, ON_CALL = "/api/v1/policies", "/api/v1/rotations", "/api/v1/on-call"
ROUTE = f"{POLICIES}/route"
TO_THE_OWNER = {"targets": [{"role": "owner"}]}


def policy(name: str = "Ops", **fields: Any) -> dict[str, Any]:
    return {"name": name, "steps": [TO_THE_OWNER], **fields}


def rotation(name: str = "Ops", *emails: str, **fields: Any) -> dict[str, Any]:
    participants = [{"user": email} for email in emails]
    return {"name": name, "starts_on": "2023-11-13", "participants": participants, **fields}


async def made(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def items(client: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def channel(tower: Tower, name: str, *, enabled: bool = True, workspace_id: int | None = None) -> int:
    """A channel's id."""
    fields = ChannelFields(name=name, kind="webhook", config=b"{}", enabled=enabled)
    async with tower.parts.database.write() as connection:
        workspace = workspace_id or tower.actor.workspace_id
        return (await ChannelRepository(connection).create(workspace, fields, tower.parts.clock.now_ms())).id


def faults(answer: httpx.Response) -> list[tuple[str, str]]:
    """Pointers and sentences of what was refused."""
    assert answer.status_code == 422, answer.text
    return [(one["pointer"], one["message"]) for one in answer.json()["errors"]]
