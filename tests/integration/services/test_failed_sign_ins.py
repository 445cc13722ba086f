"""Failures reach the trail of whose account it was, a minute's worth at a time."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.clocks import FakeClock
from tests.polling import found
from tocsin.auth.person import Client
from tocsin.services import failed_sign_ins
from tocsin.services.failed_sign_ins import MOST_ADDRESSES, FailedSignIns
from tocsin.storage.audit import AuditRepository, StoredAudit
from tocsin.storage.database import Database


async def entries(database: Database) -> list[StoredAudit]:
    async with database.read() as connection:
        return (await AuditRepository(connection).page(0)).items


async def test_a_minute_later_they_are_told_in_one_entry(database: Database) -> None:
    failures = FailedSignIns(database, FakeClock(), seconds=0.02)
    for _ in range(3):
        failures.note(7, Client("203.0.113.7"), "password")
    (entry,) = await found(lambda: entries(database))
    assert (entry.action, entry.subject, entry.detail["count"]) == ("session.sign_in_failed", "user:7", 3)
    await failures.aclose()


async def test_the_next_minute_has_an_entry_of_its_own(database: Database) -> None:
    failures = FailedSignIns(database, FakeClock(), seconds=0.02)
    failures.note(7, Client(), "password")
    assert await found(lambda: entries(database))
    failures.note(7, Client(), "password")
    await failures.aclose()
    assert [entry.detail["count"] for entry in await entries(database)] == [1, 1]


async def test_those_of_the_last_minute_are_told_at_the_end(database: Database) -> None:
    failures = FailedSignIns(database, FakeClock())
    failures.note(7, Client(), "password")
    failures.note(8, Client(), "password")
    assert await entries(database) == []
    await failures.aclose()
    assert {entry.subject for entry in await entries(database)} == {"user:7", "user:8"}


async def test_of_many_addresses_some_are_named(database: Database) -> None:
    failures = FailedSignIns(database, FakeClock())
    for number in range(50):
        failures.note(7, Client(f"203.0.113.{number}"), "password")
    await failures.aclose()
    (entry,) = await entries(database)
    assert entry.detail["count"] == 50
    assert len(entry.detail["addresses"]) == MOST_ADDRESSES  # type: ignore[arg-type]


async def test_there_is_room_for_so_many_accounts(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failed_sign_ins, "MOST_USERS", 2)
    failures = FailedSignIns(database, FakeClock())
    for user_id in (1, 2, 3, 1):
        failures.note(user_id, Client(), "password")
    await failures.aclose()
    assert {entry.subject: entry.detail["count"] for entry in await entries(database)} == {"user:1": 2, "user:2": 1}


async def test_a_database_that_cannot_be_written_is_told_in_the_log(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "tocsin.db")
    impatient = await Database.open(f"sqlite:///{tmp_path / 'tocsin.db'}", deadline=0.2)
    failures = FailedSignIns(impatient, FakeClock())
    failures.note(7, Client(), "password")
    with capture_logs() as lines:
        async with impatient.write(deadline=30):  # there is one writer at a time
            await failures.aclose()
    await impatient.close()
    assert [(line["event"], line["count"]) for line in lines] == [("failed_sign_ins_not_noted", 1)]


async def test_nothing_to_tell_is_told_to_nobody(database: Database) -> None:
    failures = FailedSignIns(database, FakeClock())
    failures.note(None, Client(), "password")
    await failures.aclose()
    assert await entries(database) == []
