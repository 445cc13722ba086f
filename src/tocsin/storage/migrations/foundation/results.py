"""Evidence, rollups, watermarks; and the results themselves."""

import sqlalchemy as sa
from alembic import op

from tocsin.storage.migrations.foundation.types import ID
from tocsin.storage.migrations.timescale import is_timescale_usable, make_hypertable


def create_evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.Column("region_id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("scheduled_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("document", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("monitor_id", "region_id", "scheduled_at", name=op.f("pk_evidence")),
        sqlite_with_rowid=False,
    )


def create_last_good() -> None:
    op.create_table(
        "last_good",
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.Column("region_id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("scheduled_at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("monitor_id", "region_id", name=op.f("pk_last_good")),
    )


def create_rollup() -> None:
    op.create_table(
        "rollup",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.Column("region_id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("start", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("up", sa.Integer(), nullable=False),
        sa.Column("degraded", sa.Integer(), nullable=False),
        sa.Column("down", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("excluded", sa.Integer(), nullable=False),
        sa.Column("up_ms", sa.BigInteger(), nullable=False),
        sa.Column("degraded_ms", sa.BigInteger(), nullable=False),
        sa.Column("down_ms", sa.BigInteger(), nullable=False),
        sa.Column("unknown_ms", sa.BigInteger(), nullable=False),
        sa.Column("excluded_ms", sa.BigInteger(), nullable=False),
        sa.Column("latency_count", sa.Integer(), nullable=False),
        sa.Column("latency_sum", sa.BigInteger(), nullable=False),
        sa.Column("latency_min", sa.BigInteger()),
        sa.Column("latency_max", sa.BigInteger()),
        sa.Column("sketch", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("level", "monitor_id", "region_id", "start", name=op.f("pk_rollup")),
        sqlite_with_rowid=False,
    )


def create_rollup_dirty() -> None:
    op.create_table(
        "rollup_dirty",
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.Column("start", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("monitor_id", "start", name=op.f("pk_rollup_dirty")),
        sqlite_with_rowid=False,
    )


def create_meta() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
        sqlite_with_rowid=False,
    )


def create_result() -> None:
    """On PostgreSQL a hypertable where TimescaleDB is there, else partitions; a default one so that nothing is lost."""
    connection = op.get_bind()
    is_postgres = connection.dialect.name == "postgresql"
    has_timescale = is_postgres and is_timescale_usable(connection)
    partition_by = None if has_timescale else "RANGE (scheduled_at)"
    op.create_table(
        "result",
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.Column("region_id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("scheduled_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("verdict", sa.SmallInteger(), nullable=False),
        sa.Column("latency_us", sa.BigInteger()),
        sa.Column("phases", sa.LargeBinary()),
        sa.Column("code", sa.Integer()),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("monitor_id", "region_id", "scheduled_at", name=op.f("pk_result")),
        sqlite_with_rowid=False,
        postgresql_partition_by=partition_by,
    )
    if has_timescale:
        make_hypertable(connection)
    elif is_postgres:
        op.execute("CREATE TABLE result_default PARTITION OF result DEFAULT")


CREATE = (create_evidence, create_last_good, create_rollup, create_rollup_dirty, create_meta, create_result)
