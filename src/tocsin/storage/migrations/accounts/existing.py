"""What becomes of the tables that were there: workspaces get names, API keys a maker, the trail a place."""

import sqlalchemy as sa
from alembic import op

from tocsin.storage.migrations.foundation.types import ID

_REFUSE_ON_SQLITE = """
CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
"""
_REFUSAL_ON_POSTGRESQL = """
CREATE FUNCTION refuse_audit_update() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$
"""
_REFUSE_ON_POSTGRESQL = """
CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit
FOR EACH ROW EXECUTE FUNCTION refuse_audit_update()
"""


def change_workspace() -> None:
    op.execute("ALTER TABLE workspace RENAME COLUMN name TO handle")
    op.add_column("workspace", sa.Column("name", sa.Text(), server_default="", nullable=False))
    op.add_column("workspace", sa.Column("deleted_at", sa.BigInteger()))
    op.execute("UPDATE workspace SET name = handle")


def change_api_key() -> None:
    op.add_column("api_key", sa.Column("created_by", sa.Text(), server_default="", nullable=False))


def change_audit() -> None:
    op.add_column("audit", sa.Column("user_id", ID))
    op.add_column("audit", sa.Column("address", sa.Text(), server_default="", nullable=False))
    if op.get_context().dialect.name == "sqlite":
        op.execute(_REFUSE_ON_SQLITE)
    else:
        op.execute(_REFUSAL_ON_POSTGRESQL)
        op.execute(_REFUSE_ON_POSTGRESQL)


def restore_audit() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_is_append_only")
    else:
        op.execute("DROP TRIGGER audit_is_append_only ON audit")
        op.execute("DROP FUNCTION refuse_audit_update()")
    op.drop_column("audit", "address")
    op.drop_column("audit", "user_id")


def restore_api_key() -> None:
    op.drop_column("api_key", "created_by")


def restore_workspace() -> None:
    op.drop_column("workspace", "deleted_at")
    op.drop_column("workspace", "name")
    op.execute("ALTER TABLE workspace RENAME COLUMN handle TO name")
