"""Pings that change no state: with their results, and with what is remembered of their monitors, in one trip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tocsin.core.ping import StoredPing
from tocsin.core.result import Result
from tocsin.storage import pings, push_states, results
from tocsin.storage.backend import Rows
from tocsin.storage.database import Database
from tocsin.storage.push_states import PushRecord
from tocsin.storage.tables import ping, push_state


async def append(
    database: Database,
    stored: Sequence[StoredPing],
    records: Sequence[PushRecord],
    told: Sequence[Result],
    region_ids: Mapping[str, int],
    *,
    now: int,
) -> bool:
    """Store all of it for good, the fast way; False, and nothing stored, when some of it is stored already.

    False as well when a result belongs to an hour that may be closed.
    """
    if results.are_late(told, now):
        return False
    batch = [
        Rows(ping, [pings.row_of(one) for one in stored]),
        Rows(push_state, [push_states.row_of(one) for one in records], replaces=True),
        results.rows_of(told, region_ids),
    ]
    return await database.write_alone([rows for rows in batch if rows.values], is_durable=True)
