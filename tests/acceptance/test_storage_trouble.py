"""A database that is in trouble delays results and says so. It never makes a verdict."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.acceptance.target import Site
from tests.acceptance.tower import Tower


def test_a_locked_database_is_said_counted_and_waited_for(sqlite_tower: Tower, site: Site) -> None:
    tower = sqlite_tower
    tower.start()
    config = {"name": "shop", "kind": "http", "config": {"url": f"{site.url}/"}, "interval": "1s"}
    monitor = tower.post("/monitors", config)["id"]
    tower.until_state(monitor, "up")
    with locked(tower.folder / "data" / "tocsin.db"):
        tower.until(lambda: "is locked by another process" in tower.client.get("/readyz").text, "it is not ready")
        assert "tocsin_storage_available 0.0" in tower.client.get("/metrics").text
        before = len(tower.all(f"/monitors/{monitor}/results"))
    assert "results cannot be stored; trying again" in tower.log.read_text()
    tower.until(tower.is_ready, "it is ready again")
    tower.until(lambda: len(tower.all(f"/monitors/{monitor}/results")) > before + 3, "what waited is stored")
    assert {one["verdict"] for one in tower.all(f"/monitors/{monitor}/results")} == {"up"}
    assert [one["to_state"] for one in tower.all(f"/monitors/{monitor}/transitions")] == ["up"]
    assert tower.stop() == 0


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """As a careless backup does."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
