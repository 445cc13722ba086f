"""`/healthz`, `/readyz`, `/metrics`, and the way in."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from tests.integration.api.history import go_down, result, store
from tests.integration.api.tower import MONITORS, Tower, now_ms, opened, raised
from tocsin.api.parts import HealthCheck
from tocsin.api.routers import health
from tocsin.core.errors import Unavailable
from tocsin.services import catalogue
from tocsin.storage.errors import StorageReason, StorageUnavailable


async def well() -> str | None:
    return None


async def stuck() -> str | None:
    return "the scheduler has not ticked for 20 s"


async def silent() -> str | None:
    await asyncio.Event().wait()
    return None


async def broken() -> str | None:
    raise Unavailable("the bus does not answer")


async def test_health_and_readiness_need_no_key(tower: Tower) -> None:
    assert (await tower.anonymous.get("/healthz")).json() == {"status": "ok"}
    assert (await tower.anonymous.get("/readyz")).json() == {"ready": True, "checks": {"database": None}}


@pytest.mark.parametrize(
    ("check", "trouble"),
    [
        (stuck, "the scheduler has not ticked for 20 s"),
        (silent, "has not answered within 0.05 s"),
        (broken, "the bus does not answer"),
    ],
)
async def test_one_part_in_trouble_makes_it_unready(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check: HealthCheck, trouble: str
) -> None:
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.05)
    async with (
        opened(sqlite_template, tmp_path) as database,
        raised(database, health={"bus": well, "part": check}) as tower,
    ):
        answer = await tower.anonymous.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["checks"]["part"], answer.json()["checks"]["bus"]) == (trouble, None)


async def test_a_database_that_is_damaged_makes_it_unready(sqlite_template: Path, tmp_path: Path) -> None:
    async with opened(sqlite_template, tmp_path) as database, raised(database) as tower:
        await database.close()
        (tmp_path / "tocsin.db").write_bytes(b"no database at all" * 1000)
        answer = await tower.anonymous.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] is not None


async def test_metrics_need_a_key(tower: Tower) -> None:
    assert (await tower.anonymous.get("/metrics")).status_code == 401
    assert (await tower.client.get("/metrics")).status_code == 200


async def test_metrics_can_be_left_open(sqlite_template: Path, tmp_path: Path) -> None:
    async with opened(sqlite_template, tmp_path) as database, raised(database, metrics_open=True) as tower:
        assert (await tower.anonymous.get("/metrics")).status_code == 200


async def test_what_storage_tells_of_itself_can_be_read_while_it_is_away(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise StorageUnavailable("The database cannot be reached.", StorageReason.CONNECTION)

    monkeypatch.setattr(catalogue, "samples", away)
    async with opened(sqlite_template, tmp_path) as database, raised(database, metrics_open=True) as tower:
        answer = await tower.anonymous.get("/metrics")
    assert answer.status_code == 200
    assert "tocsin_http_requests" in answer.text


async def test_metrics_hold_every_monitors_state_latency_and_certificate(tower_on_both: Tower) -> None:
    monitor_id = (await tower_on_both.create('a "quoted" \\ name'))["id"]
    await store(tower_on_both, [result(monitor_id, now_ms())])
    await go_down(tower_on_both, monitor_id)
    text = (await tower_on_both.client.get("/metrics")).text
    labels = rf'monitor_id="{monitor_id}",name="a \"quoted\" \\ name",kind="http"'
    assert f'tocsin_monitor_state{{{labels},state="down"}} 1\n' in text
    assert f'tocsin_monitor_latency_seconds{{{labels},region="local"}} 0.0125\n' in text
    assert f"tocsin_monitor_enabled{{{labels}}} 1\n" in text


async def test_a_monitor_that_was_never_checked_has_a_state_and_no_latency(tower: Tower) -> None:
    await tower.create("new")
    text = (await tower.client.get("/metrics")).text
    assert 'state="unknown"' in text
    assert "tocsin_monitor_latency_seconds{" not in text


async def test_every_line_of_the_metrics_is_well_formed(tower: Tower) -> None:
    await tower.create("new")
    line = re.compile(r'(# (HELP|TYPE) .+|[a-zA-Z_:][\w:]*(\{(\w+="([^"\\]|\\.)*",?)*\})? [0-9.e+-]+(Inf|NaN)?)')
    text = (await tower.client.get("/metrics")).text
    assert [one for one in text.splitlines() if not line.fullmatch(one)] == []


async def test_requests_are_counted_by_route_and_not_by_address(tower: Tower) -> None:
    await tower.client.get(f"{MONITORS}/12345")
    text = (await tower.client.get("/metrics")).text
    counted = 'tocsin_http_requests_total{method="GET",route="/api/v1/monitors/{monitor_id}",status="404"} 1.0'
    assert counted in text
    assert "12345" not in text


async def test_the_api_is_described_on_a_page_that_needs_nothing_from_elsewhere(tower: Tower) -> None:
    page = await tower.anonymous.get("/api/docs")
    assert MONITORS in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text


async def test_the_contract_is_served_to_anybody(tower: Tower) -> None:
    assert (await tower.anonymous.get("/api/v1/openapi.json")).json() == tower.app.openapi()
