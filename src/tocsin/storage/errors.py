"""What a database's own errors mean to Tocsin: it is in trouble, and this is why. Never that a target is down."""

from __future__ import annotations

import sqlite3
from enum import StrEnum

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError
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
