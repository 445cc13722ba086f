"""What becomes of what was there: incidents of rules and what people say of them; numbers that never come back;
monitors found by their target.
"""

import time

import sqlalchemy as sa
from alembic import op

from tocsin.storage.migrations.foundation.types import ID

_DEFAULT_POLICY = b'{"match":{},"steps":[{"after":0,"targets":[{"kind":"role","id":0,"role":"owner"}]}]}'
_GIVE_DEFAULT_POLICY = """
INSERT INTO policy (workspace_id, name, position, enabled, document, revision, created_at, updated_at)
SELECT id, 'Tell the owner', 1000, true, :document, 1, :now, :now FROM workspace
"""


def change_incident() -> None:
    op.add_column("incident", sa.Column("rule_id", ID, server_default=sa.text("0"), nullable=False))
    op.add_column("incident", sa.Column("snoozed_until", sa.BigInteger()))
    op.add_column("incident", sa.Column("resolved_at", sa.BigInteger()))
    op.add_column("incident", sa.Column("resolved_by", sa.Text()))
    op.drop_index("uq_incident_monitor_id_open", "incident")
    keep_numbers()
    _create_open_index("uq_incident_monitor_id_rule_id_open", ["monitor_id", "rule_id"])


def keep_numbers() -> None:
    """SQLite would give the numbers of what was purged to something new, which is known by them to alerting already."""
    if op.get_bind().dialect.name != "sqlite":
        return
    # With the table that is replaced all would go that hangs on it.
    op.execute("CREATE TABLE kept_event AS SELECT * FROM incident_event")
    for name in ("incident", "transition"):
        with op.batch_alter_table(name, recreate="always", table_kwargs={"sqlite_autoincrement": True}):
            pass
    op.execute("INSERT INTO incident_event SELECT * FROM kept_event")
    op.drop_table("kept_event")


def change_monitor() -> None:
    op.create_index("ix_monitor_workspace_id_target", "monitor", ["workspace_id", "target"], unique=False)


def give_default_policy() -> None:
    """So that nobody who had workspaces before is left with incidents that are told to no one."""
    values = {"document": _DEFAULT_POLICY, "now": time.time_ns() // 1_000_000}
    op.get_bind().execute(sa.text(_GIVE_DEFAULT_POLICY), values)


def restore_monitor() -> None:
    op.drop_index("ix_monitor_workspace_id_target", "monitor")


def restore_incident() -> None:
    op.execute("DELETE FROM incident WHERE rule_id <> 0")
    op.drop_index("uq_incident_monitor_id_rule_id_open", "incident")
    _create_open_index("uq_incident_monitor_id_open", ["monitor_id"])
    for name in ("resolved_by", "resolved_at", "snoozed_until", "rule_id"):
        op.drop_column("incident", name)


def _create_open_index(name: str, columns: list[str]) -> None:
    is_open = sa.text("ended_at IS NULL")
    op.create_index(name, "incident", columns, unique=True, sqlite_where=is_open, postgresql_where=is_open)
