"""A Tocsin to be tried as a whole, on either database, and a site for it to watch."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.command import Command
from tests.acceptance.target import Site, running_site
from tests.acceptance.tower import KEY, Tower
from tests.integration.conftest import create_postgres_database, postgres_server

__all__ = ["create_postgres_database", "postgres_server"]


@pytest.fixture(params=["sqlite", "postgresql"])
def tower(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tower]:
    """Not started yet."""
    settings = {}
    if request.param == "postgresql":
        settings["TOCSIN_DATABASE_URL"] = request.getfixturevalue("create_postgres_database")()
    made = Tower(tmp_path, settings)
    yield made
    made.close()


@pytest.fixture
def sqlite_tower(tmp_path: Path) -> Iterator[Tower]:
    """Not started yet, where the database's file is what a test is about."""
    made = Tower(tmp_path)
    yield made
    made.close()


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tower]:
    """One for all tests of a module: each uses names of its own."""
    tower = Tower(tmp_path_factory.mktemp("server"))
    try:
        tower.start()
        yield tower
    finally:
        tower.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server_on_both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tower]:
    """The same on either database."""
    settings = {}
    if request.param == "postgresql":
        settings["TOCSIN_DATABASE_URL"] = request.getfixturevalue("create_postgres_database")()
    tower = Tower(tmp_path_factory.mktemp("server"), settings)
    try:
        tower.start()
        yield tower
    finally:
        tower.close()


@pytest.fixture
def tocsin(server: Tower, tmp_path: Path) -> Command:
    return Command(tmp_path, server.url, KEY)
