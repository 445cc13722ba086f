"""From what a report calls a monitor to the monitor itself, which is made where the hook may do so."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from tocsin.auth.configs import JsonObject
from tocsin.core.errors import Conflict, Unavailable, ValidationFailed
from tocsin.core.result import Json
from tocsin.hooks.kind import HookConfig, Report
from tocsin.probes import discover, pushed_kind
from tocsin.services import ping_keys
from tocsin.services.monitor_draft import LARGEST_ID, MOST_TAGS, WebAddress, normal_tag
from tocsin.services.monitor_fields import to_stored
from tocsin.services.monitor_validation import ValidMonitor, validate
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditRepository
from tocsin.storage.hooks import HookRepository, StoredHook
from tocsin.storage.monitors import MonitorRepository, StoredMonitor

MADE_KIND = "manual"
LONGEST_DESCRIPTION = 4000
ATTEMPTS = 3
BREATHER = 50
"""Monitors that are validated without giving others their turn."""
_ID = re.compile(r"id:([0-9]{1,19})", re.ASCII)
_web_address: TypeAdapter[str] = TypeAdapter(WebAddress)


@dataclass(frozen=True, slots=True)
class Target:
    """A monitor that can be told something; without an id one that would be made."""

    name: str
    monitor_id: int | None


@dataclass(slots=True)
class Targets:
    """What each name that was asked for has led to: a target, the sentence why there is none, or neither.

    Neither is for monitors that are not there, and of which only an end is told.
    """

    found: dict[str, Target] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    created: int = 0


async def find(
    parts: Parts, hook: StoredHook, config: HookConfig, reports: Sequence[Report], *, is_trial: bool = False
) -> Targets:
    """Raise what making monitors raises when the database is not well."""
    by_name: defaultdict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_name[report.monitor].append(report)
    targets = Targets()
    known, made = await _known(parts, hook, list(by_name))
    wanted: dict[str, Report] = {}
    for asked, said in by_name.items():
        model = next((report for report in said if not report.ends_only), None)
        if asked in known:
            _take(targets, asked, known[asked])
        elif model is None:
            continue
        elif sentence := _why_not_made(asked, config, made + len(wanted)):
            targets.refused[asked] = sentence
        else:
            wanted[asked] = model
    if is_trial:
        targets.found |= {asked: Target(asked, None) for asked in wanted}
        targets.created = len(wanted)
    elif wanted:
        await _make(parts, hook, config, wanted, targets)
    return targets


async def _known(parts: Parts, hook: StoredHook, asked: list[str]) -> tuple[Mapping[str, StoredMonitor], int]:
    """The monitors that exist, by what they were called; and how many the hook has made."""
    ids = {name: int(match[1]) for name in asked if (match := _ID.fullmatch(name))}
    wanted = [one for one in ids.values() if one <= LARGEST_ID]
    async with parts.database.read() as connection:
        repository = MonitorRepository(connection)
        named = await repository.by_names(hook.workspace_id, [name for name in asked if name not in ids])
        by_id = {one.id: one for one in await repository.get_many(hook.workspace_id, wanted)}
        made = (await HookRepository(connection).counts([hook.id]))[hook.id].made
    return named | {name: by_id[one] for name, one in ids.items() if one in by_id}, made


def _take(targets: Targets, asked: str, stored: StoredMonitor) -> None:
    kind = stored.fields.kind
    if pushed_kind(kind) is not None:
        targets.found[asked] = Target(stored.fields.name, stored.id)
        return
    pushed = " and ".join(name for name in discover() if pushed_kind(name) is not None)
    targets.refused[asked] = (
        f"names the monitor {stored.fields.name!r}, which is of the kind {kind} and looks by itself: "
        f"only monitors of the kinds {pushed} can be told their state"
    )


def _why_not_made(asked: str, config: HookConfig, made: int) -> str:
    """Empty when it may be."""
    if _ID.fullmatch(asked):
        return f"names a monitor that does not exist: {asked}"
    if not config.create:
        return f"names a monitor that does not exist, {asked!r}, and this hook may not create any: set create"
    if made >= config.most_monitors:
        return f"names a new monitor, {asked!r}, and this hook has made {made} already: raise most_monitors"
    return ""


async def _make(
    parts: Parts, hook: StoredHook, config: HookConfig, wanted: Mapping[str, Report], targets: Targets
) -> None:
    """All in one transaction; again without those that somebody else was quicker to make."""
    valid: dict[str, ValidMonitor] = {}
    for position, (asked, model) in enumerate(wanted.items()):
        if position % BREATHER == 0:
            await asyncio.sleep(0)
        try:
            valid[asked] = validate(draft(asked, config, model), default_regions=parts.default_regions)
        except ValidationFailed as error:
            targets.refused[asked] = f"names a monitor that cannot be made: {error.message}"
    for _ in range(ATTEMPTS):
        if not valid:
            return
        try:
            ids = await _inserted(parts, hook, list(valid.values()))
        except Conflict:
            async with parts.database.read() as connection:
                taken = await MonitorRepository(connection).by_names(hook.workspace_id, valid)
            for asked, stored in taken.items():
                _take(targets, asked, stored)
                del valid[asked]
            continue
        targets.found |= {asked: Target(asked, one) for asked, one in zip(valid, ids, strict=True)}
        targets.created = len(ids)
        await parts.announce(ids)
        return
    raise Unavailable("Others make the same monitors at the same time: send it again.")


async def _inserted(parts: Parts, hook: StoredHook, valid: Sequence[ValidMonitor]) -> list[int]:
    """Raise Conflict, and make none, when a name is taken; NotFound when the hook was deleted meanwhile."""
    now = parts.clock.now_ms()
    fields = [to_stored(one, (), parts.box, managed_by=None) for one in valid]
    async with parts.database.write() as connection:
        await HookRepository(connection).hold(hook.id)
        ids = await MonitorRepository(connection).create_many(hook.workspace_id, fields, now)
        await ping_keys.issue(connection, parts.box, hook.workspace_id, dict(zip(ids, fields, strict=True)), now)
        await HookRepository(connection).made(hook.id, ids)
        await AuditRepository(connection).add_many(
            hook.workspace_id,
            at=now,
            actor=f"hook:{hook.fields.name}",
            action="monitor.created",
            details={
                f"monitor:{one}": {"name": made.name, "kind": made.kind} for one, made in zip(ids, fields, strict=True)
            },
        )
    return ids


def draft(name: str, config: HookConfig, report: Report) -> JsonObject:
    """The monitor that a hook makes. Whatever the report gives for it that does not fit is left out."""
    texts = (*config.create_tags, *report.tags)
    tags: list[Json] = [*dict.fromkeys(tag for text in texts if (tag := _tag(text)) is not None)]
    return {
        "name": name,
        "kind": MADE_KIND,
        "config": {} if config.create_time_limit is None else {"time_limit": config.create_time_limit},
        "tags": tags[:MOST_TAGS],
        "description": report.description[:LONGEST_DESCRIPTION],
        "runbook_url": _link(report.runbook_url),
    }


def _tag(text: str) -> str | None:
    try:
        return normal_tag(text)
    except ValueError:
        return None


def _link(text: str) -> str | None:
    try:
        return _web_address.validate_python(text) if text else None
    except ValidationError:
        return None
