"""Regions, monitors with tags and parents, and their states."""

import sqlalchemy as sa
from alembic import op

from tocsin.storage.migrations.foundation.types import ID, SORTED


def create_region() -> None:
    op.create_table(
        "region",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger()),
        sa.Column("suspect_since", sa.BigInteger()),
        sa.Column("suspect_reason", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("name", name=op.f("uq_region_name")),
    )


def create_monitor() -> None:
    op.create_table(
        "monitor",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_name", SORTED, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("interval_s", sa.Float(), nullable=False),
        sa.Column("timeout_s", sa.Float(), nullable=False),
        sa.Column("retry_interval_s", sa.Float(), nullable=False),
        sa.Column("failure_threshold", sa.Integer(), nullable=False),
        sa.Column("recovery_threshold", sa.Integer(), nullable=False),
        sa.Column("quorum", sa.Text(), nullable=False),
        sa.Column("regions", sa.Text(), nullable=False),
        sa.Column("degraded_latency_ms", sa.Integer()),
        sa.Column("degraded_certificate_days", sa.Integer()),
        sa.Column("description", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("runbook_url", sa.Text()),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("managed_by", sa.Text()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_monitor_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitor")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_monitor_deleted_at",
        "monitor",
        ["deleted_at"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_index(
        "ix_monitor_workspace_id_sort_name_id", "monitor", ["workspace_id", "sort_name", "id"], unique=False
    )
    op.create_index(
        "uq_monitor_workspace_id_name",
        "monitor",
        ["workspace_id", "name"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )


def create_monitor_tag() -> None:
    op.create_table(
        "monitor_tag",
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.Column("tag", SORTED, nullable=False),
        sa.ForeignKeyConstraint(
            ["monitor_id"], ["monitor.id"], name=op.f("fk_monitor_tag_monitor_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("monitor_id", "tag", name=op.f("pk_monitor_tag")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_monitor_tag_tag_monitor_id", "monitor_tag", ["tag", "monitor_id"], unique=False)


def create_monitor_parent() -> None:
    op.create_table(
        "monitor_parent",
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.Column("parent_id", ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["monitor_id"], ["monitor.id"], name=op.f("fk_monitor_parent_monitor_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["monitor.id"], name=op.f("fk_monitor_parent_parent_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("monitor_id", "parent_id", name=op.f("pk_monitor_parent")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_monitor_parent_parent_id", "monitor_parent", ["parent_id"], unique=False)


def create_monitor_state() -> None:
    op.create_table(
        "monitor_state",
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("incident_id", ID),
        sa.Column("certificate_expires_at", sa.BigInteger()),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("monitor_id", name=op.f("pk_monitor_state")),
    )


CREATE = (create_region, create_monitor, create_monitor_tag, create_monitor_parent, create_monitor_state)
