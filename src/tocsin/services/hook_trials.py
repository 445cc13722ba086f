"""What a hook would make of a body: nothing is stored and nobody is told."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.result import Json
from tocsin.core.verdict import Verdict
from tocsin.hooks.kind import HookConfig, Reading, Report
from tocsin.hooks.problems import settle
from tocsin.services import hook_targets
from tocsin.services.hook_draft import opened_config
from tocsin.services.hook_requests import WORK_SECONDS
from tocsin.services.hook_targets import Target, Targets
from tocsin.services.hook_telling import Settlements, Taken, outcome, reports_by_monitor
from tocsin.services.parts import Parts
from tocsin.storage.hook_problems import HookProblemRepository
from tocsin.storage.hooks import HookRepository, StoredHook


@dataclass(frozen=True, slots=True)
class TriedItem:
    """A report, and the monitor it would be told; None when it is not there, or may not be told."""

    report: Report
    target: Target | None


@dataclass(frozen=True, slots=True)
class TriedMonitor:
    """A state that a monitor would be told; without an id it would be made first."""

    id: int | None
    name: str
    verdict: Verdict
    message: str


@dataclass(frozen=True, slots=True)
class HookTrial:
    """`taken.created` counts the monitors that would be made."""

    taken: Taken
    items: tuple[TriedItem, ...]
    monitors: tuple[TriedMonitor, ...]


async def run(parts: Parts, actor: Actor, hook_id: int, document: Json) -> HookTrial:
    """Signatures are not asked for. Raise NotFound, SecretUnreadable."""
    actor.require(Permission.HOOKS_WRITE)
    async with parts.database.read() as connection:
        hook = await HookRepository(connection).get(actor.workspace_id, hook_id)
    reading, config = await asyncio.to_thread(_read, parts, hook, document)
    targets = await hook_targets.find(parts, hook, config, reading.reports, is_trial=True)
    settlements = await _settlements(parts, hook, reading, targets)
    items = tuple(TriedItem(report, targets.found.get(report.monitor)) for report in reading.reports)
    return HookTrial(outcome(reading, targets, settlements), items, _monitors(hook, reading, targets, settlements))


def _read(parts: Parts, hook: StoredHook, document: Json) -> tuple[Reading, HookConfig]:
    kind, config = opened_config(hook.fields, parts.box)
    return kind.read(config, document, time.monotonic() + WORK_SECONDS), config


async def _settlements(parts: Parts, hook: StoredHook, reading: Reading, targets: Targets) -> Settlements:
    by_monitor = reports_by_monitor(reading.reports, targets)
    async with parts.database.read() as connection:
        known = await HookProblemRepository(connection).of_monitors(by_monitor)
    now = parts.clock.now_ms()
    return {one: settle(known.get(one, ()), hook.id, one, said, now) for one, said in by_monitor.items()}


def _monitors(
    hook: StoredHook, reading: Reading, targets: Targets, settlements: Settlements
) -> tuple[TriedMonitor, ...]:
    found = []
    for asked, target in targets.found.items():
        if target.monitor_id is None:
            said = [report for report in reading.reports if report.monitor == asked]
            settled = settle((), hook.id, 0, said, 0)
        else:
            settled = settlements[target.monitor_id]
        if settled.speaking is not None:
            found.append(TriedMonitor(target.monitor_id, target.name, settled.verdict, settled.message))
    return tuple(found)
