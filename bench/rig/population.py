"""A data directory with as many monitors as wanted: one made by the product's own storage, the others its copies."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from tocsin.core.clock import SystemClock
from tocsin.core.monitor import Rules
from tocsin.storage.database import Database
from tocsin.storage.monitors import MonitorFields, MonitorRepository
from tocsin.storage.workspaces import WorkspaceRepository

WORKSPACE = "default"
_CHANGING = {"id", "name", "sort_name", "config"}


@dataclass(frozen=True)
class Group:
    """Monitors of one kind of target."""

    url: str
    count: int


def populate(database: Path, groups: list[Group], rules: Rules) -> list[int]:
    """Make the file, and return the first id of each group; ids run on without gaps."""
    firsts = asyncio.run(_templates(database, groups, rules))
    with sqlite3.connect(database) as connection:
        for group, template in zip(groups, firsts, strict=True):
            _copy(connection, group, template)
    connection.close()
    return firsts


async def _templates(path: Path, groups: list[Group], rules: Rules) -> list[int]:
    database = await Database.open(f"sqlite:///{path}")
    firsts, number = [], 1
    now = SystemClock().now_ms()
    try:
        await database.migrate()
        async with database.write() as connection:
            workspace = await WorkspaceRepository(connection).ensure(WORKSPACE, now)
            for group in groups:
                config = json.dumps({"url": f"{group.url}?{number}"}).encode()
                fields = MonitorFields(
                    name=f"monitor {number:06}", kind="http", config=config, target="127.0.0.1", rules=rules
                )
                made = await MonitorRepository(connection).create(workspace.id, fields, now)
                await connection.exec_driver_sql("UPDATE monitor SET id = ? WHERE id = ?", (number, made.id))
                await connection.exec_driver_sql(
                    "UPDATE monitor_state SET monitor_id = ? WHERE monitor_id = ?", (number, made.id)
                )
                firsts.append(number)
                number += group.count
    finally:
        await database.close()
    return firsts


def _copy(connection: sqlite3.Connection, group: Group, template: int) -> None:
    kept = [row[1] for row in connection.execute("PRAGMA table_info(monitor)") if row[1] not in _CHANGING]
    numbers = range(template + 1, template + group.count)
    columns = ", ".join(kept)
    connection.executemany(
        f"INSERT INTO monitor (id, name, sort_name, config, {columns}) "
        f"SELECT ?, ?, ?, ?, {columns} FROM monitor WHERE id = ?",
        (
            (number, name := f"monitor {number:06}", name, json.dumps({"url": f"{group.url}?{number}"}), template)
            for number in numbers
        ),
    )
    state = [row[1] for row in connection.execute("PRAGMA table_info(monitor_state)") if row[1] != "monitor_id"]
    columns = ", ".join(state)
    connection.executemany(
        f"INSERT INTO monitor_state (monitor_id, {columns}) "
        f"SELECT ?, {columns} FROM monitor_state WHERE monitor_id = ?",
        ((number, template) for number in numbers),
    )
