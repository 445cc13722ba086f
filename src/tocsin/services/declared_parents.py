"""Dependencies within a declared set: who must exist, and who is to be written first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.services.monitor_validation import ValidMonitor
from tocsin.storage.monitors import StoredMonitor


def require_known_parents(
    valid: Sequence[ValidMonitor], names_by_id: Mapping[int, str], leaving: Sequence[StoredMonitor]
) -> None:
    """Raise ValidationFailed for a parent that will not exist, and for a circle within the set."""
    gone = {one.fields.name for one in leaving}
    names = {monitor.draft.name for monitor in valid} | (set(names_by_id.values()) - gone)
    errors = []
    for position, monitor in enumerate(valid):
        for index, parent in enumerate(monitor.draft.parents):
            name = names_by_id.get(parent) if isinstance(parent, int) else parent
            if name not in names:
                text = f"is neither declared here nor in the workspace: {parent!r}"
                errors.append(FieldError(f"/monitors/{position}/parents/{index}", text))
    if not errors:
        errors = _circle(valid)
    if errors:
        raise ValidationFailed("The parents do not fit.", errors=errors)


def generations(valid: Sequence[ValidMonitor]) -> list[list[str]]:
    """The declared names, each after all that it depends on, in as few steps as that takes. Raise CycleError."""
    declared = {monitor.draft.name for monitor in valid}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for monitor in valid:
        sorter.add(monitor.draft.name, *(str(one) for one in monitor.draft.parents if one in declared))
    sorter.prepare()
    found = []
    while sorter.is_active():
        found.append(list(sorter.get_ready()))
        sorter.done(*found[-1])
    return found


def _circle(valid: Sequence[ValidMonitor]) -> list[FieldError]:
    try:
        generations(valid)
    except CycleError as error:
        names: list[str] = error.args[1]
        position = next(index for index, monitor in enumerate(valid) if monitor.draft.name == names[-1])
        return [FieldError(f"/monitors/{position}/parents", f"must not form a circle: {' → '.join(names)}")]
    return []
