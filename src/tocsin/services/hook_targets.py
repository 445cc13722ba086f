"""From what a report calls a monitor to the monitor itself, which is made where the hook may do so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from tocsin.auth.actor import Actor, Scope
from tocsin.auth.configs import JsonObject
from tocsin.core.errors import Conflict, ValidationFailed
from tocsin.core.result import Json
from tocsin.hooks.kind import HookConfig, Report
from tocsin.probes import discover, pushed_kind
from tocsin.services import monitors
from tocsin.services.monitor_draft import LARGEST_ID, MOST_TAGS, WebAddress, normal_tag
from tocsin.services.parts import Parts
from tocsin.storage.hooks import HookRepository, StoredHook
from tocsin.storage.monitor_lists import ListedMonitor
from tocsin.storage.monitors import MonitorRepository, StoredMonitor

MADE_KIND = "manual"
LONGEST_DESCRIPTION = 4000
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
    """Raise what making a monitor raises when the database is not well."""
    by_name: defaultdict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_name[report.monitor].append(report)
    targets = Targets()
    known, made = await _known(parts, hook, list(by_name))
    for asked, said in by_name.items():
        stored = known.get(asked)
        if stored is not None:
            _take(targets, asked, stored)
        elif all(report.ends_only for report in said):
            continue
        elif sentence := _why_not_made(asked, config, made):
            targets.refused[asked] = sentence
        else:
            made += 1
            targets.created += 1
            if is_trial:
                targets.found[asked] = Target(asked, None)
            else:
                await _make(parts, hook, config, asked, said, targets)
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
    parts: Parts, hook: StoredHook, config: HookConfig, asked: str, said: Sequence[Report], targets: Targets
) -> None:
    actor = Actor(hook.workspace_id, f"hook:{hook.fields.name}", frozenset({Scope.WRITE}))
    model = next(report for report in said if not report.ends_only)
    try:
        made = await monitors.create(parts, actor, draft(asked, config, model))
    except ValidationFailed as error:
        targets.refused[asked] = f"names a monitor that cannot be made: {error.message}"
        targets.created -= 1
        return
    except Conflict:
        # Somebody else was quicker.
        async with parts.database.read() as connection:
            stored = (await MonitorRepository(connection).by_names(hook.workspace_id, [asked])).get(asked)
        targets.created -= 1
        if stored is not None:
            _take(targets, asked, stored)
        return
    assert isinstance(made, ListedMonitor)
    async with parts.database.write() as connection:
        await HookRepository(connection).made(hook.id, made.monitor.id)
    targets.found[asked] = Target(asked, made.monitor.id)


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
