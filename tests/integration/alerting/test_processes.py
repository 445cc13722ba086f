"""Several processes on one database: each thing is told once, by one of them."""

from __future__ import annotations

import asyncio
from collections import Counter

from tests.integration.alerting.stage import Stage
from tocsin.alerting.intake import Intake


async def test_what_one_host_takes_down_is_one_group_for_all_processes(stage: Stage) -> None:
    monitors = await stage.monitors([f"web-{one}" for one in range(60)], target="host.example")
    await stage.policy((0, "ops"))
    for monitor in monitors:
        await stage.fails(monitor)
    processes = [Intake(stage.database, stage.clock, f"process {one}") for one in range(4)]
    while any(await asyncio.gather(*(one.step(5) for one in processes))):
        pass
    await stage.at(5)
    assert stage.told() == [(0.25, "ops", "problem")]
    assert stage.heard[0].message.announcement.total == 60


async def test_each_thing_is_told_once(stage: Stage) -> None:
    monitors = await stage.monitors([f"web-{one}" for one in range(12)])
    await stage.policy((0, "ops"), (5, "boss"), groups=False)
    processes = [stage.process(f"process {one}") for one in range(4)]
    for monitor in monitors:
        await stage.fails(monitor)
    for _ in range(3):
        await stage.all_at_once(*processes)
        stage.clock.advance(300_000)
    await stage.recovers(*monitors)
    await stage.all_at_once(*processes)
    assert Counter((by, what) for _, by, what in stage.told()) == {
        ("ops", "problem"): 12,
        ("boss", "problem"): 12,
        ("ops", "recovery"): 12,
        ("boss", "recovery"): 12,
    }


async def test_what_ends_while_another_process_decides_is_told_as_over(stage: Stage) -> None:
    monitors = await stage.monitors([f"web-{one}" for one in range(12)])
    await stage.policy((0, "ops"), groups=False)
    processes = [stage.process(f"process {one}") for one in range(4)]
    for monitor in monitors:
        await stage.fails(monitor)
        await stage.all_at_once(*processes[:2])
        await stage.recovers(monitor)
        await stage.all_at_once(*processes)
    assert Counter(what for _, _, what in stage.told()) == {"problem": 12, "recovery": 12}


async def test_another_process_takes_up_what_one_has_left(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    await stage.fails(await stage.monitor())
    await stage.alerting.turn()
    stage.restart("another process")
    await stage.now()
    assert stage.told() == [(0, "ops", "problem")]
