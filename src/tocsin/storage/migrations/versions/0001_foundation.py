"""Everything that stores monitors, results, what is concluded and what is derived from them."""

import sqlalchemy as sa
from alembic import op

from tocsin.storage.migrations.timescale import drop_now_function, is_timescale_usable, make_hypertable

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

TABLES = (
    "workspace",
    "api_key",
    "audit",
    "idempotency_key",
    "region",
    "monitor",
    "monitor_tag",
    "monitor_parent",
    "monitor_state",
    "transition",
    "incident",
    "incident_event",
    "mark",
    "outbox",
    "evidence",
    "last_good",
    "rollup",
    "rollup_dirty",
    "meta",
    "result",
)


def upgrade() -> None:
    create_access()
    create_monitors()
    create_incidents()
    create_derived()
    create_results()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        drop_now_function(op.get_bind())


def create_access() -> None:
    op.create_table(
        "workspace",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("name", name=op.f("uq_workspace_name")),
    )
    op.create_table(
        "api_key",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.BigInteger()),
        sa.Column("expires_at", sa.BigInteger()),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_api_key_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
    )
    op.create_index(op.f("ix_api_key_prefix"), "api_key", ["prefix"], unique=False)
    op.create_index(op.f("ix_api_key_workspace_id"), "api_key", ["workspace_id"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_workspace_id_id", "audit", ["workspace_id", "id"], unique=False)
    op.create_index("ix_audit_workspace_id_subject_id", "audit", ["workspace_id", "subject", "id"], unique=False)
    op.create_table(
        "idempotency_key",
        sa.Column("workspace_id", ID, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger()),
        sa.Column("headers", sa.Text()),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_idempotency_key")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_idempotency_key_created_at"), "idempotency_key", ["created_at"], unique=False)


def create_monitors() -> None:
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


def create_incidents() -> None:
    op.create_table(
        "transition",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("monitor_id", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("from_state", sa.SmallInteger(), nullable=False),
        sa.Column("to_state", sa.SmallInteger(), nullable=False),
        sa.Column("concluded_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("incident_id", ID),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transition")),
    )
    op.create_index("ix_transition_monitor_id_at_id", "transition", ["monitor_id", "at", "id"], unique=False)
    op.create_index("ix_transition_workspace_id_at_id", "transition", ["workspace_id", "at", "id"], unique=False)
    op.create_table(
        "incident",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("monitor_id", ID, nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("cause_monitor_id", ID),
        sa.Column("acknowledged_at", sa.BigInteger()),
        sa.Column("acknowledged_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index("ix_incident_monitor_id_started_at", "incident", ["monitor_id", "started_at"], unique=False)
    op.create_index(
        "ix_incident_workspace_id_started_at_id", "incident", ["workspace_id", "started_at", "id"], unique=False
    )
    op.create_index(
        "uq_incident_monitor_id_open",
        "incident",
        ["monitor_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "incident_event",
        sa.Column("id", ID, nullable=False),
        sa.Column("incident_id", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text()),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_event_incident_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_event")),
    )
    op.create_index("ix_incident_event_incident_id_at_id", "incident_event", ["incident_id", "at", "id"], unique=False)
    op.create_table(
        "mark",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("monitor_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
    )
    op.create_index("ix_mark_monitor_id_starts_at", "mark", ["monitor_id", "starts_at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("dedup_key", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("available_at", sa.BigInteger(), nullable=False),
        sa.Column("leased_by", sa.Text()),
        sa.Column("leased_until", sa.BigInteger()),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("done_at", sa.BigInteger()),
        sa.Column("last_error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_outbox_dedup_key")),
    )
    op.create_index(
        "ix_outbox_available_at",
        "outbox",
        ["available_at", "id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(
        "ix_outbox_done_at",
        "outbox",
        ["done_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NOT NULL"),
        postgresql_where=sa.text("done_at IS NOT NULL"),
    )


def create_derived() -> None:
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
    op.create_table(
        "last_good",
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.Column("region_id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("scheduled_at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("monitor_id", "region_id", name=op.f("pk_last_good")),
    )
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
    op.create_table(
        "rollup_dirty",
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.Column("start", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("monitor_id", "start", name=op.f("pk_rollup_dirty")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
        sqlite_with_rowid=False,
    )


def create_results() -> None:
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
