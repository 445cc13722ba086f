"""What alerting remembers of what it did: alerts, groups, notifications and their deliveries, decisions, flaps."""

import sqlalchemy as sa
from alembic import op

from tocsin.storage.migrations.foundation.types import ID


def create_alert() -> None:
    op.create_table(
        "alert",
        sa.Column("incident_id", ID, autoincrement=False, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("monitor_id", ID, nullable=False),
        sa.Column("concern", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("held_by", sa.Text()),
        sa.Column("look_at", sa.BigInteger()),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_alert")),
    )
    _create_partial_index("ix_alert_look_at", "alert", ["look_at"], "look_at IS NOT NULL")
    _create_partial_index("ix_alert_held_by", "alert", ["held_by"], "held_by IS NOT NULL")
    op.create_index("ix_alert_monitor_id", "alert", ["monitor_id"], unique=False)


def create_alert_group() -> None:
    op.create_table(
        "alert_group",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("policy_id", ID, nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger()),
        sa.Column("closed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_group")),
        sqlite_autoincrement=True,
    )
    _create_partial_index("ix_alert_group_next_at", "alert_group", ["next_at"], "next_at IS NOT NULL")
    _create_partial_index("ix_alert_group_open", "alert_group", ["workspace_id", "joined_at"], "closed_at IS NULL")


def create_alert_member() -> None:
    op.create_table(
        "alert_member",
        sa.Column("group_id", ID, autoincrement=False, nullable=False),
        sa.Column("incident_id", ID, autoincrement=False, nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["alert_group.id"], name=op.f("fk_alert_member_group_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "incident_id", name=op.f("pk_alert_member")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alert_member_incident_id", "alert_member", ["incident_id"], unique=False)


def create_notification() -> None:
    op.create_table(
        "notification",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("group_id", ID),
        sa.Column("channel_id", ID),
        sa.Column("user_id", ID),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("destination_key", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("dedup_key", sa.Text(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("fallback_of", ID),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("available_at", sa.BigInteger()),
        sa.Column("leased_by", sa.Text()),
        sa.Column("leased_until", sa.BigInteger()),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("finished_at", sa.BigInteger()),
        sa.Column("last_error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_notification_dedup_key")),
        sqlite_autoincrement=True,
    )
    _create_partial_index(
        "ix_notification_available_at", "notification", ["available_at", "id"], "available_at IS NOT NULL"
    )
    op.create_index("ix_notification_group_id_id", "notification", ["group_id", "id"], unique=False)
    _create_partial_index(
        "ix_notification_group_id_destination_key_id",
        "notification",
        ["group_id", "destination_key", "id"],
        "available_at IS NOT NULL",
    )
    op.create_index("ix_notification_workspace_id_id", "notification", ["workspace_id", "id"], unique=False)


def create_delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("notification_id", ID, nullable=False),
        sa.Column("channel_id", ID),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notification_id"], ["notification.id"], name=op.f("fk_delivery_notification_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index("ix_delivery_notification_id", "delivery", ["notification_id"], unique=False)
    op.create_index("ix_delivery_workspace_id_id", "delivery", ["workspace_id", "id"], unique=False)


def create_decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("incident_id", ID, nullable=False),
        sa.Column("group_id", ID),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_incident_id_id", "decision", ["incident_id", "id"], unique=False)
    op.create_index("ix_decision_group_id_incident_id_id", "decision", ["group_id", "incident_id", "id"], unique=False)
    op.create_index("ix_decision_workspace_id_at", "decision", ["workspace_id", "at"], unique=False)


def create_flap() -> None:
    op.create_table(
        "flap",
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("monitor_id", name=op.f("pk_flap")),
    )
    op.create_index(op.f("ix_flap_workspace_id"), "flap", ["workspace_id"], unique=False)


def _create_partial_index(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=False, sqlite_where=where, postgresql_where=where)


CREATE = (
    create_alert,
    create_alert_group,
    create_alert_member,
    create_notification,
    create_delivery,
    create_decision,
    create_flap,
)
