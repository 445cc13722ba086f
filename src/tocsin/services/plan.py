"""Monitors as code: what a declared set would change, and the change itself, whole or not at all.

A set has a source, such as a file's name, which owns the monitors that it declares. What it declares no longer is
deleted; what was made by hand and bears a declared name is taken over; what another source owns is left alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.errors import Conflict, FieldError, PreconditionFailed, ValidationFailed
from tocsin.services import differences
from tocsin.services.declared_parents import generations, require_known_parents
from tocsin.services.differences import FieldChange
from tocsin.services.monitor_draft import LARGEST_ID
from tocsin.services.monitor_fields import with_kept_secrets
from tocsin.services.monitor_validation import ValidMonitor, validate
from tocsin.services.parts import Parts
from tocsin.services.plan_work import Work
from tocsin.services.storable import is_storable_text
from tocsin.storage.monitors import MonitorRepository, StoredMonitor

MOST_MONITORS = 100_000
MOST_ERRORS = 100
APPLY_SECONDS = 600.0
BREATHER = 50
"""Monitors that are looked at before others on the event loop get their turn."""


class Action(StrEnum):
    """What becomes of one monitor."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """`monitor_id` is None for one that is still to be created."""

    action: Action
    name: str
    monitor_id: int | None
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """In the order of the set, deletions last."""

    source: str
    is_dry_run: bool
    changes: tuple[PlannedChange, ...]

    def counts(self) -> dict[str, int]:
        """How many of each action."""
        return {action.value: sum(change.action == action for change in self.changes) for action in Action}


@dataclass(slots=True)
class _Present:
    """What is there before: by name, and what the source owns."""

    by_name: dict[str, StoredMonitor]
    owned: list[StoredMonitor]
    names_by_id: dict[int, str] = field(default_factory=dict)


async def apply(parts: Parts, actor: Actor, source: str, declared: Sequence[object], *, dry_run: bool) -> Plan:
    """Make the source's monitors be what is declared. Raise ValidationFailed with pointers below `/monitors`."""
    actor.require(Permission.MONITORS_WRITE)
    if len(declared) > MOST_MONITORS:
        error = FieldError("/monitors", f"must have at most {MOST_MONITORS} entries")
        raise ValidationFailed("There are too many monitors.", errors=[error])
    present = await _present(parts, actor, source, declared)
    valid = await _validated(parts, declared, present)
    _require_distinct(valid)
    _require_ownership(valid, present, source)
    require_known_parents(valid, present.names_by_id, _leaving(valid, present))
    planned = [await _planned(parts, position, monitor, present, source) for position, monitor in enumerate(valid)]
    deletions = [PlannedChange(Action.DELETE, one.fields.name, one.id) for one in _leaving(valid, present)]
    plan = Plan(source, dry_run, (*planned, *deletions))
    if dry_run or all(change.action == Action.UNCHANGED for change in plan.changes):
        return plan
    return await _carried_out(parts, actor, plan, valid, present)


async def _present(parts: Parts, actor: Actor, source: str, declared: Sequence[object]) -> _Present:
    names, references = _mentioned(declared)
    async with parts.database.read() as connection:
        monitors = MonitorRepository(connection)
        by_name = await monitors.by_names(actor.workspace_id, names)
        owned = await monitors.managed_by(actor.workspace_id, source)
        stored = [*by_name.values(), *owned]
        related = {parent for one in stored for parent in one.fields.rules.parents} | references
        others = await monitors.get_many(actor.workspace_id, related)
    return _Present(by_name, owned, {one.id: one.fields.name for one in (*stored, *others)})


def _mentioned(declared: Sequence[object]) -> tuple[set[str], set[int]]:
    """Names of monitors, and ids, that occur in what may not have been validated yet."""
    names: set[str] = set()
    ids: set[int] = set()
    for sent in declared:
        if isinstance(sent, dict):
            listed = sent.get("parents")
            for one in (sent.get("name"), *(listed if isinstance(listed, list) else ())):
                if isinstance(one, str):
                    names.add(one.strip())
                elif isinstance(one, int) and 0 < one <= LARGEST_ID:
                    ids.add(one)
    return {name for name in names if is_storable_text(name)}, ids


async def _validated(parts: Parts, declared: Sequence[object], present: _Present) -> list[ValidMonitor]:
    valid: list[ValidMonitor] = []
    errors: list[FieldError] = []
    for position, sent in enumerate(declared):
        await _breathe(position)
        before = present.by_name.get(str(sent.get("name")).strip()) if isinstance(sent, dict) else None
        whole = with_kept_secrets(sent, before.fields, parts.box) if before else sent
        try:
            valid.append(validate(whole, default_regions=parts.default_regions))
        except ValidationFailed as error:
            errors += [FieldError(f"/monitors/{position}{one.pointer}", one.message) for one in error.errors]
            if len(errors) >= MOST_ERRORS:
                break
    _raise_any(errors)
    return valid


def _require_distinct(valid: Sequence[ValidMonitor]) -> None:
    seen: dict[str, int] = {}
    errors = []
    for position, monitor in enumerate(valid):
        first = seen.setdefault(monitor.draft.name, position)
        if first != position:
            text = f"must be unique: {monitor.draft.name!r} is declared at /monitors/{first} already"
            errors.append(FieldError(f"/monitors/{position}/name", text))
    _raise_any(errors)


def _require_ownership(valid: Sequence[ValidMonitor], present: _Present, source: str) -> None:
    errors = []
    for position, monitor in enumerate(valid):
        before = present.by_name.get(monitor.draft.name)
        if before is not None and before.fields.managed_by not in (None, source):
            text = f"is managed by the source {before.fields.managed_by!r}: take it out of there first"
            errors.append(FieldError(f"/monitors/{position}/name", text))
    _raise_any(errors)


def _leaving(valid: Sequence[ValidMonitor], present: _Present) -> list[StoredMonitor]:
    staying = {monitor.draft.name for monitor in valid}
    return [one for one in present.owned if one.fields.name not in staying]


async def _planned(parts: Parts, position: int, monitor: ValidMonitor, present: _Present, source: str) -> PlannedChange:
    await _breathe(position)
    name = monitor.draft.name
    before = present.by_name.get(name)
    if before is None:
        return PlannedChange(Action.CREATE, name, None)
    old = differences.of_stored(
        before.fields, parts.box, [present.names_by_id.get(id_, str(id_)) for id_ in before.fields.rules.parents]
    )
    wanted_parents = {
        present.names_by_id.get(one, str(one)) if isinstance(one, int) else one for one in monitor.draft.parents
    }
    changes = differences.between(old, differences.of_valid(monitor, sorted(wanted_parents)))
    if before.fields.managed_by != source:
        changes.append(FieldChange("managed_by", before.fields.managed_by, source))
    return PlannedChange(Action.UPDATE if changes else Action.UNCHANGED, name, before.id, tuple(changes))


async def _carried_out(
    parts: Parts, actor: Actor, plan: Plan, valid: Sequence[ValidMonitor], present: _Present
) -> Plan:
    changes = {change.name: change for change in plan.changes if change.action != Action.DELETE}
    ids = {name: id_ for id_, name in present.names_by_id.items()}
    try:
        async with parts.database.write(deadline=APPLY_SECONDS) as connection:
            work = Work(parts, actor, plan.source, connection, parts.clock.now_ms(), ids)
            await work.delete(_leaving(valid, present))
            declared = {monitor.draft.name: monitor for monitor in valid}
            for names in generations(valid):
                await work.create([declared[name] for name in names if changes[name].action == Action.CREATE])
                for name in names:
                    if changes[name].action == Action.UPDATE:
                        await work.update(present.by_name[name], declared[name], changes[name].changes)
    except PreconditionFailed as error:
        raise Conflict("A monitor was changed while the plan was made: apply it again.") from error
    carried_out = tuple(replace(one, monitor_id=one.monitor_id or ids[one.name]) for one in plan.changes)
    await parts.announce([one.monitor_id for one in carried_out if one.monitor_id and one.action != Action.UNCHANGED])
    return replace(plan, changes=carried_out)


async def _breathe(position: int) -> None:
    if position % BREATHER == 0:
        await asyncio.sleep(0)


def _raise_any(errors: list[FieldError]) -> None:
    if errors:
        text = f"{errors[0].pointer} {errors[0].message}" if len(errors) == 1 else f"There are {len(errors)} faults."
        raise ValidationFailed(text, errors=errors)
