"""What alerting has to know of many monitors at once. For the system."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

import msgspec
from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.incident import BAD
from tocsin.core.result import Evidence
from tocsin.core.transition import Why
from tocsin.core.verdict import Verdict
from tocsin.storage.documents import inflated
from tocsin.storage.monitor_rows import parents_of, tags_of
from tocsin.storage.statements import chunks
from tocsin.storage.tables import (
    alert,
    alert_group,
    incident,
    last_good,
    monitor,
    monitor_parent,
    monitor_state,
    notification,
    outbox,
    transition,
    workspace,
)
from tocsin.storage.workspaces import is_living

MOST_GENERATIONS = 8


class MonitorFacts(msgspec.Struct, frozen=True):
    """A monitor that exists. `is_down` is what was concluded of it; one that is paused is not down to anybody."""

    id: int
    workspace_id: int
    name: str
    kind: str
    target: str
    interval_s: float
    enabled: bool
    regions: tuple[str, ...]
    is_down: bool
    tags: frozenset[str]
    parents: tuple[int, ...]
    runbook_url: str | None = None


class AlertFactsRepository:
    """Reads only, a few statements for each batch whatever its size."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def monitors(self, monitor_ids: Collection[int]) -> dict[int, MonitorFacts]:
        """Those that are not deleted, with all that they depend on, up to `MOST_GENERATIONS` above."""
        found: dict[int, MonitorFacts] = {}
        wanted = set(monitor_ids)
        for _ in range(MOST_GENERATIONS):
            if not wanted:
                break
            above = await self._read(wanted)
            found.update(above)
            wanted = {parent for one in above.values() for parent in one.parents} - found.keys()
        return found

    async def sharing_target(self, workspace_id: int, targets: Collection[str]) -> Mapping[str, int]:
        """How many enabled monitors look at each of these."""
        table = monitor.c
        found: Counter[str] = Counter()
        for some in chunks(targets):
            statement = (
                select(table.target, func.count())
                .where(
                    table.workspace_id == workspace_id,
                    table.target.in_(some),
                    table.deleted_at.is_(None),
                    table.enabled.is_(True),
                )
                .group_by(table.target)
            )
            found.update(dict((await self.connection.execute(statement)).all()))
        return found

    async def with_children(self, monitor_ids: Collection[int]) -> frozenset[int]:
        """Those of these on which others depend."""
        found: set[int] = set()
        for ids in chunks(monitor_ids):
            statement = select(monitor_parent.c.parent_id).where(monitor_parent.c.parent_id.in_(ids)).distinct()
            found.update((await self.connection.execute(statement)).scalars())
        return frozenset(found)

    async def addresses(self, monitor_ids: Collection[int]) -> dict[int, frozenset[str]]:
        """What each was reached by when it was well last."""
        found: defaultdict[int, set[str]] = defaultdict(set)
        for ids in chunks(monitor_ids):
            statement = select(last_good.c.monitor_id, last_good.c.document).where(last_good.c.monitor_id.in_(ids))
            for monitor_id, document in await self.connection.execute(statement):
                found[monitor_id].update(_addresses(inflated(document)))
        return {monitor_id: frozenset(some) for monitor_id, some in found.items()}

    async def newest_bad_changes(self, monitor_ids: Collection[int]) -> dict[int, Why]:
        """Why each was said to be degraded or down when that was said last."""
        found: dict[int, Why] = {}
        for ids in chunks(monitor_ids):
            newest = (
                select(transition.c.id)
                .where(transition.c.monitor_id == monitor.c.id, transition.c.to_state.in_(BAD))
                .order_by(transition.c.at.desc(), transition.c.id.desc())
                .limit(1)
                .scalar_subquery()
            )
            numbers = select(newest).where(monitor.c.id.in_(ids))
            statement = select(transition.c.monitor_id, transition.c.why).where(transition.c.id.in_(numbers))
            for monitor_id, why in await self.connection.execute(statement):
                found[monitor_id] = msgspec.json.decode(why, type=Why)
        return found

    async def begun_since(self, workspace_id: int, since: int, most: int) -> int:
        """How many incidents of the workspace began since then; no more than `most` are counted."""
        table = incident.c
        some = select(table.id).where(table.workspace_id == workspace_id, table.started_at >= since).limit(most)
        counted: int = (await self.connection.execute(select(func.count()).select_from(some.subquery()))).scalar_one()
        return counted

    async def held_children(self, holders: Collection[str]) -> dict[int, float]:
        """Incidents whose alerts are held by one of these, each with the interval of its monitor in seconds."""
        found: dict[int, float] = {}
        for some in chunks(holders):
            statement = (
                select(alert.c.incident_id, monitor.c.interval_s)
                .join(monitor, monitor.c.id == alert.c.monitor_id)
                .where(alert.c.held_by.in_(some))
            )
            found.update(dict((await self.connection.execute(statement)).all()))
        return found

    async def workspace_names(self, workspace_ids: Collection[int]) -> dict[int, str]:
        statement = select(workspace.c.id, workspace.c.name).where(workspace.c.id.in_(list(workspace_ids)))
        return dict((await self.connection.execute(statement)).all())

    async def has_work(self, now: int) -> bool:
        """Whether there is something to decide upon, to decide anew, or to escalate."""
        waiting = (
            exists().where(outbox.c.done_at.is_(None), outbox.c.available_at <= now),
            exists().where(alert.c.look_at <= now),
            exists().where(alert_group.c.next_at <= now),
        )
        return bool((await self.connection.execute(select(or_(*waiting)))).scalar_one())

    async def next_moment(self) -> int | None:
        """When there is something to decide upon, to escalate or to say next (Unix ms); None when there is nothing.

        Of what is leased, when the lease runs out; what belongs to deleted workspaces has no moment.
        """
        said_at = case(
            (notification.c.leased_until > notification.c.available_at, notification.c.leased_until),
            else_=notification.c.available_at,
        )
        moments = (
            select(func.min(outbox.c.available_at)).where(outbox.c.done_at.is_(None), is_living(outbox.c.workspace_id)),
            select(func.min(alert.c.look_at)).where(alert.c.look_at.is_not(None), is_living(alert.c.workspace_id)),
            select(func.min(alert_group.c.next_at)).where(
                alert_group.c.next_at.is_not(None), is_living(alert_group.c.workspace_id)
            ),
            select(func.min(said_at)).where(
                notification.c.available_at.is_not(None), is_living(notification.c.workspace_id)
            ),
        )
        found = [(await self.connection.execute(one)).scalar_one() for one in moments]
        return min((at for at in found if at is not None), default=None)

    async def _read(self, monitor_ids: Collection[int]) -> dict[int, MonitorFacts]:
        ids = sorted(monitor_ids)
        tags, parents = await tags_of(self.connection, ids), await parents_of(self.connection, ids)
        table = monitor.c
        found: dict[int, MonitorFacts] = {}
        for some in chunks(ids):
            statement = (
                select(
                    table.id,
                    table.workspace_id,
                    table.name,
                    table.kind,
                    table.target,
                    table.interval_s,
                    table.enabled,
                    table.regions,
                    table.runbook_url,
                    monitor_state.c.state,
                )
                .outerjoin(monitor_state, monitor_state.c.monitor_id == table.id)
                .where(table.id.in_(some), table.deleted_at.is_(None))
            )
            for row in await self.connection.execute(statement):
                found[row.id] = MonitorFacts(
                    id=row.id,
                    workspace_id=row.workspace_id,
                    name=row.name,
                    kind=row.kind,
                    target=row.target,
                    interval_s=row.interval_s,
                    enabled=row.enabled,
                    regions=msgspec.json.decode(row.regions, type=tuple[str, ...]),
                    is_down=row.enabled and row.state == Verdict.DOWN,
                    tags=frozenset(tags.get(row.id, ())),
                    parents=parents.get(row.id, ()),
                    runbook_url=row.runbook_url,
                )
        return found


def _addresses(evidence: Evidence) -> list[str]:
    """Kinds that try several addresses list them, each with what it did."""
    tried = evidence.get("addresses")
    found = [evidence.get("address")]
    if isinstance(tried, list):
        found += [one.get("address") for one in tried if isinstance(one, dict)]
    return [one for one in found if isinstance(one, str) and one]
