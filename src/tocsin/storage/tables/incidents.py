"""Changes of state, what they mean to people, and what is to be told about them."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Table, Text, text

from tocsin.storage.tables.metadata import Id, Millis, metadata

transition = Table(
    "transition",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("monitor_id", Id, nullable=False),
    Column("at", Millis, nullable=False),
    Column("from_state", SmallInteger, nullable=False),
    Column("to_state", SmallInteger, nullable=False),
    Column("concluded_at", Millis, nullable=False),
    Column("reason", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("why", LargeBinary, nullable=False),
    Column("incident_id", Id),
    Index("ix_transition_monitor_id_at_id", "monitor_id", "at", "id"),
    Index("ix_transition_workspace_id_at_id", "workspace_id", "at", "id"),
    # The outbox, decisions and groups know both by their numbers, which must never come back as those of others.
    sqlite_autoincrement=True,
)

incident = Table(
    "incident",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("monitor_id", Id, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("started_at", Millis, nullable=False),
    Column("ended_at", Millis),
    Column("reason", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("cause_monitor_id", Id),
    Column("acknowledged_at", Millis),
    Column("acknowledged_by", Text),
    Column("rule_id", Id, nullable=False, server_default=text("0")),
    Column("snoozed_until", Millis),
    Column("resolved_at", Millis),
    Column("resolved_by", Text),
    Index(
        "uq_incident_monitor_id_rule_id_open",
        "monitor_id",
        "rule_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_incident_monitor_id_started_at", "monitor_id", "started_at"),
    Index("ix_incident_workspace_id_started_at_id", "workspace_id", "started_at", "id"),
    sqlite_autoincrement=True,
)
"""`severity` is the worst state that the incident has seen. `rule_id` is 0 where it is about the monitor's state, else
the rule that is broken; the unique index keeps one open incident for each of these. `resolved_at`: somebody has said
that it is dealt with, though it has not ended yet.
"""

incident_event = Table(
    "incident_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("incident_id", Id, ForeignKey("incident.id", ondelete="CASCADE"), nullable=False),
    Column("at", Millis, nullable=False),
    Column("type", Text, nullable=False),
    Column("actor", Text),
    Column("summary", Text, nullable=False),
    Index("ix_incident_event_incident_id_at_id", "incident_id", "at", "id"),
)

mark = Table(
    "mark",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("monitor_id", Id, nullable=False),
    Column("kind", Text, nullable=False),
    Column("starts_at", Millis, nullable=False),
    Column("ends_at", Millis),
    Column("note", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Millis, nullable=False),
    Index("ix_mark_monitor_id_starts_at", "monitor_id", "starts_at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("topic", Text, nullable=False),
    Column("dedup_key", Text, nullable=False, unique=True),
    Column("payload", LargeBinary, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("available_at", Millis, nullable=False),
    Column("leased_by", Text),
    Column("leased_until", Millis),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("done_at", Millis),
    Column("last_error", Text),
    Index(
        "ix_outbox_available_at",
        "available_at",
        "id",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
    Index(
        "ix_outbox_done_at",
        "done_at",
        sqlite_where=text("done_at IS NOT NULL"),
        postgresql_where=text("done_at IS NOT NULL"),
    ),
)
