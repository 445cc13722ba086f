"""Which monitors another one depends on: names become ids, and nothing may depend on itself."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.storage.monitors import MonitorRepository


async def resolve(
    monitors: MonitorRepository, workspace_id: int, references: Sequence[int | str], *, child: int | None = None
) -> tuple[int, ...]:
    """Ids of the parents, ascending. `child` is the monitor itself when it exists. Raise ValidationFailed."""
    if not references:
        return ()
    named = await monitors.by_names(workspace_id, [name for name in references if isinstance(name, str)])
    existing = await monitors.existing(workspace_id, [id_ for id_ in references if isinstance(id_, int)])
    found, errors = set(), []
    for index, reference in enumerate(references):
        if isinstance(reference, str) and reference in named:
            found.add(named[reference].id)
        elif isinstance(reference, int) and reference in existing:
            found.add(reference)
        else:
            errors.append(FieldError(f"/parents/{index}", f"is not a monitor of this workspace: {reference!r}"))
    if child is not None and not errors:
        errors += await _cycle(monitors, workspace_id, sorted(found), child)
    if errors:
        raise ValidationFailed("The parents do not fit.", errors=errors)
    return tuple(sorted(found))


async def _cycle(monitors: MonitorRepository, workspace_id: int, parents: list[int], child: int) -> list[FieldError]:
    if child in parents:
        return [FieldError("/parents", "must not name the monitor itself")]
    if child in await monitors.ancestors(workspace_id, parents):
        return [FieldError("/parents", "must not form a circle: one of them depends on this monitor already")]
    return []
