"""Looking now."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from tests.integration.api.history import result
from tests.integration.api.tower import MONITORS, Tower, draft, now_ms
from tocsin.core.errors import ErrorCode
from tocsin.core.messages import CheckRequested, ResultsStored, Topic, TrialDue, TrialFinished
from tocsin.core.result import Outcome
from tocsin.core.verdict import Verdict
from tocsin.services import trials
from tocsin.services.parts import MOST_LOOKS

SEEN = Outcome(Verdict.DOWN, 1500, code=503, error=ErrorCode.ASSERTION_FAILED, message="no", evidence={"a": 1})


@asynccontextmanager
async def runner(tower: Tower, heard: list[TrialDue]) -> AsyncIterator[None]:
    """Answers every trial with `SEEN`."""

    async def run() -> None:
        async with tower.parts.bus.consume("checks.local", most=1) as deliveries:
            async for delivery in deliveries:
                (due,) = delivery.messages
                assert isinstance(due, TrialDue)
                heard.append(due)
                await tower.parts.bus.broadcast(Topic.REPLIES, TrialFinished("another's", Outcome(Verdict.UP)))
                await tower.parts.bus.broadcast(Topic.REPLIES, TrialFinished(due.request_id, SEEN))

    task = asyncio.create_task(run())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def ingest(tower: Tower, *verdicts: Verdict) -> AsyncIterator[None]:
    """Stores these results of a monitor when a check of it is asked for."""

    async def run() -> None:
        async with tower.parts.bus.subscribe(Topic.REQUESTS) as requests:
            async for request in requests:
                assert isinstance(request, CheckRequested)
                results = tuple(result(request.monitor_id, now_ms(), verdict) for verdict in verdicts)
                await tower.parts.bus.broadcast(Topic.EVENTS, ResultsStored((result(999, now_ms()), *results)))

    task = asyncio.create_task(run())
    await asyncio.sleep(0)
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_trial_is_answered_with_what_was_seen(tower: Tower) -> None:
    async with runner(tower, []):
        answer = await tower.client.post(f"{MONITORS}/test", json=draft("x"))
    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in ("verdict", "latency_ms", "code", "evidence")} == {
        "verdict": "down",
        "latency_ms": 1.5,
        "code": 503,
        "evidence": {"a": 1},
    }


async def test_a_trial_saves_nothing(tower: Tower) -> None:
    async with runner(tower, []):
        await tower.client.post(f"{MONITORS}/test", json=draft("x"))
    assert (await tower.client.get(MONITORS)).json()["items"] == []


async def test_a_trial_needs_no_name(tower: Tower) -> None:
    async with runner(tower, []):
        answer = await tower.client.post(
            f"{MONITORS}/test", json={"kind": "http", "config": {"url": "https://a.example"}}
        )
    assert (answer.status_code, answer.json()["verdict"]) == (200, "down")


async def test_a_trial_can_use_the_secrets_of_a_monitor(tower: Tower) -> None:
    config = {"url": "https://a.example/", "username": "u", "password": "geheim"}
    created = await tower.create("shop", config=config)
    heard: list[TrialDue] = []
    async with runner(tower, heard):
        await tower.client.post(
            f"{MONITORS}/test?secrets_of={created['id']}", json=draft("x", config=created["config"])
        )
    assert b'"password":"geheim"' in heard[0].spec.config


async def test_a_trial_does_not_carry_a_kept_secret_to_another_site(tower: Tower) -> None:
    created = await tower.create("shop", config={"url": "https://a.example/", "username": "u", "password": "geheim"})
    elsewhere = {**created["config"], "url": "https://collector.example/"}
    answer = await tower.client.post(f"{MONITORS}/test?secrets_of={created['id']}", json=draft("x", config=elsewhere))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/config/password"


async def test_a_patch_does_not_carry_a_kept_secret_to_another_site(tower: Tower) -> None:
    created = await tower.create("shop", config={"url": "https://a.example/", "username": "u", "password": "geheim"})
    change = {"config": {"url": "https://collector.example/"}}
    answer = await tower.client.patch(f"{MONITORS}/{created['id']}", json=change)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/config/password"


async def test_a_trial_of_a_wrong_configuration_is_refused(tower: Tower) -> None:
    answer = await tower.client.post(f"{MONITORS}/test", json=draft("x", config={}))
    assert answer.json()["errors"][0]["pointer"] == "/config/url"


async def test_a_trial_that_nobody_takes_is_told_as_such(tower: Tower, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "PATIENCE_SECONDS", 0.05)
    answer = await tower.client.post(f"{MONITORS}/test", json=draft("x", timeout="100ms"))
    assert (answer.status_code, answer.json()["code"]) == (503, "no_runner")


async def test_more_looks_than_are_waited_for_at_once_are_refused_with_when_to_come_again(tower: Tower) -> None:
    monitor_id = (await tower.create("shop"))["id"]
    async with AsyncExitStack() as busy:
        for _ in range(MOST_LOOKS):
            await busy.enter_async_context(tower.parts.looks)
        trial = await tower.client.post(f"{MONITORS}/test", json=draft("x"))
        check = await tower.client.post(f"{MONITORS}/{monitor_id}/check")
    for answer in (trial, check):
        assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
        assert answer.headers["retry-after"] == "2"


async def test_a_check_is_answered_with_its_result(tower: Tower) -> None:
    monitor_id = (await tower.create("shop"))["id"]
    async with ingest(tower, Verdict.DOWN):
        answer = await tower.client.post(f"{MONITORS}/{monitor_id}/check")
    assert (answer.status_code, answer.json()["verdict"]) == (200, "down")


async def test_a_check_whose_result_does_not_come_is_accepted(tower: Tower, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "PATIENCE_SECONDS", 0.05)
    monitor_id = (await tower.create("shop", timeout="100ms"))["id"]
    async with ingest(tower):
        answer = await tower.client.post(f"{MONITORS}/{monitor_id}/check")
    assert answer.status_code == 202


async def test_a_paused_monitor_is_not_checked(tower: Tower) -> None:
    monitor_id = (await tower.create("shop", enabled=False))["id"]
    assert (await tower.client.post(f"{MONITORS}/{monitor_id}/check")).status_code == 409


async def test_what_is_pushed_to_cannot_be_tried(tower: Tower) -> None:
    sent = {"kind": "heartbeat", "config": {"period": "1h"}}
    answer = await tower.client.post(f"{MONITORS}/test", json=sent)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert answer.json()["errors"] == [
        {"pointer": "/kind", "message": "heartbeat is pushed to: there is nothing to look at"}
    ]


async def test_what_is_pushed_to_cannot_be_checked(tower: Tower) -> None:
    created = await tower.create("backup", kind="heartbeat", config={"period": "1h"})
    answer = await tower.client.post(f"{MONITORS}/{created['id']}/check")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
