"""What people configure: channels, policies, rotations, silences, rules."""

import sqlalchemy as sa
from alembic import op

from tocsin.storage.migrations.foundation.types import ID


def create_channel() -> None:
    op.create_table(
        "channel",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("fallback_id", ID),
        sa.Column("title_template", sa.Text()),
        sa.Column("body_template", sa.Text()),
        sa.Column("canary_every_s", sa.Integer()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("unhealthy_since", sa.BigInteger()),
        sa.Column("last_success_at", sa.BigInteger()),
        sa.Column("last_failure_at", sa.BigInteger()),
        sa.Column("last_error", sa.Text()),
        sa.Column("canary_at", sa.BigInteger()),
        *_named_in_its_workspace("channel"),
        sqlite_autoincrement=True,
    )


def create_policy() -> None:
    op.create_table(
        "policy",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        *_named_in_its_workspace("policy"),
        sqlite_autoincrement=True,
    )


def create_rotation() -> None:
    op.create_table(
        "rotation",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("calendar_hash", sa.LargeBinary()),
        sa.Column("calendar_key", sa.Text()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        *_named_in_its_workspace("rotation"),
        sa.UniqueConstraint("calendar_hash", name=op.f("uq_rotation_calendar_hash")),
        sqlite_autoincrement=True,
    )


def create_rotation_override() -> None:
    op.create_table(
        "rotation_override",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("rotation_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rotation_id"], ["rotation.id"], name=op.f("fk_rotation_override_rotation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation_override")),
    )
    op.create_index("ix_rotation_override_rotation_id_ends_at", "rotation_override", ["rotation_id", "ends_at"])
    op.create_index(op.f("ix_rotation_override_workspace_id"), "rotation_override", ["workspace_id"], unique=False)


def create_silence() -> None:
    op.create_table(
        "silence",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("last_ends_at", sa.BigInteger()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("marked_until", sa.BigInteger()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_silence_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_silence_workspace_id_kind_id", "silence", ["workspace_id", "kind", "id"], unique=False)


def create_rule() -> None:
    op.create_table(
        "rule",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        *_named_in_its_workspace("rule"),
        sqlite_autoincrement=True,
    )


def create_rule_state() -> None:
    op.create_table(
        "rule_state",
        sa.Column("rule_id", ID, autoincrement=False, nullable=False),
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("incident_id", ID),
        sa.Column("evaluated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["rule_id"], ["rule.id"], name=op.f("fk_rule_state_rule_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rule_id", "monitor_id", name=op.f("pk_rule_state")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_rule_state_monitor_id", "rule_state", ["monitor_id"], unique=False)
    op.create_index(op.f("ix_rule_state_workspace_id"), "rule_state", ["workspace_id"], unique=False)


def _named_in_its_workspace(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f(f"fk_{table}_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f(f"uq_{table}_workspace_id_name")),
    )


CREATE = (
    create_channel,
    create_policy,
    create_rotation,
    create_rotation_override,
    create_silence,
    create_rule,
    create_rule_state,
)
