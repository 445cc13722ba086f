"""Groups that were told of before a silence began: while it holds, nobody is told more of them."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.alerting.facts import Facts
from tocsin.core.alerting.group import Group
from tocsin.core.alerting.muting import mute
from tocsin.core.alerting.silence import Occurrence
from tocsin.services.mutes import occurrences_at
from tocsin.storage.alert_facts import AlertFactsRepository
from tocsin.storage.alert_groups import AlertGroupRepository
from tocsin.storage.database import Connection
from tocsin.storage.incidents import StoredIncident

MOST_INCIDENTS = 20_000


async def hushed_until(connection: Connection, groups: Sequence[Group], now: int) -> dict[int, int]:
    """By group of which every open incident is silenced: when (Unix ms) the first of these silences ends."""
    occurrences = await occurrences_at(connection, {one.workspace_id for one in groups}, now)
    found: dict[int, int] = {}
    for group in groups:
        holding = occurrences.get(group.workspace_id)
        until = await _until(connection, group, holding, now) if holding else None
        if until is not None:
            found[group.id] = until
    return found


async def _until(connection: Connection, group: Group, occurrences: Sequence[Occurrence], now: int) -> int | None:
    incidents = await AlertGroupRepository(connection).incidents_of(group.id, only_open=True, limit=MOST_INCIDENTS)
    facts = await _subjects(connection, incidents)
    ends = [mute(facts.subject(one), occurrences, now).look_at for one in incidents if one.monitor_id in facts.monitors]
    known = [end for end in ends if end is not None]
    return min(known) if known and len(known) == len(ends) else None


async def _subjects(connection: Connection, incidents: Sequence[StoredIncident]) -> Facts:
    repository = AlertFactsRepository(connection)
    monitor_ids = sorted({one.monitor_id for one in incidents})
    monitors, whys = await repository.monitors(monitor_ids), await repository.newest_bad_changes(monitor_ids)
    return Facts(monitors, whys, {}, {}, {}, frozenset(), {}, {})
