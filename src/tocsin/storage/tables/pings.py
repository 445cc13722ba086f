"""What is pushed to us: pings and what is remembered of them, their keys, and other systems' hooks."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Table, Text

from tocsin.storage.tables.metadata import Id, Millis, metadata

ping = Table(
    "ping",
    metadata,
    Column("monitor_id", Id, primary_key=True, autoincrement=False),
    Column("at", Millis, primary_key=True, autoincrement=False),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("signal", Text, nullable=False),
    Column("verdict", SmallInteger),
    Column("exit_code", Integer),
    Column("run_id", Text, nullable=False),
    Column("duration_ms", BigInteger),
    Column("late_ms", BigInteger),
    Column("note", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("body", LargeBinary),
    Column("body_size", Integer, nullable=False),
    Column("via", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("agent", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Clustered by monitor, as results are. `id` is what the receiver gave it: the same ping twice is one row."""

push_state = Table(
    "push_state",
    metadata,
    Column("monitor_id", Id, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("wake_at", Millis),
    Column("document", LargeBinary, nullable=False),
)
"""A `core.ping.PushMemory` each. `wake_at`: when its silence is going to mean something, as the monitor was configured
at `revision`; NULL for never.
"""

ping_key = Table(
    "ping_key",
    metadata,
    Column("monitor_id", Id, ForeignKey("monitor.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("workspace_id", Id, nullable=False),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    Column("sealed_key", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("created_at", Millis, nullable=False),
    Index("ix_ping_key_workspace_id_slug", "workspace_id", "slug"),
)
"""The address of one pushed monitor. Slugs are unique only by courtesy: two of a kind are ambiguous when used."""

workspace_ping_key = Table(
    "workspace_ping_key",
    metadata,
    Column("workspace_id", Id, ForeignKey("workspace.id"), primary_key=True, autoincrement=False),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    Column("sealed_key", Text, nullable=False),
    Column("created_at", Millis, nullable=False),
)
"""One key for all pushed monitors of a workspace, to be used with their slugs."""

hook = Table(
    "hook",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspace.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("config", Text, nullable=False),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    Column("sealed_key", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("last_received_at", Millis),
    Column("last_error", Text),
    Index("uq_hook_workspace_id_name", "workspace_id", "name", unique=True),
)

hook_problem = Table(
    "hook_problem",
    metadata,
    Column("hook_id", Id, ForeignKey("hook.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("monitor_id", Id, primary_key=True, autoincrement=False),
    Column("problem", Text, primary_key=True),
    Column("verdict", SmallInteger, nullable=False),
    Column("message", Text, nullable=False),
    Column("since", Millis, nullable=False),
    Column("updated_at", Millis, nullable=False),
    Index("ix_hook_problem_monitor_id", "monitor_id"),
    sqlite_with_rowid=False,
)
"""What another system says is wrong with a monitor at this moment: its state is the worst of these."""

hook_monitor = Table(
    "hook_monitor",
    metadata,
    Column("hook_id", Id, ForeignKey("hook.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("monitor_id", Id, ForeignKey("monitor.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Index("ix_hook_monitor_monitor_id", "monitor_id"),
    sqlite_with_rowid=False,
)
"""The monitors that a hook has made."""
