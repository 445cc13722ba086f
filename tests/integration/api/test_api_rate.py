"""How often one key may ask."""

from __future__ import annotations

import httpx
import pytest

from tests.integration.api.tower import MONITORS, Tower, raised
from tocsin.core.errors import TooManyRequests
from tocsin.services import monitor_overviews
from tocsin.storage.database import Database


async def asked(client: httpx.AsyncClient, times: int) -> list[int]:
    return [(await client.get(MONITORS)).status_code for _ in range(times)]


async def test_who_asks_too_often_is_told_when_to_come_again(database: Database) -> None:
    async with raised(database, api_rate=0.1) as tower:
        assert await asked(tower.client, 3) == [200, 429, 429]
        answer = await tower.client.get(MONITORS)
    assert answer.json()["code"] == "too_many_requests"
    assert 8 <= int(answer.headers["retry-after"]) <= 10


async def test_one_key_does_not_slow_down_another(database: Database) -> None:
    async with raised(database, api_rate=0.1) as tower:
        await asked(tower.client, 3)
        assert await asked(tower.anonymous, 1) == [401]
        assert (await tower.anonymous.get("/healthz")).status_code == 200


async def test_without_a_rate_nobody_is_slowed_down(database: Database) -> None:
    async with raised(database, api_rate=0) as tower:
        assert set(await asked(tower.client, 50)) == {200}


@pytest.mark.parametrize(("after", "told"), [(None, "2"), (0.1, "1"), (7.0, "7"), (7.2, "8")])
async def test_a_refusal_says_in_whole_seconds_when_to_come_again(
    tower: Tower, monkeypatch: pytest.MonkeyPatch, after: float | None, told: str
) -> None:
    async def refuse(*_things: object, **_others: object) -> None:
        raise TooManyRequests("no", retry_after=after)

    monkeypatch.setattr(monitor_overviews, "page", refuse)
    assert (await tower.client.get(MONITORS)).headers["retry-after"] == told


async def test_clients_of_the_monitors_api_are_told_too(database: Database) -> None:
    async with raised(database, api_rate=0.1) as tower:
        answers = [await tower.client.get("/api/v1/monitor/statuses/") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert list(answers[1].json()) == ["detail"]
    assert 8 <= int(answers[1].headers["retry-after"]) <= 10
