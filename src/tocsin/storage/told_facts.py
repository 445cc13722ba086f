"""What messages say about incidents, read for many at once. For the system."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec
from sqlalchemy import or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.incident import BAD
from tocsin.core.result import Evidence
from tocsin.core.transition import Why
from tocsin.core.verdict import Verdict
from tocsin.storage.documents import inflated
from tocsin.storage.monitor_rows import tags_of
from tocsin.storage.statements import chunks
from tocsin.storage.tables import evidence, incident, last_good, monitor, region, rule, transition

_KEYS_A_STATEMENT = 500


class NamedMonitor(msgspec.Struct, frozen=True, kw_only=True):
    """A monitor as messages speak of it, also when it is deleted."""

    id: int
    name: str
    kind: str
    target: str
    runbook_url: str | None
    tags: tuple[str, ...]


class BadChange(msgspec.Struct, frozen=True):
    """How it was said to be when something bad was said of it last, and why."""

    state: Verdict
    why: Why


class Seen(msgspec.Struct, frozen=True):
    """Which result of a monitor: from where, and when it was scheduled."""

    monitor_id: int
    region: str
    at: int


class Good(msgspec.Struct, frozen=True):
    """What was seen from a region when all was well."""

    at: int
    document: Evidence


class ToldFactsRepository:
    """As many statements for fifty incidents as for one."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def monitors(self, monitor_ids: Collection[int]) -> dict[int, NamedMonitor]:
        tags = await tags_of(self.connection, sorted(monitor_ids))
        table = monitor.c
        columns = (table.id, table.name, table.kind, table.target, table.runbook_url)
        found: dict[int, NamedMonitor] = {}
        for ids in chunks(monitor_ids):
            for row in await self.connection.execute(select(*columns).where(table.id.in_(ids))):
                found[row.id] = NamedMonitor(**row._mapping, tags=tuple(tags.get(row.id, ())))
        return found

    async def bad_changes(self, incident_ids: Collection[int]) -> dict[int, BadChange]:
        """By incident: the newest while it lasted."""
        one = transition.alias("one")
        newest = (
            select(one.c.id)
            .where(
                one.c.monitor_id == incident.c.monitor_id,
                one.c.to_state.in_([int(state) for state in BAD]),
                one.c.at >= incident.c.started_at,
                or_(incident.c.ended_at.is_(None), one.c.at <= incident.c.ended_at),
            )
            .order_by(one.c.at.desc(), one.c.id.desc())
            .limit(1)
            .correlate(incident)
            .scalar_subquery()
        )
        found: dict[int, BadChange] = {}
        for ids in chunks(incident_ids):
            statement = (
                select(incident.c.id, transition.c.to_state, transition.c.why)
                .select_from(incident)
                .join(transition, transition.c.id == newest)
                .where(incident.c.id.in_(ids))
            )
            for incident_id, state, why in await self.connection.execute(statement):
                found[incident_id] = BadChange(Verdict(state), msgspec.json.decode(why, type=Why))
        return found

    async def evidence(self, wanted: Collection[Seen]) -> dict[Seen, Evidence]:
        """Of those results that have some."""
        key = tuple_(evidence.c.monitor_id, region.c.name, evidence.c.scheduled_at)
        columns = (evidence.c.monitor_id, region.c.name, evidence.c.scheduled_at, evidence.c.document)
        found: dict[Seen, Evidence] = {}
        for some in chunks(wanted, _KEYS_A_STATEMENT):
            statement = (
                select(*columns)
                .join(region, region.c.id == evidence.c.region_id)
                .where(
                    key.in_([(one.monitor_id, one.region, one.at) for one in some]), evidence.c.document.is_not(None)
                )
            )
            for monitor_id, name, at, document in await self.connection.execute(statement):
                found[Seen(monitor_id, name, at)] = inflated(document)
        return found

    async def last_good(self, monitor_ids: Collection[int]) -> dict[tuple[int, str], Good]:
        """By monitor and region."""
        columns = (last_good.c.monitor_id, region.c.name, last_good.c.scheduled_at, last_good.c.document)
        found: dict[tuple[int, str], Good] = {}
        for ids in chunks(monitor_ids):
            statement = select(*columns).join(region, region.c.id == last_good.c.region_id)
            for monitor_id, name, at, document in await self.connection.execute(
                statement.where(last_good.c.monitor_id.in_(ids))
            ):
                found[monitor_id, name] = Good(at, inflated(document))
        return found

    async def rule_names(self, rule_ids: Collection[int]) -> Mapping[int, str]:
        found: dict[int, str] = {}
        for ids in chunks(rule_ids):
            found.update(
                (await self.connection.execute(select(rule.c.id, rule.c.name).where(rule.c.id.in_(ids)))).all()
            )
        return found
