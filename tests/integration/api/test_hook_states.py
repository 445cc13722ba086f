"""What other systems say becomes the state of monitors; and stays right when somebody dies or is late."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence

import pytest

from tests.integration.api.hearing import hearing
from tests.integration.api.hooks import HOOKS, JOBS, judging, made, outcomes, post, shown, states
from tests.integration.api.tower import MONITORS, Tower
from tests.unit.hooks.making import alert, alerts
from tocsin.core.errors import NotFound, Unavailable
from tocsin.core.hook_problem import HookProblem
from tocsin.core.ping import Ping
from tocsin.core.verdict import Verdict
from tocsin.services.hook_intake import HookIntake
from tocsin.services.hook_requests import HookRequest
from tocsin.storage.hook_problems import HookProblemRepository


@pytest.fixture
async def judged(tower_on_both: Tower) -> AsyncIterator[Tower]:
    async with judging(tower_on_both):
        yield tower_on_both


async def test_a_monitor_is_in_the_worst_state_of_its_problems_until_none_is_left(judged: Tower) -> None:
    hook = await made(judged)
    seen = []
    for body in (
        alerts(alert(severity="warning"), alert(fingerprint="f2", severity="critical")),
        alerts(alert("resolved", fingerprint="f2")),
        alerts(alert("resolved")),
    ):
        assert (await post(judged, hook, body)).status_code == 200
        seen.append((await states(judged))["Disk"])
    assert seen == ["down", "degraded", "up"]


async def test_an_alert_that_is_repeated_opens_no_second_incident(judged: Tower) -> None:
    hook = await made(judged)
    for _ in range(3):
        await post(judged, hook, alerts(alert()))
    (incident,) = (await judged.client.get("/api/v1/incidents")).json()["items"]
    assert incident["ended_at"] is None


async def test_what_is_the_matter_stands_in_the_incident(judged: Tower) -> None:
    await post(judged, await made(judged), alerts(alert()))
    (incident,) = (await judged.client.get("/api/v1/incidents")).json()["items"]
    assert "The disk is full" in incident["summary"]


async def test_without_problems_the_newest_word_holds(judged: Tower) -> None:
    hook = await made(judged, "generic", **JOBS)
    seen = []
    for word in ("failed", "no data", "success", "warning"):
        await post(judged, hook, {"jobs": [{"name": "backup", "state": word}]})
        seen.append((await states(judged))["backup"])
    assert seen == ["down", "unknown", "up", "degraded"]


async def test_a_deleted_monitor_starts_without_the_problems_of_before(judged: Tower) -> None:
    hook = await made(judged)
    await post(judged, hook, alerts(alert(severity="critical")))
    await judged.client.delete(f"{MONITORS}/1")
    assert (await shown(judged, hook))["problems"] == 0
    await post(judged, hook, alerts(alert(fingerprint="f2", severity="info")))
    assert await states(judged) == {"Disk": "degraded"}


async def test_problems_whose_end_is_never_told_can_be_forgotten(judged: Tower) -> None:
    hook = await made(judged)
    await post(judged, hook, alerts(alert(), alert(fingerprint="f2", severity="info")))
    listed = (await judged.client.get(f"{HOOKS}/{hook['id']}/problems")).json()["items"]
    assert [(one["problem"], one["state"]) for one in listed] == [("f1", "down"), ("f2", "degraded")]
    answer = await judged.client.delete(f"{HOOKS}/{hook['id']}/problems", params={"monitor_id": 1})
    assert answer.json() == {"forgotten": 2}
    assert await states(judged) == {"Disk": "down"}


async def test_a_paused_monitor_keeps_its_state(judged: Tower) -> None:
    hook = await made(judged)
    await post(judged, hook, alerts(alert("firing")))
    await judged.client.post(f"{MONITORS}/1/pause")
    assert (await post(judged, hook, alerts(alert("resolved")))).status_code == 200
    assert await states(judged) == {"Disk": "down"}


class Failing:
    """Stores nothing, as when the process dies between keeping the problems and telling the monitors."""

    async def submit(self, pings: Sequence[Ping]) -> None:
        raise Unavailable("The ping could not be stored.")


@pytest.mark.parametrize("status", ["firing", "resolved"])
async def test_a_sender_that_had_no_answer_says_it_again_and_is_heard(
    tower_on_both: Tower, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    tower = tower_on_both
    hook = await made(tower)
    async with judging(tower):
        await post(tower, hook, alerts(alert("firing", severity="info")))
        with monkeypatch.context() as patch:
            patch.setattr(tower.parts.receipts, "submit", Failing().submit)
            answer = await post(tower, hook, alerts(alert(status)))
        assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
        assert await states(tower) == {"Disk": "degraded"}
        assert (await post(tower, hook, alerts(alert(status)))).status_code == 200
        assert await states(tower) == {"Disk": "down" if status == "firing" else "up"}
    assert outcomes(tower, "unavailable") == 1


async def test_a_hook_that_is_deleted_meanwhile_takes_nothing(tower_on_both: Tower) -> None:
    hook = await made(tower_on_both)
    intake = HookIntake(tower_on_both.parts)
    stored = await intake.find(hook["key"])
    assert stored is not None
    await tower_on_both.client.delete(f"{HOOKS}/{hook['id']}")
    with pytest.raises(NotFound):
        await intake.take(stored, HookRequest(json.dumps(alerts(alert())).encode(), "", {}))
    assert await states(tower_on_both) == {}


async def test_what_another_process_says_meanwhile_is_not_lost(tower: Tower) -> None:
    hook, other = await made(tower), await made(tower, called="other")
    async with hearing(tower) as heard:
        await post(tower, hook, alerts(alert()))
        told = tower.parts.receipts.submit

        async def late(pings: Sequence[Ping]) -> None:
            """The other hook's problem is kept, and told, just before this ping is."""
            problem = HookProblem(other["id"], 1, "x", Verdict.DEGRADED, "slow", 1, 1)
            async with tower.parts.database.write() as connection:
                await HookProblemRepository(connection).put([problem])
            await told(pings)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tower.parts.receipts, "submit", late)
            await post(tower, hook, alerts(alert("resolved")))
        assert [ping.verdict for ping in heard] == [Verdict.DOWN, Verdict.UP, Verdict.DEGRADED]
