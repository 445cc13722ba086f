"""Who is told what: channels, policies, rotations, silences, rules, and what alerting remembers of what it did."""

from alembic import op

from tocsin.storage.migrations.alerting import configured, existing, remembered

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "channel",
    "policy",
    "rotation",
    "rotation_override",
    "silence",
    "rule",
    "rule_state",
    "alert",
    "alert_group",
    "alert_member",
    "notification",
    "delivery",
    "decision",
    "flap",
)


def upgrade() -> None:
    for create in (*configured.CREATE, *remembered.CREATE):
        create()
    existing.change_incident()
    existing.change_monitor()
    existing.give_default_policy()


def downgrade() -> None:
    existing.restore_monitor()
    existing.restore_incident()
    for name in reversed(TABLES):
        op.drop_table(name)
