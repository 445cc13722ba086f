"""Other systems' hooks, what they say is wrong, and the monitors that they have made."""

import sqlalchemy as sa
from alembic import op

from tocsin.storage.migrations.foundation.types import ID


def create_hook() -> None:
    op.create_table(
        "hook",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_key", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("last_received_at", sa.BigInteger()),
        sa.Column("last_error", sa.Text()),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_hook_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_hook_key_hash")),
    )
    op.create_index("uq_hook_workspace_id_name", "hook", ["workspace_id", "name"], unique=True)


def create_hook_problem() -> None:
    op.create_table(
        "hook_problem",
        sa.Column("hook_id", ID, autoincrement=False, nullable=False),
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("verdict", sa.SmallInteger(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["hook_id"], ["hook.id"], name=op.f("fk_hook_problem_hook_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hook_id", "monitor_id", "problem", name=op.f("pk_hook_problem")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_hook_problem_monitor_id", "hook_problem", ["monitor_id"], unique=False)


def create_hook_monitor() -> None:
    op.create_table(
        "hook_monitor",
        sa.Column("hook_id", ID, autoincrement=False, nullable=False),
        sa.Column("monitor_id", ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["hook_id"], ["hook.id"], name=op.f("fk_hook_monitor_hook_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["monitor_id"], ["monitor.id"], name=op.f("fk_hook_monitor_monitor_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hook_id", "monitor_id", name=op.f("pk_hook_monitor")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_hook_monitor_monitor_id", "hook_monitor", ["monitor_id"], unique=False)


CREATE = (create_hook, create_hook_problem, create_hook_monitor)
