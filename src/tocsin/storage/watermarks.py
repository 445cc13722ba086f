"""How far the background work has come; readers take from rollups what lies before, and from raw rows the rest."""

from __future__ import annotations

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.tables import meta

NEXT_HOUR = "rollup.hour.next"
NEXT_DAY = "rollup.day.next"
RAW_SINCE = "retention.raw.since"
HOURS_SINCE = "retention.hour.since"


class Watermarks(msgspec.Struct, frozen=True):
    """Hours before `next_hour` and days before `next_day` are rolled up; None until the first ever is.

    Raw results before `raw_since`, and hours before `hours_since`, have been deleted.
    """

    next_hour: int | None
    next_day: int | None
    raw_since: int
    hours_since: int


async def watermarks(connection: AsyncConnection) -> Watermarks:
    keys = (NEXT_HOUR, NEXT_DAY, RAW_SINCE, HOURS_SINCE)
    rows = await connection.execute(select(meta.c.key, meta.c.value).where(meta.c.key.in_(keys)))
    values = {key: int(value) for key, value in rows}
    return Watermarks(values.get(NEXT_HOUR), values.get(NEXT_DAY), values.get(RAW_SINCE, 0), values.get(HOURS_SINCE, 0))
