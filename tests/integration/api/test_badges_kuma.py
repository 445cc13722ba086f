"""Uptime Kuma's badges."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.api.badges import expire, monitor, said
from tests.integration.api.history import go_down, result, store
from tests.integration.api.tower import Tower, now_ms
from tocsin.core.verdict import Verdict

DAY = 86_400_000
PATHS = ("status", "uptime", "uptime/30d", "ping", "ping/24", "avg-response/24", "response", "cert-exp")


async def get(tower: Tower, monitor_id: object, path: str, **parameters: Any) -> httpx.Response:
    return await tower.anonymous.get(f"/api/badge/{monitor_id}/{path}", params=parameters)


async def measured(tower: Tower) -> int:
    """Up, and seen once, at 12.5 ms."""
    monitor_id = await monitor(tower, state=Verdict.UP)
    await store(tower, [result(monitor_id, now_ms() - 1000)])
    return monitor_id


@pytest.mark.parametrize(("state", "word"), [(Verdict.UP, "Up"), (Verdict.DOWN, "Down"), (Verdict.UNKNOWN, "Pending")])
async def test_a_status_has_its_word(tower: Tower, state: Verdict, word: str) -> None:
    assert said(await get(tower, await monitor(tower, state=state), "status")) == ["Status", word]


async def test_a_status_speaks_as_it_is_told(tower: Tower) -> None:
    answer = await get(
        tower, await monitor(tower, state=Verdict.UP), "status", label="API", upLabel="ok", upColor="abc"
    )
    assert said(answer) == ["API", "ok"]
    assert "#aabbcc" in answer.text


@pytest.mark.parametrize("path", PATHS)
async def test_what_is_not_public_is_not_available(tower: Tower, path: str) -> None:
    hidden = await monitor(tower, state=Verdict.UP, public=False)
    answers = [await get(tower, one, path) for one in (hidden, 999_999)]
    assert [said(one) for one in answers] == [["N/A"], ["N/A"]]
    assert answers[0].headers["etag"] == answers[1].headers["etag"]


@pytest.mark.parametrize("monitor_id", ["0", "-1", "abc", "9" * 30, "1.5", "²"])
async def test_what_is_no_id_is_not_available(tower: Tower, monitor_id: str) -> None:
    assert said(await get(tower, monitor_id, "uptime/24")) == ["N/A"]


@pytest.mark.parametrize(
    ("duration", "label"),
    [("", "24h"), ("/24", "24h"), ("/24h", "24h"), ("/30d", "30d"), ("/9999h", "720h"), ("/x", "24h"), ("/0", "24h")],
)
async def test_uptime_is_over_hours_or_days(tower: Tower, duration: str, label: str) -> None:
    monitor_id = await monitor(tower)
    await go_down(tower, monitor_id, at=now_ms() - 1)
    assert said(await get(tower, monitor_id, f"uptime{duration}")) == [f"Uptime ({label})", "0.000%"]


async def test_uptime_that_is_not_known_is_not_available(tower: Tower) -> None:
    assert said(await get(tower, await monitor(tower), "uptime")) == ["N/A"]


@pytest.mark.parametrize(
    ("path", "label"),
    [("ping/24", "Avg. Ping (24h)"), ("avg-response/24", "Avg. Response (24h)"), ("response", "Response")],
)
async def test_latency_is_in_whole_milliseconds(tower: Tower, path: str, label: str) -> None:
    assert said(await get(tower, await measured(tower), path)) == [label, "12ms"]


async def test_what_is_to_stand_around_a_figure_does(tower: Tower) -> None:
    around = {"label": "L", "labelPrefix": "<", "labelSuffix": ">", "prefix": "~", "suffix": " msec"}
    assert said(await get(tower, await measured(tower), "response", **around)) == ["<L>", "~12 msec"]


@pytest.mark.parametrize(("days", "color"), [(30, "#66c20a"), (10, "#eed202"), (3, "#c2290a")])
async def test_days_of_a_certificate_are_counted(tower: Tower, days: int, color: str) -> None:
    monitor_id = await monitor(tower)
    await expire(tower, monitor_id, now_ms() + days * DAY + 60_000)
    answer = await get(tower, monitor_id, "cert-exp")
    assert said(answer) == ["Cert Exp.", f"{days} days"]
    assert color in answer.text


async def test_when_a_certificate_is_to_warn_can_be_told(tower: Tower) -> None:
    monitor_id = await monitor(tower)
    await expire(tower, monitor_id, now_ms() + 30 * DAY + 60_000)
    assert "#ff0000" in (await get(tower, monitor_id, "cert-exp", warnDays="60", warnColor="f00")).text


async def test_the_day_of_a_certificate_may_be_asked_for(tower: Tower) -> None:
    monitor_id = await monitor(tower)
    await expire(tower, monitor_id, 4_102_444_800_000)
    assert said(await get(tower, monitor_id, "cert-exp", date="1")) == ["Cert Exp.", "2100-01-01"]


async def test_without_a_certificate_there_is_none_to_count(tower: Tower) -> None:
    assert said(await get(tower, await monitor(tower), "cert-exp")) == ["No/Bad Cert"]


async def test_an_expired_certificate_is_bad(tower: Tower) -> None:
    monitor_id = await monitor(tower)
    await expire(tower, monitor_id, now_ms() - 1)
    assert said(await get(tower, monitor_id, "cert-exp")) == ["Bad Cert"]


@pytest.mark.parametrize(
    "odd", [{"style": "social"}, {"upColor": "hsl(1,2%,3%)"}, {"label": "x" * 5000}, {"style": "no such"}]
)
async def test_what_cannot_be_read_is_left_aside(tower: Tower, odd: dict[str, str]) -> None:
    assert said(await get(tower, await monitor(tower, state=Verdict.UP), "status", **odd))[-1] == "Up"


async def test_a_style_may_be_chosen(tower: Tower) -> None:
    answer = await get(tower, await monitor(tower, state=Verdict.UP), "status", style="for-the-badge")
    assert said(answer) == ["STATUS", "UP"]


async def test_it_may_stand_on_any_page(tower: Tower) -> None:
    assert (await get(tower, 1, "status")).headers["access-control-allow-origin"] == "*"
