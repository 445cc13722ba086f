"""A database that cannot be opened is named, without its password."""

import threading
from pathlib import Path

import pytest

from tests.polling import until
from tocsin.cli.failures import CommandFailed, UsageWrong
from tocsin.cli.opening import migrated
from tocsin.settings import load

PASSWORD = "hunter" + "2"


async def _told(url: str) -> CommandFailed:
    with pytest.raises(CommandFailed) as caught:
        async with migrated(load(database_url=url)):
            pass
    return caught.value


def _connections() -> set[threading.Thread]:
    """Threads of connections to SQLite: of tests before this one, too, some may be about to end."""
    return {thread for thread in threading.enumerate() if "_connection_worker_thread" in thread.name}


async def test_a_server_that_cannot_be_reached_is_named(free_port: int) -> None:
    told = str(await _told(f"postgresql://tocsin:{PASSWORD}@127.0.0.1:{free_port}/tower"))
    assert told.endswith(f"Asked for was the database tower on 127.0.0.1 port {free_port}.")
    assert PASSWORD not in told


async def test_a_file_that_cannot_be_opened_is_named_and_leaves_no_thread(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "tocsin.db"
    before = _connections()
    told = await _told(f"sqlite:///{file}")
    assert str(told).endswith(f"Asked for was the file {file}.")
    await until(lambda: not _connections() - before)


async def test_a_url_that_cannot_be_read_says_how_it_is_written() -> None:
    told = await _told(f"postgresql://tocsin:{PASSWORD}/x@host:y/tower")
    assert isinstance(told, UsageWrong)
    assert "%2F for /" in str(told)
    assert PASSWORD not in str(told)


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "tocsin.db"
    file.write_bytes(b"not a database at all" * 500)
    assert str(await _told(f"sqlite:///{file}")).endswith(f"Asked for was the file {file}.")
