"""Pings and what is remembered of them, their keys, other systems' hooks; monitors that anybody may see."""

import sqlalchemy as sa
from alembic import op

from tocsin.storage.migrations.pushed import hooks, pings

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("ping", "push_state", "ping_key", "workspace_ping_key", "hook", "hook_problem", "hook_monitor")


def upgrade() -> None:
    for create in (*pings.CREATE, *hooks.CREATE):
        create()
    op.add_column("monitor", sa.Column("is_public", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("monitor", "is_public")
    for name in reversed(TABLES):
        op.drop_table(name)
