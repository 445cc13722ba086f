"""Who is told, what, and when: configured by people, and what alerting remembers of what it did."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from tocsin.storage.tables.metadata import Id, Millis, metadata

channel = Table(
    "channel",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspace.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("config", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("fallback_id", Id),
    Column("title_template", Text),
    Column("body_template", Text),
    Column("canary_every_s", Integer),
    Column("revision", Integer, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("updated_at", Millis, nullable=False),
    # How it does, written by alerting.
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("unhealthy_since", Millis),
    Column("last_success_at", Millis),
    Column("last_failure_at", Millis),
    Column("last_error", Text),
    Column("canary_at", Millis),
    UniqueConstraint("workspace_id", "name"),
    sqlite_autoincrement=True,
)
"""`failures`: deliveries that failed in a row. `canary_at`: when the next proof of life is due."""

policy = Table(
    "policy",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspace.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("updated_at", Millis, nullable=False),
    UniqueConstraint("workspace_id", "name"),
    sqlite_autoincrement=True,
)
"""`document` is a `core.alerting.policy.Policy`. They are asked in the order of (position, id)."""

rotation = Table(
    "rotation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspace.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("calendar_hash", LargeBinary, unique=True),
    Column("calendar_key", Text),
    Column("revision", Integer, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("updated_at", Millis, nullable=False),
    UniqueConstraint("workspace_id", "name"),
    sqlite_autoincrement=True,
)
"""`document` is a `core.alerting.rotation.Rotation`. The calendar key, sealed, opens the iCalendar feed."""

rotation_override = Table(
    "rotation_override",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False, index=True),
    Column("rotation_id", Id, ForeignKey("rotation.id", ondelete="CASCADE"), nullable=False),
    Column("user_id", Id, nullable=False),
    Column("starts_at", Millis, nullable=False),
    Column("ends_at", Millis, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Millis, nullable=False),
    Index("ix_rotation_override_rotation_id_ends_at", "rotation_id", "ends_at"),
)

silence = Table(
    "silence",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspace.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("starts_at", Millis, nullable=False),
    Column("last_ends_at", Millis),
    Column("ended_at", Millis),
    Column("marked_until", Millis),
    Column("revision", Integer, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("updated_at", Millis, nullable=False),
    Index("ix_silence_workspace_id_kind_id", "workspace_id", "kind", "id"),
    sqlite_autoincrement=True,
)
"""`kind`: `silence` or `maintenance`. `document` is a `core.alerting.silence.Silence`. `last_ends_at`: the end of its
last occurrence, NULL for never. `ended_at`: somebody ended it early. `marked_until`: the end of the occurrence whose
time availability leaves out already.
"""

rule = Table(
    "rule",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspace.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("updated_at", Millis, nullable=False),
    UniqueConstraint("workspace_id", "name"),
    sqlite_autoincrement=True,
)
"""`document` is a `core.alerting.rule.Rule`: a threshold on a metric."""

rule_state = Table(
    "rule_state",
    metadata,
    Column("rule_id", Id, ForeignKey("rule.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("monitor_id", Id, primary_key=True, autoincrement=False),
    Column("workspace_id", Id, nullable=False, index=True),
    Column("document", LargeBinary, nullable=False),
    Column("incident_id", Id),
    Column("evaluated_at", Millis, nullable=False),
    Index("ix_rule_state_monitor_id", "monitor_id"),
    sqlite_with_rowid=False,
)
"""`document` is a `core.alerting.rule.RuleState`."""

alert = Table(
    "alert",
    metadata,
    Column("incident_id", Id, primary_key=True, autoincrement=False),
    Column("workspace_id", Id, nullable=False),
    Column("monitor_id", Id, nullable=False),
    Column("concern", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("held_by", Text),
    Column("look_at", Millis),
    Column("updated_at", Millis, nullable=False),
    Index(
        "ix_alert_look_at",
        "look_at",
        sqlite_where=text("look_at IS NOT NULL"),
        postgresql_where=text("look_at IS NOT NULL"),
    ),
    Index(
        "ix_alert_held_by",
        "held_by",
        sqlite_where=text("held_by IS NOT NULL"),
        postgresql_where=text("held_by IS NOT NULL"),
    ),
    Index("ix_alert_monitor_id", "monitor_id"),
)
"""What alerting makes of one incident at this moment. `held_by`: what keeps it from being told (`silence:7`,
`monitor:12`, `flapping`); `look_at`: when to decide anew.
"""

alert_group = Table(
    "alert_group",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("policy_id", Id, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("opened_at", Millis, nullable=False),
    Column("joined_at", Millis, nullable=False),
    Column("next_at", Millis),
    Column("closed_at", Millis),
    Index(
        "ix_alert_group_next_at",
        "next_at",
        sqlite_where=text("next_at IS NOT NULL"),
        postgresql_where=text("next_at IS NOT NULL"),
    ),
    Index(
        "ix_alert_group_open",
        "workspace_id",
        "joined_at",
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)
"""Incidents that are told as one. `document` is a `core.alerting.group.GroupState`; `next_at`: when to escalate."""

alert_member = Table(
    "alert_member",
    metadata,
    Column("group_id", Id, ForeignKey("alert_group.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("incident_id", Id, primary_key=True, autoincrement=False),
    Column("joined_at", Millis, nullable=False),
    Index("ix_alert_member_incident_id", "incident_id"),
    sqlite_with_rowid=False,
)
"""Which incidents a group tells. With policies that continue, one incident is in several groups."""

notification = Table(
    "notification",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("group_id", Id),
    Column("channel_id", Id),
    Column("user_id", Id),
    Column("destination", Text, nullable=False),
    Column("destination_key", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("dedup_key", Text, nullable=False, unique=True),
    Column("document", LargeBinary, nullable=False),
    Column("status", Text, nullable=False),
    Column("fallback_of", Id),
    Column("created_at", Millis, nullable=False),
    Column("available_at", Millis),
    Column("leased_by", Text),
    Column("leased_until", Millis),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("finished_at", Millis),
    Column("last_error", Text),
    Index(
        "ix_notification_available_at",
        "available_at",
        "id",
        sqlite_where=text("available_at IS NOT NULL"),
        postgresql_where=text("available_at IS NOT NULL"),
    ),
    Index("ix_notification_group_id_id", "group_id", "id"),
    Index(
        "ix_notification_group_id_destination_key_id",
        "group_id",
        "destination_key",
        "id",
        sqlite_where=text("available_at IS NOT NULL"),
        postgresql_where=text("available_at IS NOT NULL"),
    ),
    Index("ix_notification_workspace_id_id", "workspace_id", "id"),
    sqlite_autoincrement=True,
)
"""What is to be said to one destination: a channel, or a user by mail. `destination` is its name for people, and
`destination_key` the same as one value to compare (`channel:3`, `user:5`). `document` is a
`core.alerting.announcement.Announcement`. `available_at` is NULL once nothing is to be done any more.
"""

delivery = Table(
    "delivery",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("notification_id", Id, ForeignKey("notification.id", ondelete="CASCADE"), nullable=False),
    Column("channel_id", Id),
    Column("at", Millis, nullable=False),
    Column("took_ms", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("status", Integer),
    Column("answer", Text, nullable=False),
    Index("ix_delivery_notification_id", "notification_id"),
    Index("ix_delivery_workspace_id_id", "workspace_id", "id"),
)
"""One attempt, with what the far side answered."""

decision = Table(
    "decision",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("incident_id", Id, nullable=False),
    Column("group_id", Id),
    Column("at", Millis, nullable=False),
    Column("stage", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Index("ix_decision_incident_id_id", "incident_id", "id"),
    Index("ix_decision_group_id_incident_id_id", "group_id", "incident_id", "id"),
    Index("ix_decision_workspace_id_at", "workspace_id", "at"),
)
"""Why an incident paged, or did not. Lines about a whole group have its id and incident 0."""

flap = Table(
    "flap",
    metadata,
    Column("monitor_id", Id, primary_key=True, autoincrement=False),
    Column("workspace_id", Id, nullable=False, index=True),
    Column("since", Millis, nullable=False),
    Column("changed_at", Millis, nullable=False),
)
"""Monitors that change so often that only the first of it is told."""
