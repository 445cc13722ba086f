"""The dead man's switch is fetched while all is well, and only then."""

from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry

from tests.integration.alerting.stage import MINUTE, Stage
from tests.servers.http import Request, answer, recording, serve_http
from tocsin.alerting.dead_mans_switch import Check, DeadMansSwitch, pause_after
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.net.web_client import WebClient


async def well() -> str | None:
    return None


async def unwell() -> str | None:
    return "the scheduler has not ticked for 20 s"


def switch(stage: Stage, url: str, check: Check = well) -> DeadMansSwitch:
    web = WebClient(NetworkPolicy())
    return DeadMansSwitch(url, web, stage.database, stage.clock, {"scheduler": check}, CollectorRegistry())


async def test_while_all_is_well_it_is_fetched(stage: Stage) -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen)) as url:
        assert await switch(stage, f"{url}/ping/abc").step() == "pinged"
    assert [(one.method, one.path) for one in seen] == [("GET", "/ping/abc")]


async def test_when_a_part_is_in_trouble_it_is_held_back(stage: Stage) -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen)) as url:
        assert await switch(stage, url, unwell).step() == "held_back"
    assert seen == []


def test_what_was_in_trouble_is_looked_at_again_soon() -> None:
    assert pause_after("held_back") < pause_after("failed") == pause_after("pinged") == 60


async def test_when_alerts_wait_to_be_decided_upon_it_is_held_back(stage: Stage) -> None:
    seen: list[Request] = []
    await stage.fails(await stage.monitor())
    async with serve_http(recording(seen)) as url:
        assert await switch(stage, url).step() == "pinged"
        stage.clock.advance(2 * MINUTE)
        assert await switch(stage, url).step() == "held_back"
        await stage.now()
        assert await switch(stage, url).step() == "pinged"


@pytest.mark.parametrize("status", ["404 Not Found", "500 Internal Server Error", "302 Found"])
async def test_an_answer_that_is_no_success_is_counted_as_failed(stage: Stage, status: str) -> None:
    async with serve_http(recording([], {"/": answer(status=status)})) as url:
        assert await switch(stage, f"{url}/").step() == "failed"


async def test_a_server_that_is_away_stops_nothing(stage: Stage) -> None:
    assert await switch(stage, "http://127.0.0.1:9/").step() == "failed"
