"""`tocsin keys`: beside a server, killed in the midst of it, and what it says of keys without ever showing one."""

from __future__ import annotations

import asyncio
import itertools
import json
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx
import msgspec
from sqlalchemy import func, select

from tests.acceptance.command import Done
from tests.acceptance.tower import KEY, Tower
from tocsin.auth.secrets import SecretBox
from tocsin.cli.key_file import secret_box
from tocsin.services import specs
from tocsin.settings import Settings, load, variable
from tocsin.storage.database import Database
from tocsin.storage.monitors import MonitorFields, MonitorRepository
from tocsin.storage.tables import monitor

MANY = 6000
KILLS = 3
OLD, NEW = "old-" + "o" * 40, "new-" + "n" * 40
SECONDS = 120.0


def keys(tower: Tower, *words: str, **environment: str) -> Done:
    with running_keys(tower, *words, **environment) as process:
        out, err = process.communicate(timeout=SECONDS)
    return Done(process.returncode, out, err)


@contextmanager
def running_keys(tower: Tower, *words: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tocsin", "keys", *words]
    with subprocess.Popen(
        command,
        cwd=tower.folder,
        env=tower.environment | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


def test_a_rotation_that_is_killed_again_and_again_loses_nothing(tower: Tower) -> None:
    tower.start()
    create(tower, "first", password="secret-0")
    beat = heartbeat(tower)
    ping = tower.get(f"/monitors/{beat}/ping-key")
    tower.stop()
    asyncio.run(add_many(tower))
    old = ring(tower).key_ids[0]
    left = MANY + 1
    for _ in range(KILLS):
        left = kill_midway(tower, old, left)
        assert passwords(tower) == {f"secret-{number}" for number in range(MANY + 1)}
    assert left > 0
    done = keys(tower, "rotate")
    assert (done.code, done.err) == (0, "")
    assert [one["is_current"] for one in json.loads(keys(tower, "status", "--json").out)["keys"]] == [True]
    assert passwords(tower) == {f"secret-{number}" for number in range(MANY + 1)}
    tower.start()
    assert tower.get(f"/monitors/{beat}/ping-key") == ping


def test_with_a_key_file_no_server_may_be_running(sqlite_tower: Tower) -> None:
    sqlite_tower.start()
    before = (sqlite_tower.folder / "data" / "secret.key").read_text()
    done = keys(sqlite_tower, "rotate")
    assert (done.code, done.out) == (1, "")
    assert "a server is running on" in done.err
    assert "would go on sealing with the old key: stop it first" in done.err
    assert (sqlite_tower.folder / "data" / "secret.key").read_text() == before


def test_keys_of_a_setting_are_replaced_beside_a_server(tower: Tower) -> None:
    tower.environment["TOCSIN_SECRET_KEY"] = OLD
    tower.start()
    ids = [create(tower, f"site {number}", password="before") for number in range(30)]
    tower.stop()
    tower.environment["TOCSIN_SECRET_KEY"] = f"{NEW},{OLD}"
    tower.start()
    with editing(tower, ids) as edited:
        done = keys(tower, "rotate")
    assert (done.code, done.err) == (0, "")
    assert "take them out and start the servers anew" in done.out
    tower.stop()
    tower.environment["TOCSIN_SECRET_KEY"] = NEW
    assert edited
    assert passwords(tower) == {edited.get(one, "before") for one in ids}
    tower.start()
    assert "cannot be read" not in tower.log.read_text()


def test_a_setting_with_one_key_is_told_what_it_needs(sqlite_tower: Tower) -> None:
    done = keys(sqlite_tower, "rotate", TOCSIN_SECRET_KEY=OLD)
    assert (done.code, done.out) == (2, "")
    assert "TOCSIN_SECRET_KEY holds one key. Put a new one before it (separated by a comma)" in done.err


def test_there_is_nothing_to_keep_of_a_setting(sqlite_tower: Tower) -> None:
    done = keys(sqlite_tower, "rotate", "--keep-old", TOCSIN_SECRET_KEY=f"{NEW},{OLD}")
    assert (done.code, "--keep-old is about the key file" in done.err) == (2, True)


def test_what_ends_with_the_old_key_is_said(sqlite_tower: Tower) -> None:
    sqlite_tower.start()
    sqlite_tower.stop()
    dropped, kept = keys(sqlite_tower, "rotate"), keys(sqlite_tower, "rotate", "--keep-old")
    assert "What ended with it: signed badge addresses and everybody's sessions." in dropped.out
    assert "keeps signed badge addresses and everybody's sessions valid" in kept.out


def test_signed_addresses_and_sessions_outlive_a_rotation_that_keeps_the_old_key_and_no_other(
    sqlite_tower: Tower,
) -> None:
    sqlite_tower.start()
    monitor_id = create(sqlite_tower, "shown")
    address = sqlite_tower.post(f"/monitors/{monitor_id}/badge-urls", {})["badges"][0]["svg"]
    with httpx.Client(base_url=sqlite_tower.url, timeout=30) as ada:
        draft = {"email": "ada@example.com", "name": "Ada", "password": "correct horse battery staple"}
        assert ada.post("/api/v1/setup", json=draft).status_code == 201
        for words, badge, session in ((("rotate", "--keep-old"), 200, 200), (("rotate",), 404, 401)):
            sqlite_tower.stop()
            assert keys(sqlite_tower, *words).code == 0
            sqlite_tower.start()
            assert httpx.get(address).status_code == badge
            assert ada.get("/api/v1/session").status_code == session


def test_a_secret_that_cannot_be_opened_is_named_and_the_end_is_bad(sqlite_tower: Tower) -> None:
    sqlite_tower.environment["TOCSIN_SECRET_KEY"] = OLD
    sqlite_tower.start()
    lost = create(sqlite_tower, "lost", password="before")
    sqlite_tower.stop()
    done = keys(sqlite_tower, "rotate", TOCSIN_SECRET_KEY=f"{NEW},{NEW}-other")
    assert done.code == 1
    assert f"1 secret, of monitor {lost}." in done.err
    assert keys(sqlite_tower, "status", TOCSIN_SECRET_KEY=OLD).code == 0


def test_no_key_is_ever_shown(sqlite_tower: Tower) -> None:
    sqlite_tower.start()
    create(sqlite_tower, "with a secret", password="before")
    sqlite_tower.stop()
    file = sqlite_tower.folder / "data" / "secret.key"
    texts = [file.read_text().strip()]
    said = [keys(sqlite_tower, *words) for words in (("status",), ("rotate", "--keep-old"), ("status", "--json"))]
    texts += file.read_text().split()
    assert all(text not in done.out + done.err for text in texts for done in said)
    assert ring(sqlite_tower).key_ids[0] in said[-1].out


def test_without_a_key_file_nothing_is_made(sqlite_tower: Tower) -> None:
    done = [keys(sqlite_tower, command) for command in ("status", "rotate")]
    assert [(one.code, "there is no key file" in one.err) for one in done] == [(1, True), (1, True)]
    assert not (sqlite_tower.folder / "data").exists()


def create(tower: Tower, name: str, **config: str) -> int:
    config = {"url": "http://127.0.0.1:9/", "username": "ada", **config}
    draft = {"name": name, "kind": "http", "config": config, "interval": "1d", "enabled": False}
    return int(tower.post("/monitors", draft)["id"])


def heartbeat(tower: Tower) -> int:
    return int(tower.post("/monitors", {"name": "beat", "kind": "heartbeat", "config": {"period": 60}})["id"])


@contextmanager
def editing(tower: Tower, monitor_ids: list[int]) -> Iterator[dict[int, str]]:
    """Set passwords, one after the other, until the block ends; gives the last that was acknowledged, by monitor."""
    edited: dict[int, str] = {}
    is_over = threading.Event()

    def edit() -> None:
        with httpx.Client(base_url=tower.url, headers={"X-API-Key": KEY}, timeout=30) as client:
            for number, monitor_id in enumerate(itertools.cycle(monitor_ids)):
                if is_over.is_set():
                    return
                patch = {"config": {"password": f"edit-{number}"}}
                client.patch(f"/api/v1/monitors/{monitor_id}", json=patch).raise_for_status()
                edited[monitor_id] = f"edit-{number}"

    thread = threading.Thread(target=edit)
    thread.start()
    try:
        tower.until(lambda: len(edited) >= 3, "some are edited")
        yield edited
    finally:
        is_over.set()
        thread.join()


async def add_many(tower: Tower) -> None:
    """Monitors like the first, each with a password of its own."""
    box = ring(tower)
    async with opened(tower) as database:
        async with database.read() as connection:
            (first,) = await MonitorRepository(connection).get_many(1, [1])
        many = [_like(first.fields, number, box) for number in range(1, MANY + 1)]
        async with database.write() as connection:
            await MonitorRepository(connection).create_many(1, many, 0)


def _like(fields: MonitorFields, number: int, box: SecretBox) -> MonitorFields:
    config = {"url": "http://127.0.0.1:9/", "username": "ada", "password": box.encrypt(f"secret-{number}")}
    return msgspec.structs.replace(fields, name=f"copy {number}", config=msgspec.json.encode(config))


def kill_midway(tower: Tower, old: str, left: int) -> int:
    """Rotate until it gets on, then kill -9. Gives how many monitors are sealed with the old key yet."""
    with running_keys(tower, "rotate") as process:
        tower.until(lambda: asyncio.run(count_sealed_with(tower, old)) < left, "it gets on", 60)
        assert process.poll() is None
        process.kill()
    return asyncio.run(count_sealed_with(tower, old))


async def count_sealed_with(tower: Tower, key_id: str) -> int:
    statement = select(func.count()).where(monitor.c.config.contains(f"enc:v1:{key_id}:"))
    async with opened(tower) as database, database.read() as connection:
        return int((await connection.execute(statement)).scalar_one())


def settings_of(tower: Tower) -> Settings:
    given = {name: tower.environment.get(variable(name)) for name in ("data_dir", "database_url", "secret_key")}
    return load(**given)


@asynccontextmanager
async def opened(tower: Tower) -> AsyncIterator[Database]:
    database = await Database.open(settings_of(tower).database)
    try:
        yield database
    finally:
        await database.close()


def ring(tower: Tower) -> SecretBox:
    """The keys that are there now."""
    return secret_box(settings_of(tower))


def passwords(tower: Tower) -> set[str]:
    """Of all monitors, opened with the keys that are there now."""
    return asyncio.run(_passwords(tower))


async def _passwords(tower: Tower) -> set[str]:
    async with opened(tower) as database:
        configs = [spec.config async for chunk in specs.stream(database, ring(tower)) for spec in chunk]
    return {found["password"] for config in configs if "password" in (found := msgspec.json.decode(config))}
