"""How a monitor is laid out in its three tables."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.monitor import QuorumRule, Rules
from tocsin.storage.statements import chunks
from tocsin.storage.tables import monitor, monitor_parent, monitor_tag

RULE_COLUMNS = (
    monitor.c.interval_s,
    monitor.c.timeout_s,
    monitor.c.retry_interval_s,
    monitor.c.failure_threshold,
    monitor.c.recovery_threshold,
    monitor.c.quorum,
    monitor.c.regions,
)


class MonitorFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a user may set. `config` is JSON whose secrets are encrypted already; `rules` holds the parents."""

    name: str
    kind: str
    config: bytes
    target: str
    rules: Rules
    tags: tuple[str, ...] = ()
    description: str = ""
    runbook_url: str | None = None
    enabled: bool = True
    is_public: bool = False
    degraded_latency_ms: int | None = None
    degraded_certificate_days: int | None = None
    managed_by: str | None = None


class StoredMonitor(msgspec.Struct, frozen=True, kw_only=True):
    """A monitor as it stands in the database. `revision` grows by one with every change."""

    id: int
    workspace_id: int
    revision: int
    created_at: int
    updated_at: int
    fields: MonitorFields


def visible(workspace_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Conditions for what a user of the workspace may see of table `monitor`."""
    return monitor.c.workspace_id == workspace_id, monitor.c.deleted_at.is_(None)


def column_values(fields: MonitorFields) -> dict[str, Any]:
    """Columns of table `monitor` that a user may set."""
    rules = fields.rules
    return {
        "name": fields.name,
        "sort_name": fields.name.casefold(),
        "kind": fields.kind,
        "config": fields.config.decode(),
        "target": fields.target,
        "interval_s": rules.interval,
        "timeout_s": rules.timeout,
        "retry_interval_s": rules.retry_interval,
        "failure_threshold": rules.failure_threshold,
        "recovery_threshold": rules.recovery_threshold,
        "quorum": str(rules.quorum),
        "regions": msgspec.json.encode(rules.regions).decode(),
        "degraded_latency_ms": fields.degraded_latency_ms,
        "degraded_certificate_days": fields.degraded_certificate_days,
        "description": fields.description,
        "runbook_url": fields.runbook_url,
        "enabled": fields.enabled,
        "is_public": fields.is_public,
        "managed_by": fields.managed_by,
    }


def rules_of(row: Any, parents: tuple[int, ...]) -> Rules:
    """Of a row with the columns of `RULE_COLUMNS`. Equal rules are one object: most monitors share a few."""
    return _rules(
        row.interval_s,
        row.timeout_s,
        row.retry_interval_s,
        row.failure_threshold,
        row.recovery_threshold,
        row.quorum,
        row.regions,
        parents,
    )


@lru_cache(maxsize=4096)
def _rules(
    interval: float,
    timeout: float,
    retry_interval: float,
    failure_threshold: int,
    recovery_threshold: int,
    quorum: str,
    regions: str,
    parents: tuple[int, ...],
) -> Rules:
    return Rules(
        interval=interval,
        timeout=timeout,
        retry_interval=retry_interval,
        failure_threshold=failure_threshold,
        recovery_threshold=recovery_threshold,
        quorum=int(quorum) if quorum.isdigit() else QuorumRule(quorum),
        regions=msgspec.json.decode(regions, type=tuple[str, ...]),
        parents=parents,
    )


def monitor_of(row: Row[Any], tags: tuple[str, ...], parents: tuple[int, ...]) -> StoredMonitor:
    fields = MonitorFields(
        name=row.name,
        kind=row.kind,
        config=row.config.encode(),
        target=row.target,
        rules=rules_of(row, parents),
        tags=tags,
        description=row.description,
        runbook_url=row.runbook_url,
        enabled=row.enabled,
        is_public=row.is_public,
        degraded_latency_ms=row.degraded_latency_ms,
        degraded_certificate_days=row.degraded_certificate_days,
        managed_by=row.managed_by,
    )
    return StoredMonitor(
        id=row.id,
        workspace_id=row.workspace_id,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
        fields=fields,
    )


async def load(connection: AsyncConnection, statement: Select[Any]) -> list[StoredMonitor]:
    """Monitors that a SELECT over table `monitor` gives, with tags and parents, by ascending id."""
    rows = (await connection.execute(statement.order_by(monitor.c.id))).all()
    ids = [row.id for row in rows]
    tags, parents = await tags_of(connection, ids), await parents_of(connection, ids)
    return [monitor_of(row, tags.get(row.id, ()), parents.get(row.id, ())) for row in rows]


async def tags_of(connection: AsyncConnection, monitor_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """Tags in alphabetical order, by monitor."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for ids in chunks(monitor_ids):
        statement = select(monitor_tag).where(monitor_tag.c.monitor_id.in_(ids)).order_by(monitor_tag.c.tag)
        for monitor_id, tag in await connection.execute(statement):
            found[monitor_id].append(tag)
    return {monitor_id: tuple(names) for monitor_id, names in found.items()}


async def parents_of(connection: AsyncConnection, monitor_ids: list[int]) -> dict[int, tuple[int, ...]]:
    """Parents that are not deleted, by ascending id, by monitor."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for ids in chunks(monitor_ids):
        statement = (
            select(monitor_parent)
            .join(monitor, monitor.c.id == monitor_parent.c.parent_id)
            .where(monitor_parent.c.monitor_id.in_(ids), monitor.c.deleted_at.is_(None))
            .order_by(monitor_parent.c.parent_id)
        )
        for monitor_id, parent_id in await connection.execute(statement):
            found[monitor_id].append(parent_id)
    return {monitor_id: tuple(above) for monitor_id, above in found.items()}
