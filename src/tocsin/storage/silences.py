"""Silences and maintenance windows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from enum import StrEnum
from typing import Any

import msgspec
import structlog
from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.match import Match
from tocsin.core.alerting.silence import Occurrence, Silence, SilenceKind
from tocsin.core.errors import NotFound
from tocsin.recurrence.windows import last_end, next_occurrences, occurrence_at
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.tables import silence

log = structlog.get_logger()


class SilenceStatus(StrEnum):
    """What there is of it at some moment."""

    ACTIVE = "active"
    """It holds."""
    UPCOMING = "upcoming"
    """It does not hold, and will."""
    ENDED = "ended"
    """It is over, or somebody has ended it."""


class SilenceFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a user may set."""

    comment: str
    silence: Silence


class StoredSilence(msgspec.Struct, frozen=True, kw_only=True):
    """As it stands in the database. `marked_until`: up to when the times of maintenance are marked."""

    id: int
    workspace_id: int
    kind: SilenceKind
    fields: SilenceFields
    starts_at: int
    last_ends_at: int | None
    ended_at: int | None
    marked_until: int | None
    revision: int
    created_by: str
    created_at: int
    updated_at: int

    def status(self, now: int) -> SilenceStatus:
        if self.ended_at is not None or (self.last_ends_at is not None and self.last_ends_at <= now):
            return SilenceStatus.ENDED
        return SilenceStatus.UPCOMING if self.occurrence(now) is None else SilenceStatus.ACTIVE

    def occurrence(self, now: int) -> Occurrence | None:
        """The one that holds at `now`, until its end, even if that was brought forward since."""
        held = occurrence_at(self.fields.silence, now)
        if held is None or (self.ended_at is not None and self.ended_at <= now):
            return None
        start, end = held
        match = self.fields.silence.match
        return Occurrence(self.id, self.kind, self.fields.comment, match, start, end, self.created_by)

    def occurrences(self, after: int, limit: int) -> list[tuple[int, int]]:
        """(start, end) of those that start later than `after`; none once it was ended."""
        return [] if self.ended_at is not None else next_occurrences(self.fields.silence, after, limit)


class SilenceRepository:
    """One workspace's silences; `holding` and `changed_since` are for the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def create(
        self, workspace_id: int, kind: SilenceKind, fields: SilenceFields, *, created_by: str, now: int
    ) -> StoredSilence:
        values = {
            **_values(fields),
            "workspace_id": workspace_id,
            "kind": str(kind),
            "revision": 1,
            "created_by": created_by,
            "created_at": now,
            "updated_at": now,
        }
        row = (await self.connection.execute(insert(silence).values(values).returning(silence))).one()
        return stored_of(row)

    async def get(self, workspace_id: int, kind: SilenceKind, silence_id: int) -> StoredSilence:
        """Raise NotFound, for one of the other kind too."""
        return await self._read(select(silence).where(*_one(workspace_id, kind, silence_id)), kind, silence_id)

    async def page(
        self,
        workspace_id: int,
        kind: SilenceKind,
        now: int,
        *,
        status: SilenceStatus | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[StoredSilence]:
        """The one that was made last comes first."""
        limit = clamp(limit)
        statement = select(silence).where(silence.c.workspace_id == workspace_id, silence.c.kind == str(kind))
        if cursor is not None:
            statement = statement.where(silence.c.id < decode_cursor(cursor, int))
        statement = statement.order_by(silence.c.id.desc())
        if status is None or status == SilenceStatus.ENDED:
            over = [] if status is None else [~_is_live(now)]
            rows = (await self.connection.execute(statement.where(*over).limit(limit + 1))).all()
            return page_of(rows, limit, stored_of, lambda one: one.id)
        live = [stored_of(row) for row in await self.connection.execute(statement.where(_is_live(now)))]
        found = [one for one in live if one.status(now) == status]
        return page_of(found[: limit + 1], limit, lambda one: one, lambda one: one.id)

    async def hold(self, workspace_id: int, kind: SilenceKind, silence_id: int) -> StoredSilence:
        """Nobody else changes it until this transaction ends. Raise NotFound."""
        one = select(silence).where(*_one(workspace_id, kind, silence_id))
        return await self._read(one.with_for_update(), kind, silence_id)

    async def update(self, held: StoredSilence, fields: SilenceFields, now: int) -> StoredSilence:
        return await self._change(held, {**_values(fields), "updated_at": now})

    async def end(self, held: StoredSilence, now: int) -> StoredSilence:
        """It holds nothing any more."""
        return await self._change(held, {"ended_at": now})

    async def delete(self, held: StoredSilence) -> None:
        await self.connection.execute(delete(silence).where(silence.c.id == held.id))

    async def count_live(self, workspace_id: int, now: int) -> int:
        """Those of either kind that hold or will hold. Hold the workspace before adding to them."""
        statement = select(func.count()).where(silence.c.workspace_id == workspace_id, _is_live(now))
        counted: int = (await self.connection.execute(statement)).scalar_one()
        return counted

    async def live_matches(self, workspace_id: int, now: int, *, besides: int | None = None) -> list[Match]:
        """What those of either kind are about that hold or will hold; without one that is to be replaced."""
        statement = select(silence.c.document).where(silence.c.workspace_id == workspace_id, _is_live(now))
        if besides is not None:
            statement = statement.where(silence.c.id != besides)
        documents = (await self.connection.execute(statement)).scalars()
        return [msgspec.json.decode(one, type=Silence).match for one in documents]

    async def holding(
        self, workspace_ids: Collection[int], now: int, *, kind: SilenceKind | None = None
    ) -> dict[int, list[Occurrence]]:
        """What holds at `now`, by workspace, the oldest first."""
        found: defaultdict[int, list[Occurrence]] = defaultdict(list)
        for one in await self.current(workspace_ids, now, kind=kind):
            occurrence = _soundly(one, now)
            if occurrence is not None:
                found[one.workspace_id].append(occurrence)
        return dict(found)

    async def current(
        self, workspace_ids: Collection[int], now: int, *, kind: SilenceKind | None = None
    ) -> list[StoredSilence]:
        """Those that may hold at `now`; of those that recur, whether they do is up to their rules."""
        statement = select(silence).where(
            silence.c.workspace_id.in_(sorted(workspace_ids)), silence.c.starts_at <= now, _is_live(now)
        )
        if kind is not None:
            statement = statement.where(silence.c.kind == str(kind))
        return [stored_of(row) for row in await self.connection.execute(statement.order_by(silence.c.id))]

    async def changed_since(self, at: int) -> list[int]:
        """Of all workspaces, those that were edited or ended since then."""
        changed = or_(silence.c.ended_at >= at, (silence.c.updated_at >= at) & (silence.c.revision > 1))
        return list((await self.connection.execute(select(silence.c.id).where(changed))).scalars())

    async def _read(self, statement: Select[Any], kind: SilenceKind, silence_id: int) -> StoredSilence:
        row = (await self.connection.execute(statement)).one_or_none()
        if row is None:
            raise NotFound(f"There is no {_NOUNS[kind]} {silence_id}.")
        return stored_of(row)

    async def _change(self, held: StoredSilence, changed: dict[str, Any]) -> StoredSilence:
        statement = (
            update(silence)
            .where(silence.c.id == held.id)
            .values(revision=silence.c.revision + 1, **changed)
            .returning(silence)
        )
        return stored_of((await self.connection.execute(statement)).one())


_NOUNS = {SilenceKind.SILENCE: "silence", SilenceKind.MAINTENANCE: "maintenance window"}


def _soundly(one: StoredSilence, now: int) -> Occurrence | None:
    try:
        return one.occurrence(now)
    except ValueError:
        # A time zone that is not known any more must keep neither alerts from being told nor monitors from being shown.
        log.exception("a silence cannot be read, and holds nothing", silence=one.id)
        return None


def _one(workspace_id: int, kind: SilenceKind, silence_id: int) -> tuple[ColumnElement[bool], ...]:
    return silence.c.workspace_id == workspace_id, silence.c.kind == str(kind), silence.c.id == silence_id


def _is_live(now: int) -> ColumnElement[bool]:
    return silence.c.ended_at.is_(None) & or_(silence.c.last_ends_at.is_(None), silence.c.last_ends_at > now)


def _values(fields: SilenceFields) -> dict[str, Any]:
    given = fields.silence
    first = next_occurrences(given, given.start - 1, 1)
    return {
        "comment": fields.comment,
        "document": msgspec.json.encode(given),
        "starts_at": first[0][0] if first else given.start,
        "last_ends_at": last_end(given),
    }


def stored_of(row: Row[Any]) -> StoredSilence:
    return StoredSilence(
        id=row.id,
        workspace_id=row.workspace_id,
        kind=SilenceKind(row.kind),
        fields=SilenceFields(comment=row.comment, silence=msgspec.json.decode(row.document, type=Silence)),
        starts_at=row.starts_at,
        last_ends_at=row.last_ends_at,
        ended_at=row.ended_at,
        marked_until=row.marked_until,
        revision=row.revision,
        created_by=row.created_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
