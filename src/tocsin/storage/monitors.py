"""Monitors as users configure them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec
from sqlalchemy import ColumnElement, delete, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import Conflict, NotFound, PreconditionFailed
from tocsin.core.state import initial
from tocsin.storage.monitor_rows import MonitorFields, StoredMonitor, column_values, load, visible
from tocsin.storage.statements import chunks, insert_into
from tocsin.storage.tables import monitor, monitor_parent, monitor_state, monitor_tag

__all__ = ["MonitorFields", "MonitorRepository", "StoredMonitor"]


class MonitorRepository:
    """One workspace's monitors. Deleted ones do not exist for any method here."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def create(self, workspace_id: int, fields: MonitorFields, now: int) -> StoredMonitor:
        """Its state begins as `unknown`. Raise Conflict when the name is taken."""
        (created,) = await self.create_many(workspace_id, [fields], now)
        return StoredMonitor(
            id=created, workspace_id=workspace_id, revision=1, created_at=now, updated_at=now, fields=fields
        )

    async def create_many(self, workspace_id: int, many: Sequence[MonitorFields], now: int) -> list[int]:
        """Ids in the order of `many`. Raise Conflict, and create none, when a name is taken."""
        if not many:
            return []
        base = {"workspace_id": workspace_id, "revision": 1, "created_at": now, "updated_at": now}
        statement = insert(monitor).returning(monitor.c.id, sort_by_parameter_order=True)
        try:
            async with self.connection.begin_nested():
                created = await self.connection.execute(statement, [{**base, **column_values(one)} for one in many])
                ids = list(created.scalars())
        except IntegrityError as error:
            raise name_taken(*(one.name for one in many)) from error
        await self._relate(dict(zip(ids, many, strict=True)))
        begun = initial(now)
        state = {
            "state": begun.state,
            "since": begun.since,
            "reason": begun.reason,
            "summary": "",
            "document": msgspec.msgpack.encode(begun),
            "updated_at": now,
        }
        await self.connection.execute(insert(monitor_state), [{"monitor_id": one, **state} for one in ids])
        return ids

    async def get(self, workspace_id: int, monitor_id: int) -> StoredMonitor:
        """Raise NotFound."""
        found = await self.get_many(workspace_id, [monitor_id])
        if not found:
            raise not_found(monitor_id)
        return found[0]

    async def get_many(self, workspace_id: int, monitor_ids: Collection[int]) -> list[StoredMonitor]:
        """Those that exist, in ascending order of id."""
        found: list[StoredMonitor] = []
        for ids in chunks(sorted(set(monitor_ids))):
            found += await self._select(workspace_id, monitor.c.id.in_(ids))
        return found

    async def by_names(self, workspace_id: int, names: Collection[str]) -> dict[str, StoredMonitor]:
        """Those that exist, by name."""
        found: list[StoredMonitor] = []
        for some in chunks(names):
            found += await self._select(workspace_id, monitor.c.name.in_(some))
        return {one.fields.name: one for one in found}

    async def managed_by(self, workspace_id: int, source: str) -> list[StoredMonitor]:
        """All monitors that one YAML source owns."""
        return await self._select(workspace_id, monitor.c.managed_by == source)

    async def update(
        self,
        workspace_id: int,
        monitor_id: int,
        fields: MonitorFields,
        now: int,
        *,
        expected_revision: int | None = None,
    ) -> StoredMonitor:
        """Raise NotFound, PreconditionFailed (another revision), Conflict (the name is taken)."""
        statement = (
            update(monitor)
            .where(monitor.c.id == monitor_id, *visible(workspace_id))
            .values(revision=monitor.c.revision + 1, updated_at=now, **column_values(fields))
            .returning(monitor.c.revision, monitor.c.created_at)
        )
        if expected_revision is not None:
            statement = statement.where(monitor.c.revision == expected_revision)
        try:
            async with self.connection.begin_nested():
                row = (await self.connection.execute(statement)).one_or_none()
        except IntegrityError as error:
            raise name_taken(fields.name) from error
        if row is None:
            present = await self.get(workspace_id, monitor_id)
            raise PreconditionFailed(f"Monitor {monitor_id} is at revision {present.revision} by now.")
        await self._unrelate(monitor_id)
        await self._relate({monitor_id: fields})
        return StoredMonitor(
            id=monitor_id,
            workspace_id=workspace_id,
            revision=row.revision,
            created_at=row.created_at,
            updated_at=now,
            fields=fields,
        )

    async def delete(self, workspace_id: int, monitor_ids: Collection[int], now: int) -> list[int]:
        """Soft: the rows go later, by retention. Return the ids that existed."""
        return await self._change(workspace_id, monitor_ids, now, deleted_at=now)

    async def set_enabled(self, workspace_id: int, monitor_ids: Collection[int], enabled: bool, now: int) -> list[int]:
        """Return the ids that changed."""
        return await self._change(workspace_id, monitor_ids, now, enabled=enabled)

    async def add_tag(self, workspace_id: int, monitor_ids: Collection[int], tag: str, now: int) -> list[int]:
        """Return the ids that changed."""
        changed: list[int] = []
        for ids in chunks(monitor_ids):
            tagged = select(monitor.c.id, literal(tag)).where(monitor.c.id.in_(ids), *visible(workspace_id))
            statement = insert_into(self.connection, monitor_tag).from_select(["monitor_id", "tag"], tagged)
            rows = await self.connection.execute(statement.on_conflict_do_nothing().returning(monitor_tag.c.monitor_id))
            changed += rows.scalars().all()
        return await self._change(workspace_id, changed, now)

    async def remove_tag(self, workspace_id: int, monitor_ids: Collection[int], tag: str, now: int) -> list[int]:
        """Return the ids that changed."""
        changed: list[int] = []
        for ids in chunks(monitor_ids):
            owned = select(monitor.c.id).where(monitor.c.id.in_(ids), *visible(workspace_id))
            statement = delete(monitor_tag).where(monitor_tag.c.tag == tag, monitor_tag.c.monitor_id.in_(owned))
            changed += (await self.connection.execute(statement.returning(monitor_tag.c.monitor_id))).scalars().all()
        return await self._change(workspace_id, changed, now)

    async def existing(self, workspace_id: int, monitor_ids: Collection[int]) -> set[int]:
        """Which of these exist in the workspace."""
        found: set[int] = set()
        for ids in chunks(monitor_ids):
            statement = select(monitor.c.id).where(monitor.c.id.in_(ids), *visible(workspace_id))
            found.update((await self.connection.execute(statement)).scalars())
        return found

    async def ancestors(self, workspace_id: int, monitor_ids: Sequence[int]) -> set[int]:
        """Parents of these, their parents, and so on; to refuse a cycle before it is written."""
        parents = select(monitor_parent.c.parent_id).where(
            monitor_parent.c.monitor_id.in_(
                select(monitor.c.id).where(monitor.c.id.in_(monitor_ids), *visible(workspace_id))
            )
        )
        above = parents.cte("above", recursive=True)
        above = above.union(
            select(monitor_parent.c.parent_id).join(above, monitor_parent.c.monitor_id == above.c.parent_id)
        )
        return set((await self.connection.execute(select(above.c.parent_id))).scalars())

    async def _select(self, workspace_id: int, condition: ColumnElement[bool]) -> list[StoredMonitor]:
        return await load(self.connection, select(monitor).where(*visible(workspace_id), condition))

    async def _change(self, workspace_id: int, monitor_ids: Collection[int], now: int, **values: object) -> list[int]:
        """Set `values` where they differ (or only a new revision); return the ids that changed, in ascending order."""
        changed: list[int] = []
        differs = [monitor.c[name].is_distinct_from(value) for name, value in values.items()]
        for ids in chunks(monitor_ids):
            statement = (
                update(monitor)
                .where(monitor.c.id.in_(ids), *visible(workspace_id), *differs)
                .values(revision=monitor.c.revision + 1, updated_at=now, **values)
                .returning(monitor.c.id)
            )
            changed += (await self.connection.execute(statement)).scalars().all()
        return sorted(changed)

    async def _unrelate(self, monitor_id: int) -> None:
        await self.connection.execute(delete(monitor_tag).where(monitor_tag.c.monitor_id == monitor_id))
        await self.connection.execute(delete(monitor_parent).where(monitor_parent.c.monitor_id == monitor_id))

    async def _relate(self, by_id: Mapping[int, MonitorFields]) -> None:
        tags = [{"monitor_id": id_, "tag": tag} for id_, one in by_id.items() for tag in dict.fromkeys(one.tags)]
        if tags:
            await self.connection.execute(insert(monitor_tag), tags)
        above = [
            {"monitor_id": id_, "parent_id": parent}
            for id_, one in by_id.items()
            for parent in dict.fromkeys(one.rules.parents)
        ]
        if above:
            await self.connection.execute(insert(monitor_parent), above)


def not_found(monitor_id: int) -> NotFound:
    return NotFound(f"There is no monitor {monitor_id}.")


def name_taken(*names: str) -> Conflict:
    """One of these is taken."""
    if len(names) > 1:
        return Conflict("Another monitor has one of these names already.")
    return Conflict(f"Another monitor is called {names[0]!r} already.")
