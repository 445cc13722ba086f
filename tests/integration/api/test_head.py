"""HEAD, wherever there is a GET: what a GET would be answered, without its body."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.integration.api.people import signed_in
from tests.integration.api.tower import MONITORS, Tower
from tocsin.core.messages import Topic

OWN = {"x-request-id", "set-cookie"}


def lasting(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in OWN}


@pytest.mark.parametrize(
    "path",
    [
        MONITORS,
        f"{MONITORS}/1",
        "/api/v1/openapi.json",
        "/api/v1/audit/export",
        "/api/docs",
        "/healthz",
        "/",
        "/health",
    ],
)
async def test_a_head_has_the_status_and_the_headers_of_a_get(tower: Tower, path: str) -> None:
    await tower.create("shop")
    head, whole = await tower.client.head(path), await tower.client.get(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert whole.status_code in {200, 303}
    assert lasting(head) == lasting(whole)


async def test_a_stream_does_not_begin(tower: Tower) -> None:
    async with asyncio.timeout(10):
        answer = await tower.client.head("/api/v1/events")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert not tower.parts.bus.has_subscribers(Topic.EVENTS)


async def test_a_head_lets_nobody_in(tower: Tower) -> None:
    assert (await tower.anonymous.head(MONITORS)).status_code == 401
    assert (await tower.client.head("/api/v1/account")).status_code == 401
    assert (await (await signed_in(tower)).head("/api/v1/account")).status_code == 200


async def test_where_there_is_no_get_there_is_no_head(tower: Tower) -> None:
    answer = await tower.client.head(f"{MONITORS}/bulk")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_a_head_is_counted_as_one(tower: Tower) -> None:
    await tower.client.head(f"{MONITORS}/1")
    found = (await tower.client.get("/metrics")).text
    assert 'tocsin_http_requests_total{method="HEAD",route="/api/v1/monitors/{monitor_id}",status="404"} 1.0' in found
