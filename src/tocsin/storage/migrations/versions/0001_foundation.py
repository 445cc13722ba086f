"""Everything that stores monitors, results, what is concluded and what is derived from them."""

from alembic import op

from tocsin.storage.migrations.foundation import access, incidents, monitors, results
from tocsin.storage.migrations.timescale import drop_now_function

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

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
    for create in (*access.CREATE, *monitors.CREATE, *incidents.CREATE, *results.CREATE):
        create()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        drop_now_function(op.get_bind())
