"""A heartbeat's life with a whole Tocsin: its address, its pings, and what is left of them when the power fails."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from pathlib import Path

import httpx
import pytest

from tests.acceptance.command import Command
from tests.acceptance.tower import KEY, Tower

OLD_KEY = "6a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
_numbers = count(1)


@dataclass(frozen=True)
class Backup:
    """A heartbeat of a name that no other has, and the command as its owner types it."""

    server: Tower
    command: Command
    name: str
    id: int

    @property
    def slug(self) -> str:
        return self.name.lower()

    def address(self) -> str:
        return self.command.done("monitor", "ping-url", self.name).strip()


def backup_on(server: Tower, folder: Path) -> Backup:
    name = f"Backup{next(_numbers)}"
    monitor = server.post("/monitors", {"name": name, "kind": "heartbeat", "config": {"period": "1h"}})
    return Backup(server, Command(folder, server.url, KEY), name, monitor["id"])


@pytest.fixture
def backup(server_on_both: Tower, tmp_path: Path) -> Backup:
    return backup_on(server_on_both, tmp_path)


@pytest.fixture
def backup_alone(tower: Tower, tmp_path: Path) -> Backup:
    """On a server that a test may end."""
    tower.start()
    return backup_on(tower, tmp_path)


def test_the_address_that_is_printed_is_the_one_to_request(backup: Backup) -> None:
    assert httpx.get(f"{backup.address()}/start").text == "OK"
    assert httpx.post(backup.address(), content=b"42 files").text == "OK"
    backup.server.until_state(backup.id, "up")
    shown = backup.command.done("monitor", "show", backup.name)
    assert "heartbeat" in shown
    assert "next expected" in shown


def test_a_new_heartbeat_tells_its_address(backup: Backup) -> None:
    name = f"{backup.name}-report"
    shown = backup.command.done("monitor", "create", name, "--kind", "heartbeat", "--period", "1h").splitlines()
    assert shown[1] == f"ping address: {backup.command.done('monitor', 'ping-url', name).strip()}"


def test_pings_are_listed(backup: Backup) -> None:
    where = backup.address()
    httpx.get(f"{where}/start")
    httpx.post(f"{where}/3?m=disk+full", content=b"42 files")
    lines = [line.split() for line in backup.command.done("monitor", "pings", backup.name).splitlines()[2:]]
    assert [line[2] for line in lines] == ["fail", "start"]
    assert lines[0][-2:] == ["disk", "full"]
    assert len(backup.command.json("monitor", "pings", backup.name, "--signal", "start")) == 1


def test_a_key_is_brought_along_and_replaced(backup: Backup) -> None:
    command, url = backup.command, f"{backup.server.url}/ping/{OLD_KEY}"
    assert command.done("monitor", "ping-url", backup.name, "--key", OLD_KEY).strip() == url
    assert httpx.get(url).text == "OK"
    command.done("monitor", "ping-url", backup.name, "--rotate")
    assert httpx.get(url).status_code == 404
    assert command("monitor", "ping-url", backup.name, "--rotate", "--key", OLD_KEY).code == 2


def test_a_workspace_has_a_key_for_all_slugs(backup: Backup) -> None:
    command, base = backup.command, f"{backup.server.url}/ping"
    assert command("ping-key", "show").code == 1
    first = command.done("ping-key", "rotate").strip()
    assert httpx.get(f"{base}/{first}/{backup.slug}").text == "OK"
    assert command.json("ping-key", "set", OLD_KEY)["url"] == f"{base}/{OLD_KEY}"
    assert httpx.get(f"{base}/{first}/{backup.slug}").status_code == 404
    assert command.done("ping-key", "show").strip() == OLD_KEY
    command.done("ping-key", "delete", "--yes")
    assert httpx.get(f"{base}/{OLD_KEY}/{backup.slug}").status_code == 404


def test_a_file_is_tried_without_what_is_pushed_to(backup: Backup, tmp_path: Path) -> None:
    pushed = "- {name: Job, kind: heartbeat, config: {period: 1h}}"
    web = f"- {{name: Self, kind: http, config: {{url: '{backup.server.url}/healthz'}}}}"
    (tmp_path / "all.yaml").write_text(f"monitors:\n{pushed}\n{web}\n")
    (tmp_path / "jobs.yaml").write_text(f"monitors:\n{pushed}\n")
    tried = backup.command("monitor", "test", "--file", "all.yaml")
    assert (tried.code, "Left out, because they are pushed to: 1 monitor." in tried.err) == (0, True)
    assert backup.command("monitor", "test", "--file", "jobs.yaml").code == 1


def test_what_was_answered_survives_a_kill(backup_alone: Backup) -> None:
    server, where = backup_alone.server, backup_alone.address()
    with httpx.Client() as client:
        for number in range(20):
            assert client.get(f"{where}?m={number}").status_code == 200
    server.kill()
    server.start()
    pings = server.all(f"/monitors/{backup_alone.id}/pings")
    assert sorted(int(one["message"]) for one in pings) == list(range(20))


def test_no_key_stands_in_the_log(backup_alone: Backup) -> None:
    server, key = backup_alone.server, backup_alone.address().rpartition("/")[2]
    for path in (f"/ping/{key}", f"/ping/{key}/256", f"/api/push/{key}", f"/p/{key}/x", f"/ping/{key}%ff/%01"):
        httpx.request("POST", f"{server.url}{path}", content=b"x")
    httpx.delete(f"{server.url}/ping/{key}")
    assert server.stop() == 0
    assert key not in server.log.read_text()
