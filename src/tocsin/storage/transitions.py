"""Changes of state, each with its why."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, func, insert, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import NotFound
from tocsin.core.incident import BAD
from tocsin.core.records import TransitionRecord
from tocsin.core.transition import Change, Reason, Why
from tocsin.core.verdict import Verdict
from tocsin.storage.dirty import DirtyRepository
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.periods import GRACE_MS, floor_hour
from tocsin.storage.statements import chunks
from tocsin.storage.tables import flap, transition


class StoredTransition(msgspec.Struct, frozen=True):
    """A `TransitionRecord` with its id."""

    id: int
    workspace_id: int
    monitor_id: int
    change: Change
    incident_id: int | None


class TransitionRepository:
    """`insert_many` and `openings_since` are for the system; the others ask for the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def insert_many(self, records: Sequence[TransitionRecord]) -> list[int]:
        """Return ids in the order of `records`. One that reaches back into closed hours makes them dirty."""
        if not records:
            return []
        # Matched by what they hold: to return ids in the rows' order, SQLite would be sent one statement for each.
        columns = transition.c.id, transition.c.monitor_id, transition.c.at, transition.c.to_state
        inserted = await self.connection.execute(
            insert(transition).returning(*columns), [_row_of(record) for record in records]
        )
        found: defaultdict[tuple[int, int, int], deque[int]] = defaultdict(deque)
        for number, *key in sorted(tuple(row) for row in inserted):
            found[key[0], key[1], key[2]].append(number)
        changes = ((record.monitor_id, record.change) for record in records)
        ids = [found[one, change.at, int(change.to_state)].popleft() for one, change in changes]
        dirty = DirtyRepository(self.connection)
        for record in records:
            if floor_hour(record.change.at) < floor_hour(record.change.concluded_at - GRACE_MS):
                await dirty.add_range([record.monitor_id], record.change.at, record.change.concluded_at)
        return ids

    async def openings_since(self, monitor_ids: Collection[int], since: int) -> dict[int, int]:
        """How often each went from up to degraded or down since then (Unix ms); those that did not are left out.

        Of what has flapped, since it did so last.
        """
        found: dict[int, int] = {}
        for ids in chunks(monitor_ids):
            statement = (
                select(transition.c.monitor_id, func.count())
                .outerjoin(flap, flap.c.monitor_id == transition.c.monitor_id)
                .where(
                    transition.c.monitor_id.in_(ids),
                    transition.c.at >= since,
                    or_(flap.c.changed_at.is_(None), transition.c.at > flap.c.changed_at),
                    transition.c.from_state == int(Verdict.UP),
                    transition.c.to_state.in_([int(state) for state in BAD]),
                )
                .group_by(transition.c.monitor_id)
            )
            found.update((await self.connection.execute(statement)).all())
        return found

    async def page(
        self,
        workspace_id: int,
        *,
        monitor_id: int | None = None,
        start: int | None = None,
        end: int | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[StoredTransition]:
        """Newest first."""
        limit = clamp(limit)
        statement = select(transition).where(transition.c.workspace_id == workspace_id)
        if monitor_id is not None:
            statement = statement.where(transition.c.monitor_id == monitor_id)
        if start is not None:
            statement = statement.where(transition.c.at >= start)
        if end is not None:
            statement = statement.where(transition.c.at < end)
        if cursor is not None:
            after = decode_cursor(cursor, tuple[int, int])
            statement = statement.where(tuple_(transition.c.at, transition.c.id) < tuple_(*after))
        statement = statement.order_by(transition.c.at.desc(), transition.c.id.desc()).limit(limit + 1)
        rows = (await self.connection.execute(statement)).all()
        return page_of(rows, limit, _stored_of, lambda one: (one.change.at, one.id))

    async def after(self, workspace_id: int, transition_id: int, *, limit: int = 500) -> list[StoredTransition]:
        """Those written later than one, in the order of their writing: what a client has missed."""
        statement = (
            select(transition)
            .where(transition.c.workspace_id == workspace_id, transition.c.id > transition_id)
            .order_by(transition.c.id)
            .limit(limit)
        )
        return [_stored_of(row) for row in await self.connection.execute(statement)]

    async def get(self, workspace_id: int, transition_id: int) -> StoredTransition:
        """Raise NotFound."""
        statement = select(transition).where(
            transition.c.workspace_id == workspace_id, transition.c.id == transition_id
        )
        row = (await self.connection.execute(statement)).one_or_none()
        if row is None:
            raise NotFound(f"There is no transition {transition_id}.")
        return _stored_of(row)

    async def latest_before(self, workspace_id: int, monitor_id: int, moment: int) -> StoredTransition | None:
        """The one that says which state held at `moment` (a change at that very moment included)."""
        statement = (
            select(transition)
            .where(
                transition.c.workspace_id == workspace_id,
                transition.c.monitor_id == monitor_id,
                transition.c.at <= moment,
            )
            .order_by(transition.c.at.desc(), transition.c.id.desc())
            .limit(1)
        )
        row = (await self.connection.execute(statement)).one_or_none()
        return None if row is None else _stored_of(row)


def _row_of(record: TransitionRecord) -> dict[str, object]:
    change = record.change
    return {
        "workspace_id": record.workspace_id,
        "monitor_id": record.monitor_id,
        "at": change.at,
        "concluded_at": change.concluded_at,
        "from_state": int(change.from_state),
        "to_state": int(change.to_state),
        "reason": str(change.reason),
        "summary": change.summary,
        "why": msgspec.json.encode(change.why),
        "incident_id": record.incident_id,
    }


def change_of(row: Row[Any]) -> Change:
    """From a row with the columns of `transition`."""
    return Change(
        at=row.at,
        concluded_at=row.concluded_at,
        from_state=Verdict(row.from_state),
        to_state=Verdict(row.to_state),
        reason=Reason(row.reason),
        summary=row.summary,
        why=msgspec.json.decode(row.why, type=Why),
    )


def _stored_of(row: Row[Any]) -> StoredTransition:
    return StoredTransition(row.id, row.workspace_id, row.monitor_id, change_of(row), row.incident_id)
