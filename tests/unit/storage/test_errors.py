"""Each kind of trouble has its reason; a mistake of ours is no trouble of the storage's."""

import sqlite3

import asyncpg
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tocsin.storage.errors import StorageReason, reason_of, unavailable


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("it says so")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (sqlite3.SQLITE_BUSY, StorageReason.LOCKED),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StorageReason.LOCKED),
        (sqlite3.SQLITE_FULL, StorageReason.FULL),
        (sqlite3.SQLITE_READONLY_DBMOVED, StorageReason.READONLY),
        (sqlite3.SQLITE_CANTOPEN, StorageReason.CONNECTION),
        (sqlite3.SQLITE_INTERRUPT, StorageReason.TIMEOUT),
        (sqlite3.SQLITE_NOTADB, StorageReason.CORRUPT),
        (sqlite3.SQLITE_IOERR_FSYNC, StorageReason.OTHER),
        (sqlite3.SQLITE_ERROR, None),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, None),
    ],
)
def test_sqlites_result_codes_have_reasons(code: int, reason: StorageReason | None) -> None:
    assert reason_of(OperationalError("SELECT 1", None, sqlite_error(code))) == reason


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (asyncpg.DiskFullError("x"), StorageReason.FULL),
        (asyncpg.ReadOnlySQLTransactionError("x"), StorageReason.READONLY),
        (asyncpg.ConnectionDoesNotExistError("x"), StorageReason.CONNECTION),
        (asyncpg.AdminShutdownError("x"), StorageReason.CONNECTION),
        (asyncpg.TooManyConnectionsError("x"), StorageReason.CONNECTION),
        (asyncpg.InvalidPasswordError("x"), StorageReason.CONNECTION),
        (asyncpg.LockNotAvailableError("x"), StorageReason.LOCKED),
        (asyncpg.DeadlockDetectedError("x"), StorageReason.LOCKED),
        (asyncpg.QueryCanceledError("x"), StorageReason.TIMEOUT),
        (asyncpg.DataCorruptedError("x"), StorageReason.CORRUPT),
        (asyncpg.OutOfMemoryError("x"), StorageReason.OTHER),
        (asyncpg.InterfaceError("connection is closed"), StorageReason.CONNECTION),
        (asyncpg.InternalClientError("cannot switch to state 12"), StorageReason.CONNECTION),
        (ConnectionRefusedError("x"), StorageReason.CONNECTION),
        (TimeoutError(), StorageReason.TIMEOUT),
        (PoolTimeout("x"), StorageReason.TIMEOUT),
        (asyncpg.UniqueViolationError("x"), None),
        (asyncpg.UndefinedTableError("x"), None),
        (ValueError("x"), None),
    ],
)
def test_other_errors_have_reasons(error: Exception, reason: StorageReason | None) -> None:
    assert reason_of(error) == reason


def test_the_sentence_says_what_to_do_and_what_was_said() -> None:
    raised = unavailable(sqlite_error(sqlite3.SQLITE_FULL))
    assert raised is not None
    assert raised.message == "The disk that holds the database is full: free some space (it says so)."
