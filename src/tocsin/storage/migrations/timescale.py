"""TimescaleDB's part of the first revision. Without it, or without its compression, nothing changes but size."""

from __future__ import annotations

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

DAY_MS = 86_400_000
COMPRESS_AFTER_MS = 2 * DAY_MS
"""Older chunks hardly change any more; late results still get in."""


def is_timescale_usable(connection: Connection) -> bool:
    """Whether the extension is installed in this database, or can be."""
    available = text("SELECT count(*) FROM pg_available_extensions WHERE name = 'timescaledb'")
    if not connection.execute(available).scalar_one():
        return False
    return _attempted(connection, "CREATE EXTENSION IF NOT EXISTS timescaledb")


def make_hypertable(connection: Connection) -> None:
    """Cut `result` into chunks of a day, compressed by monitor once they are old."""
    connection.execute(
        text("SELECT create_hypertable('result', 'scheduled_at', chunk_time_interval => CAST(:day AS bigint))"),
        {"day": DAY_MS},
    )
    connection.execute(
        text(
            "CREATE FUNCTION tocsin_now_ms() RETURNS bigint LANGUAGE sql STABLE AS "
            "$$ SELECT (extract(epoch FROM now()) * 1000)::bigint $$"
        )
    )
    connection.execute(text("SELECT set_integer_now_func('result', 'tocsin_now_ms')"))
    _attempted(
        connection,
        "ALTER TABLE result SET (timescaledb.compress, timescaledb.compress_segmentby = 'monitor_id, region_id', "
        "timescaledb.compress_orderby = 'scheduled_at')",
        f"SELECT add_compression_policy('result', BIGINT '{COMPRESS_AFTER_MS}')",
    )


def drop_now_function(connection: Connection) -> None:
    connection.execute(text("DROP FUNCTION IF EXISTS tocsin_now_ms()"))


def _attempted(connection: Connection, *statements: str) -> bool:
    """Whether all of them were carried out; none of them is when one is not allowed or not known to this edition."""
    try:
        with connection.begin_nested():
            for statement in statements:
                connection.execute(text(statement))
    except DBAPIError:
        return False
    return True
