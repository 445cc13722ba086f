"""People, their sessions, their places in workspaces; workspaces that can be deleted; a trail that says from where."""

from alembic import op

from tocsin.storage.migrations.accounts import belonging, existing, people

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "account",
    "recovery_code",
    "passkey",
    "identity",
    "session",
    "challenge",
    "membership",
    "invitation",
)


def upgrade() -> None:
    existing.change_workspace()
    existing.change_api_key()
    existing.change_audit()
    for create in (*people.CREATE, *belonging.CREATE):
        create()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
    existing.restore_audit()
    existing.restore_api_key()
    existing.restore_workspace()
