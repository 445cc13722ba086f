"""Gatus' badges."""

from __future__ import annotations

import pytest

from tests.integration.api.badges import monitor, said
from tests.integration.api.history import result, store
from tests.integration.api.tower import Tower, now_ms
from tocsin.core.verdict import Verdict

ENDPOINTS = "/api/v1/endpoints"


@pytest.mark.parametrize(
    ("state", "word"),
    [(Verdict.UP, "up"), (Verdict.DOWN, "down"), (Verdict.UNKNOWN, "?"), (Verdict.DEGRADED, "degraded")],
)
async def test_health_has_its_word(tower: Tower, state: Verdict, word: str) -> None:
    await monitor(tower, "shop", state)
    assert said(await tower.anonymous.get(f"{ENDPOINTS}/_shop/health/badge.svg")) == ["health", word]


@pytest.mark.parametrize("key", ["core_my-shop-v1", "_my-shop-v1"])
async def test_a_key_is_made_of_group_and_name(tower_on_both: Tower, key: str) -> None:
    await monitor(tower_on_both, "My Shop.v1", Verdict.UP, tags=["group:core"])
    assert said(await tower_on_both.anonymous.get(f"{ENDPOINTS}/{key}/health/badge.svg")) == ["health", "up"]


async def test_what_is_not_public_is_not_found(tower: Tower) -> None:
    await monitor(tower, "shop", public=False)
    assert (await tower.anonymous.get(f"{ENDPOINTS}/_shop/health/badge.svg")).status_code == 404


async def test_the_oldest_of_the_same_name_is_meant(tower: Tower) -> None:
    await monitor(tower, "my shop", Verdict.UP)
    await monitor(tower, "my.shop", Verdict.DOWN)
    assert said(await tower.anonymous.get(f"{ENDPOINTS}/_my-shop/health/badge.svg")) == ["health", "up"]


@pytest.mark.parametrize("duration", ["1h", "24h", "7d", "30d"])
async def test_uptime_is_over_a_range(tower: Tower, duration: str) -> None:
    await monitor(tower, "shop")
    shown = said(await tower.anonymous.get(f"{ENDPOINTS}/_shop/uptimes/{duration}/badge.svg"))
    assert shown == [f"uptime {duration}", "n/a"]


async def test_response_times_are_means(tower: Tower) -> None:
    await store(tower, [result(await monitor(tower, "shop"), now_ms() - 1000)])
    shown = said(await tower.anonymous.get(f"{ENDPOINTS}/_shop/response-times/24h/badge.svg"))
    assert shown == ["response time 24h", "12 ms"]


async def test_another_duration_is_a_bad_request(tower: Tower) -> None:
    await monitor(tower, "shop")
    answer = await tower.anonymous.get(f"{ENDPOINTS}/_shop/uptimes/2d/badge.svg")
    assert (answer.status_code, answer.json()["detail"]) == (400, "Durations supported: 1h, 24h, 7d, 30d")


async def test_health_for_shields_is_json(tower: Tower) -> None:
    await monitor(tower, "shop", Verdict.UP)
    answer = await tower.anonymous.get(f"{ENDPOINTS}/_shop/health/badge.shields")
    assert answer.json()["message"] == "up"
