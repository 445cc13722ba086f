"""The record of what was seen, and what is derived from it."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, SmallInteger, Table, Text

from tocsin.storage.tables.metadata import Id, Millis, metadata

result = Table(
    "result",
    metadata,
    Column("monitor_id", Id, primary_key=True, autoincrement=False),
    Column("region_id", SmallInteger, primary_key=True, autoincrement=False),
    Column("scheduled_at", Millis, primary_key=True, autoincrement=False),
    Column("verdict", SmallInteger, nullable=False),
    Column("latency_us", BigInteger),
    Column("phases", LargeBinary),
    Column("code", Integer),
    Column("error", Text),
    sqlite_with_rowid=False,
)
"""One narrow row per probe run and no other index: 60 bytes are its budget.

`phases` is `storage.phases`; NULL stands for "nothing measured", "no phases", "no code", "no error".
"""

evidence = Table(
    "evidence",
    metadata,
    Column("monitor_id", Id, primary_key=True, autoincrement=False),
    Column("region_id", SmallInteger, primary_key=True, autoincrement=False),
    Column("scheduled_at", Millis, primary_key=True, autoincrement=False),
    Column("message", Text, nullable=False),
    Column("document", LargeBinary),
    sqlite_with_rowid=False,
)

last_good = Table(
    "last_good",
    metadata,
    Column("monitor_id", Id, primary_key=True, autoincrement=False),
    Column("region_id", SmallInteger, primary_key=True, autoincrement=False),
    Column("scheduled_at", Millis, nullable=False),
    Column("document", LargeBinary, nullable=False),
)

rollup = Table(
    "rollup",
    metadata,
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    Column("monitor_id", Id, primary_key=True, autoincrement=False),
    Column("region_id", SmallInteger, primary_key=True, autoincrement=False),
    Column("start", Millis, primary_key=True, autoincrement=False),
    Column("up", Integer, nullable=False),
    Column("degraded", Integer, nullable=False),
    Column("down", Integer, nullable=False),
    Column("unknown", Integer, nullable=False),
    Column("excluded", Integer, nullable=False),
    Column("up_ms", Millis, nullable=False),
    Column("degraded_ms", Millis, nullable=False),
    Column("down_ms", Millis, nullable=False),
    Column("unknown_ms", Millis, nullable=False),
    Column("excluded_ms", Millis, nullable=False),
    Column("latency_count", Integer, nullable=False),
    Column("latency_sum", Millis, nullable=False),
    Column("latency_min", BigInteger),
    Column("latency_max", BigInteger),
    Column("sketch", LargeBinary),
    sqlite_with_rowid=False,
)
"""One closed hour (level 0) or day (level 1, UTC). Durations by state stand on region 0 only."""

rollup_dirty = Table(
    "rollup_dirty",
    metadata,
    Column("monitor_id", Id, primary_key=True, autoincrement=False),
    Column("start", Millis, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Closed hours to derive again, because a result came late or a mark changed."""

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Watermarks and cursors of the background work."""
