"""Who may see what, and what they did: workspaces, API keys, the audit trail, replay protection."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, SmallInteger, Table, Text, UniqueConstraint

from tocsin.storage.tables.metadata import Id, Millis, metadata

workspace = Table(
    "workspace",
    metadata,
    Column("id", Id, primary_key=True),
    Column("handle", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("created_at", Millis, nullable=False),
    Column("deleted_at", Millis),
    UniqueConstraint(
        "handle", name="uq_workspace_name"
    ),  # The column was called so once, and SQLite renames no constraint.
)

api_key = Table(
    "api_key",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspace.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("prefix", Text, nullable=False, index=True),
    Column("hash", LargeBinary, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_by", Text, nullable=False, server_default=""),
    Column("created_at", Millis, nullable=False),
    Column("last_used_at", Millis),
    Column("expires_at", Millis),
    Column("revoked_at", Millis),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("at", Millis, nullable=False),
    Column("actor", Text, nullable=False),
    Column("user_id", Id),
    Column("address", Text, nullable=False, server_default=""),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index("ix_audit_workspace_id_id", "workspace_id", "id"),
    Index("ix_audit_workspace_id_subject_id", "workspace_id", "subject", "id"),
)

idempotency_key = Table(
    "idempotency_key",
    metadata,
    Column("workspace_id", Id, primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", SmallInteger),
    Column("headers", Text),
    Column("body", LargeBinary),
    Column("created_at", Millis, nullable=False, index=True),
    sqlite_with_rowid=False,
)
