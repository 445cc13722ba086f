"""The tables, as SQLAlchemy Core sees them. What the database really holds is made by `migrations/`."""

from tocsin.storage.tables.access import api_key, audit, idempotency_key, workspace
from tocsin.storage.tables.accounts import (
    account,
    challenge,
    identity,
    invitation,
    membership,
    passkey,
    recovery_code,
    session,
)
from tocsin.storage.tables.incidents import incident, incident_event, mark, outbox, transition
from tocsin.storage.tables.metadata import metadata
from tocsin.storage.tables.monitors import monitor, monitor_parent, monitor_state, monitor_tag, region
from tocsin.storage.tables.pings import hook, hook_monitor, hook_problem, ping, ping_key, push_state, workspace_ping_key
from tocsin.storage.tables.results import evidence, last_good, meta, result, rollup, rollup_dirty

__all__ = [
    "account",
    "api_key",
    "audit",
    "challenge",
    "evidence",
    "hook",
    "hook_monitor",
    "hook_problem",
    "idempotency_key",
    "identity",
    "incident",
    "incident_event",
    "invitation",
    "last_good",
    "mark",
    "membership",
    "meta",
    "metadata",
    "monitor",
    "monitor_parent",
    "monitor_state",
    "monitor_tag",
    "outbox",
    "passkey",
    "ping",
    "ping_key",
    "push_state",
    "recovery_code",
    "region",
    "result",
    "rollup",
    "rollup_dirty",
    "session",
    "transition",
    "workspace",
    "workspace_ping_key",
]
