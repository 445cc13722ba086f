"""A backtest says what the live parts have done: the same timetables are played to both."""

from __future__ import annotations

import itertools
import random

import pytest

from tests.integration.alerting.stage import NOON, Stage, hours, minutes, role
from tocsin.auth.actor import system
from tocsin.auth.secrets import SecretBox, new_secret_key
from tocsin.bus.memory import MemoryBus
from tocsin.core.alerting.backtest.page import Page
from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.policy import QuietHours, Step, Target, TargetKind, When
from tocsin.core.alerting.silence import SilenceKind
from tocsin.core.clock import to_datetime
from tocsin.core.verdict import Verdict
from tocsin.services import backtests
from tocsin.services.backtest_run import Finding
from tocsin.services.backtest_scene import read_roster
from tocsin.services.destinations import destinations
from tocsin.services.parts import Parts

HOURS = 7
EVENTS = 70
SECOND = 1000
"""The live parts look at what is due every second."""
Said = list[tuple[str, str, int]]
"""Whom, what, and how many ms after the beginning."""


async def backtested(stage: Stage, **wanted: object) -> Finding:
    parts = Parts(stage.database, MemoryBus(), SecretBox([new_secret_key()]), clock=stage.clock)
    sent = {"since": to_datetime(NOON).isoformat(), "pages": 10_000, **wanted}
    backtest = await backtests.prepare(parts, system(stage.workspace_id, "ada"), sent)
    *_, finding = [one async for one in backtest.run()]
    assert isinstance(finding, Finding)
    return finding


def said(finding: Finding) -> Said:
    """With what was said of the end."""
    pages = [(one.at, to.name, one.purpose.value) for one in finding.pages for to in one.destinations]
    ends = {(_end(one), to.name, "recovery", one.group) for one in finding.pages for to in one.destinations}
    recoveries = [(at, name, purpose) for at, name, purpose, _ in ends if at is not None]
    return sorted((name, purpose, at - NOON) for at, name, purpose in pages + recoveries)


def heard(stage: Stage) -> Said:
    return sorted((one.by, one.purpose, one.at - NOON) for one in stage.heard)


def _end(page: Page) -> int | None:
    return None if page.resolved_after is None else page.at + page.resolved_after


async def furnished(stage: Stage) -> list[int]:
    """Everything that a decision may depend on. Policies that are made last are asked first."""
    for name in ("ada", "bob", "eve"):
        await stage.member(name, "owner" if name == "eve" else "editor")
    await stage.channel("bob")
    on_call = await stage.rotation("ada", "bob", hand_over=15)
    await stage.override(on_call, "eve", 200, 260)
    office, night = hours(12, 17), QuietHours(hours(16, 18), frozenset({Severity.CRITICAL}))
    late = Step(minutes(30), (await stage.target("late"),), When.OTHER_HOURS)
    await stage.policy((0, "all"), (5, on_call), late, repeat=(45, 3), quiet_hours=night, business_hours=office)
    await stage.policy((2, "lab"), match=Match(tags=frozenset({"lab"})), groups=False)
    prod = Match(tags=frozenset({"prod"}))
    await stage.policy((0, "prod"), (10, "boss"), match=prod, repeat=(60, 2), continues=True)
    await stage.silence(60, 30, match=prod)
    windows, databases = "FREQ=DAILY;BYHOUR=13,15,17,20", Match(names=("db*",))
    await stage.silence(100, 15, rrule=windows, kind=SilenceKind.MAINTENANCE, match=databases)
    router = await stage.monitor("router", interval=20)
    hosts = [await stage.monitor(f"host-{one}", parents=(router,), tags=("prod",)) for one in "ab"]
    below = await stage.monitors(["web-1", "web-2"], parents=(hosts[0],), tags=("prod",))
    shared = await stage.monitors(["db-1", "db-2", "db-3"], target="db.example", tags=("prod", "eu"))
    apart = await stage.monitors(["far-1", "far-2"], regions=("eu", "us"), tags=("eu",))
    lab = await stage.monitors([f"lab-{one}" for one in range(6)], tags=("lab",))
    return [router, *hosts, *below, *shared, *apart, *lab]


async def happen(stage: Stage, dice: random.Random, monitor_ids: list[int]) -> None:
    """One or some monitors become something that they were not."""
    number = dice.choice((1, 1, 1, 1, 2, 6))
    state = dice.choice((Verdict.DOWN, Verdict.DEGRADED, Verdict.UP, Verdict.UP))
    chosen = [one for one in dice.sample(monitor_ids, number) if stage.watches[one].state.state != state]
    if state == Verdict.DOWN:
        await stage.fails(*chosen, region=dice.choice(("local", "eu")))
    elif state == Verdict.DEGRADED:
        await stage.degrades(*chosen)
    else:
        await stage.recovers(*chosen)


@pytest.mark.parametrize("seed", range(3))
async def test_it_tells_whom_the_live_parts_have_told(stage: Stage, seed: int) -> None:
    dice = random.Random(seed)
    monitor_ids = await furnished(stage)
    favourites = monitor_ids if seed % 2 else dice.sample(monitor_ids, 7)
    for minute in sorted(dice.choice((dice.uniform(1, HOURS * 60), dice.uniform(60, 80))) for _ in range(EVENTS)):
        await stage.at(minute)
        await happen(stage, dice, favourites)
    await stage.at((HOURS + 1) * 60)
    told, found = heard(stage), said(await backtested(stage))
    assert [one[:2] for one in told] == [one[:2] for one in found]
    late = [at - due for (_, _, at), (_, _, due) in zip(told, found, strict=True)]
    assert (min(late), max(late) <= SECOND) == (0, True)
    assert len(told) > EVENTS / 2


async def test_whoever_is_told_live_is_told_here(stage: Stage) -> None:
    for name, role_ in (("ada", "editor"), ("bob", "editor"), ("eve", "owner"), ("dan", "editor")):
        await stage.member(name, role_)
    for channel in ("bob", "ops", "off"):
        await stage.channel(channel)
    await stage.switch("off", on=False)
    on_call = await stage.rotation("ada", "bob", hand_over=7.5)
    await stage.override(on_call, "dan", 600, 700)
    await stage.override(on_call, "eve", 650, 660)
    await stage.leaves("dan")
    people = Target(TargetKind.USER, stage.people["ada"]), Target(TargetKind.USER, stage.people["dan"])
    channels = await stage.target("ops"), await stage.target("off"), Target(TargetKind.CHANNEL, 10**6)
    targets = (on_call, *people, *channels, role("editor"), role("viewer"), Target(TargetKind.ROTATION, 10**6))
    moments = [NOON + minutes(number) for number in (0, 599, 600, 655, 660, 700, 1_169, 1_170, 4_000)]
    async with stage.database.read() as connection:
        roster = await read_roster(connection, stage.workspace_id, NOON, NOON + minutes(5_000))
        for one, at in itertools.product([*targets, None], moments):
            wanted = targets if one is None else (one,)
            live, _ = await destinations(connection, stage.workspace_id, wanted, at)
            assert roster.destinations(wanted, at) == live


async def test_a_silence_that_was_ended_holds_until_then(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    number = await stage.silence(5, 60)
    await stage.at(10)
    await stage.fails(web)
    await stage.at(20)
    await stage.ends_silence(number)
    await stage.at(90)
    assert heard(stage) == said(await backtested(stage)) == [("ops", "problem", minutes(20))]
