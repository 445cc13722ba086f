"""People: their accounts, what they sign in with, where they are signed in, and where they belong."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from tocsin.storage.tables.metadata import Id, Millis, metadata

account = Table(
    "account",
    metadata,
    Column("id", Id, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("email_verified_at", Millis),
    Column("name", Text, nullable=False),
    Column("password_hash", Text),
    Column("password_changed_at", Millis),
    Column("passkey_handle", LargeBinary, nullable=False, unique=True),
    Column("totp_secret", Text),
    Column("totp_confirmed_at", Millis),
    Column("totp_last_step", Millis),
    Column("created_at", Millis, nullable=False),
    Column("disabled_at", Millis),
    Column("last_sign_in_at", Millis),
    sqlite_autoincrement=True,  # The trail names users by id: none is given to another, even when one is deleted.
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("user_id", Id, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, primary_key=True),
    Column("used_at", Millis),
    sqlite_with_rowid=False,
)

passkey = Table(
    "passkey",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", Id, ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("credential_id", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", Id, nullable=False),
    Column("transports", Text, nullable=False),
    Column("is_backed_up", Boolean, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("last_used_at", Millis),
)

identity = Table(
    "identity",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", Id, ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("provider", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("last_used_at", Millis),
    UniqueConstraint("issuer", "subject"),
)

session = Table(
    "session",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("user_id", Id, ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("salt", LargeBinary, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("authenticated_at", Millis, nullable=False),
    Column("rotated_at", Millis, nullable=False),
    Column("last_seen_at", Millis, nullable=False),
    Column("expires_at", Millis, nullable=False, index=True),
    Column("way", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("ended_at", Millis),
    Column("end_reason", Text),
)

challenge = Table(
    "challenge",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("user_id", Id, ForeignKey("account.id", ondelete="CASCADE"), index=True),
    Column("subject", Text, nullable=False),
    Column("code_hash", LargeBinary),
    Column("payload", Text, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("expires_at", Millis, nullable=False, index=True),
    Index("ix_challenge_purpose_subject", "purpose", "subject"),
)

membership = Table(
    "membership",
    metadata,
    Column("workspace_id", Id, ForeignKey("workspace.id"), primary_key=True, autoincrement=False),
    Column("user_id", Id, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("role", Text, nullable=False),
    Column("created_at", Millis, nullable=False),
    Index("ix_membership_user_id", "user_id"),
    Index(
        "uq_membership_owner",
        "workspace_id",
        unique=True,
        sqlite_where=text("role = 'owner'"),
        postgresql_where=text("role = 'owner'"),
    ),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspace.id"), nullable=False, index=True),
    Column("email", Text),
    Column("role", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("invited_by", Text, nullable=False),
    Column("inviter_id", Id),
    Column("created_at", Millis, nullable=False),
    Column("expires_at", Millis, nullable=False),
    Column("accepted_at", Millis),
    Column("accepted_by", Id),
    Column("revoked_at", Millis),
)
