"""The steps of a plan, within its one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.auth.actor import Actor
from tocsin.auth.configs import JsonObject
from tocsin.services import differences, parents, pauses, ping_keys, removal, trail
from tocsin.services.differences import FieldChange
from tocsin.services.monitor_fields import named, to_stored
from tocsin.services.monitor_validation import ValidMonitor
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.marks import MarkRepository
from tocsin.storage.monitors import MonitorFields, MonitorRepository, StoredMonitor


@dataclass(slots=True)
class Work:
    """`ids` gives the id of every monitor that may be named as a parent; what is created is added to it."""

    parts: Parts
    actor: Actor
    source: str
    connection: Connection
    now: int
    ids: dict[str, int]

    async def create(self, monitors: Sequence[ValidMonitor]) -> None:
        """All at once: none of them depends on another. A new monitor cannot close a circle with old ones."""
        fields = [to_stored(one, self._parents(one), self.parts.box, self.source) for one in monitors]
        created = await MonitorRepository(self.connection).create_many(self.actor.workspace_id, fields, self.now)
        self.ids.update(zip((one.name for one in fields), created, strict=True))
        await self._issue_keys(dict(zip(created, fields, strict=True)))
        paused = [id_ for id_, one in zip(created, fields, strict=True) if not one.enabled]
        if paused:
            await pauses.begin(MarkRepository(self.connection), self.actor, paused, self.now)
        await self._note("monitor.created", created, own=_names(created, fields))

    async def update(self, before: StoredMonitor, monitor: ValidMonitor, changes: Sequence[FieldChange]) -> None:
        """Raise PreconditionFailed when it was changed since."""
        monitors = MonitorRepository(self.connection)
        workspace = self.actor.workspace_id
        parent_ids = await parents.resolve(monitors, workspace, monitor.draft.parents, child=before.id)
        fields = to_stored(monitor, parent_ids, self.parts.box, self.source)
        await monitors.update(workspace, before.id, fields, self.now, expected_revision=before.revision)
        await self._issue_keys({before.id: fields})
        marks = MarkRepository(self.connection)
        await pauses.follow(marks, self.actor, before.id, before.fields.enabled, fields.enabled, self.now)
        await self._note("monitor.updated", [before.id], changes)

    async def delete(self, monitors: Sequence[StoredMonitor]) -> None:
        """Their history goes with them."""
        removed = await removal.remove(self.connection, self.actor, [one.id for one in monitors], self.now)
        names = _names([one.id for one in monitors], [one.fields for one in monitors])
        await self._note("monitor.deleted", removed, own=names)

    def _parents(self, monitor: ValidMonitor) -> tuple[int, ...]:
        return tuple(sorted({one if isinstance(one, int) else self.ids[one] for one in monitor.draft.parents}))

    async def _issue_keys(self, monitors: dict[int, MonitorFields]) -> None:
        await ping_keys.issue(self.connection, self.parts.box, self.actor.workspace_id, monitors, self.now)

    async def _note(
        self,
        action: str,
        monitor_ids: Sequence[int],
        changes: Sequence[FieldChange] = (),
        own: dict[int, JsonObject] | None = None,
    ) -> None:
        detail = {"source": self.source, **differences.as_json(list(changes))}
        audit = AuditRepository(self.connection)
        await trail.note_monitors(audit, self.actor, self.now, action, monitor_ids, detail, own)


def _names(monitor_ids: Sequence[int], fields: Sequence[MonitorFields]) -> dict[int, JsonObject]:
    return {monitor_id: named(one) for monitor_id, one in zip(monitor_ids, fields, strict=True)}
