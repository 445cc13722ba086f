"""What a database's own errors mean to Tocsin: it is in trouble, and this is why. Never that a target is down."""

from __future__ import annotations

import sqlite3
from enum import StrEnum

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tocsin.core.errors import TocsinError, Unavailable


class StorageReason(StrEnum):
    """Why storage cannot serve; a metric's label, and shown by `/readyz`."""

    LOCKED = "locked"
    FULL = "full"
    READONLY = "readonly"
    CONNECTION = "connection"
    TIMEOUT = "timeout"
    CORRUPT = "corrupt"
    OTHER = "other"


class StorageUnavailable(Unavailable):
    """Storage could not carry this out; nothing of the transaction remains, and it may be tried again."""

    code = "storage_unavailable"

    def __init__(self, message: str, reason: StorageReason) -> None:
        super().__init__(message)
        self.reason = reason


class SchemaMismatch(TocsinError):
    """The database was written by another version of Tocsin; the message says what to do."""

    code = "schema_mismatch"


_SENTENCES = {
    StorageReason.LOCKED: "The database is locked by another process",
    StorageReason.FULL: "The disk that holds the database is full: free some space",
    StorageReason.READONLY: "The database cannot be written: check the permissions of its file and directory",
    StorageReason.CONNECTION: "The database cannot be reached",
    StorageReason.TIMEOUT: "The database did not answer in time",
    StorageReason.CORRUPT: "The database file is damaged: restore a backup",
    StorageReason.OTHER: "The database reported an error of its own",
}

_SQLITE = {
    sqlite3.SQLITE_BUSY: StorageReason.LOCKED,
    sqlite3.SQLITE_LOCKED: StorageReason.LOCKED,
    sqlite3.SQLITE_FULL: StorageReason.FULL,
    sqlite3.SQLITE_READONLY: StorageReason.READONLY,
    sqlite3.SQLITE_PERM: StorageReason.READONLY,
    sqlite3.SQLITE_CANTOPEN: StorageReason.CONNECTION,
    sqlite3.SQLITE_INTERRUPT: StorageReason.TIMEOUT,
    sqlite3.SQLITE_CORRUPT: StorageReason.CORRUPT,
    sqlite3.SQLITE_NOTADB: StorageReason.CORRUPT,
    sqlite3.SQLITE_IOERR: StorageReason.OTHER,
    sqlite3.SQLITE_NOMEM: StorageReason.OTHER,
}
"""By primary result code: https://sqlite.org/rescode.html. Those that are missing are mistakes of ours."""

_SQLSTATES = (
    ("53100", StorageReason.FULL),
    ("53300", StorageReason.CONNECTION),
    ("53", StorageReason.OTHER),
    ("25006", StorageReason.READONLY),
    ("08", StorageReason.CONNECTION),
    ("57014", StorageReason.TIMEOUT),
    ("25P03", StorageReason.TIMEOUT),
    ("57P", StorageReason.CONNECTION),
    ("28", StorageReason.CONNECTION),
    ("3D000", StorageReason.CONNECTION),
    ("55P03", StorageReason.LOCKED),
    ("40", StorageReason.LOCKED),
    ("58", StorageReason.OTHER),
    ("XX001", StorageReason.CORRUPT),
    ("XX002", StorageReason.CORRUPT),
)
"""By prefix of PostgreSQL's error codes (appendix A of its manual), the most special first."""


def reason_of(error: BaseException) -> StorageReason | None:
    """Why storage cannot serve; None for an error that is a mistake in a statement, or a constraint at work."""
    if isinstance(error, DBAPIError):
        driver_error = error.orig
        if driver_error is None or isinstance(driver_error, DBAPIError):
            return None
        return reason_of(driver_error) or (StorageReason.CONNECTION if error.connection_invalidated else None)
    if isinstance(error, sqlite3.Error):
        return _SQLITE.get(getattr(error, "sqlite_errorcode", -1) & 0xFF)
    if isinstance(error, (TimeoutError, PoolTimeout)):
        return StorageReason.TIMEOUT
    state = getattr(error, "sqlstate", None)
    if state:
        return next((reason for prefix, reason in _SQLSTATES if state.startswith(prefix)), None)
    # An internal error of the driver is what a connection that was closed while idle gives at first.
    if isinstance(error, (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError)):
        return StorageReason.CONNECTION
    return None


def unavailable(error: BaseException) -> StorageUnavailable | None:
    """The error to raise instead of `error`; None when `error` says nothing about the storage's health."""
    reason = reason_of(error)
    if reason is None:
        return None
    detail = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    return StorageUnavailable(f"{_SENTENCES[reason]} ({detail or type(error).__name__}).", reason)
