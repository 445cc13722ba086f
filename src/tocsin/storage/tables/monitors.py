"""What users configure, and what is concluded of it at this moment."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    false,
    text,
)

from tocsin.storage.tables.metadata import Id, Millis, SortText, metadata

region = Table(
    "region",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, unique=True),
    Column("created_at", Millis, nullable=False),
    Column("last_seen_at", Millis),
    Column("suspect_since", Millis),
    Column("suspect_reason", Text),
)
"""Ids start at 1: in `rollup`, region 0 stands for all of them."""

monitor = Table(
    "monitor",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspace.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("sort_name", SortText, nullable=False),
    Column("kind", Text, nullable=False),
    Column("config", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("interval_s", Float, nullable=False),
    Column("timeout_s", Float, nullable=False),
    Column("retry_interval_s", Float, nullable=False),
    Column("failure_threshold", Integer, nullable=False),
    Column("recovery_threshold", Integer, nullable=False),
    Column("quorum", Text, nullable=False),
    Column("regions", Text, nullable=False),
    Column("degraded_latency_ms", Integer),
    Column("degraded_certificate_days", Integer),
    Column("description", Text, nullable=False, server_default=text("''")),
    Column("runbook_url", Text),
    Column("enabled", Boolean, nullable=False),
    Column("managed_by", Text),
    Column("revision", Integer, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("deleted_at", Millis),
    Column("is_public", Boolean, nullable=False, server_default=false()),
    Index(
        "uq_monitor_workspace_id_name",
        "workspace_id",
        "name",
        unique=True,
        sqlite_where=text("deleted_at IS NULL"),
        postgresql_where=text("deleted_at IS NULL"),
    ),
    Index("ix_monitor_workspace_id_sort_name_id", "workspace_id", "sort_name", "id"),
    Index("ix_monitor_workspace_id_target", "workspace_id", "target"),
    Index(
        "ix_monitor_deleted_at",
        "deleted_at",
        sqlite_where=text("deleted_at IS NOT NULL"),
        postgresql_where=text("deleted_at IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)
"""AUTOINCREMENT: the id of a purged monitor stands in old links and must never come back as another one."""

monitor_tag = Table(
    "monitor_tag",
    metadata,
    Column("monitor_id", Id, ForeignKey("monitor.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("tag", SortText, primary_key=True),
    Index("ix_monitor_tag_tag_monitor_id", "tag", "monitor_id"),
    sqlite_with_rowid=False,
)

monitor_parent = Table(
    "monitor_parent",
    metadata,
    Column("monitor_id", Id, ForeignKey("monitor.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("parent_id", Id, ForeignKey("monitor.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Index("ix_monitor_parent_parent_id", "parent_id"),
    sqlite_with_rowid=False,
)

monitor_state = Table(
    "monitor_state",
    metadata,
    Column("monitor_id", Id, primary_key=True, autoincrement=False),
    Column("state", SmallInteger, nullable=False),
    Column("since", Millis, nullable=False),
    Column("reason", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("incident_id", Id),
    Column("certificate_expires_at", Millis),
    Column("document", LargeBinary, nullable=False),
    Column("updated_at", Millis, nullable=False),
)
"""No foreign key, here and in all that ingest writes: a monitor that is purged at the wrong moment must not
fail the whole batch."""
