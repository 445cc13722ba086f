"""Pings, the memory of them, and the keys that they come with."""

import sqlalchemy as sa
from alembic import op

from tocsin.storage.migrations.foundation.types import ID


def create_ping() -> None:
    op.create_table(
        "ping",
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("signal", sa.Text(), nullable=False),
        sa.Column("verdict", sa.SmallInteger()),
        sa.Column("exit_code", sa.Integer()),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("duration_ms", sa.BigInteger()),
        sa.Column("late_ms", sa.BigInteger()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("body_size", sa.Integer(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("monitor_id", "at", "id", name=op.f("pk_ping")),
        sqlite_with_rowid=False,
    )


def create_push_state() -> None:
    op.create_table(
        "push_state",
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("wake_at", sa.BigInteger()),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("monitor_id", name=op.f("pk_push_state")),
    )


def create_ping_key() -> None:
    op.create_table(
        "ping_key",
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_key", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["monitor_id"], ["monitor.id"], name=op.f("fk_ping_key_monitor_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("monitor_id", name=op.f("pk_ping_key")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_ping_key_key_hash")),
    )
    op.create_index("ix_ping_key_workspace_id_slug", "ping_key", ["workspace_id", "slug"], unique=False)


def create_workspace_ping_key() -> None:
    op.create_table(
        "workspace_ping_key",
        sa.Column("workspace_id", ID, autoincrement=False, nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_workspace_ping_key_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_workspace_ping_key")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_workspace_ping_key_key_hash")),
    )


CREATE = (create_ping, create_push_state, create_ping_key, create_workspace_ping_key)
