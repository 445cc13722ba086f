"""A heartbeat's life with a whole Tocsin: its address, its pings, and what is left of them when the power fails."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.acceptance.command import Command
from tests.acceptance.tower import KEY, Tower

OLD_KEY = "6a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


@pytest.fixture
def started(tower: Tower) -> Tower:
    tower.start()
    return tower


@pytest.fixture
def command(started: Tower, tmp_path: Path) -> Command:
    """With a heartbeat called Backup."""
    command = Command(tmp_path, started.url, KEY)
    command.done("monitor", "create", "Backup", "--kind", "heartbeat", "--period", "1h")
    return command


def address(command: Command) -> str:
    return command.done("monitor", "ping-url", "Backup").strip()


def test_the_address_that_is_printed_is_the_one_to_request(command: Command, started: Tower) -> None:
    assert httpx.get(f"{address(command)}/start").text == "OK"
    assert httpx.post(address(command), content=b"42 files").text == "OK"
    started.until_state(1, "up")
    shown = command.done("monitor", "show", "Backup")
    assert "heartbeat" in shown
    assert "next expected" in shown


def test_a_new_heartbeat_tells_its_address(command: Command) -> None:
    shown = command.done("monitor", "create", "Report", "--kind", "heartbeat", "--period", "1h").splitlines()
    assert shown[1] == f"ping address: {command.done('monitor', 'ping-url', 'Report').strip()}"


def test_pings_are_listed(command: Command) -> None:
    httpx.get(f"{address(command)}/start")
    httpx.post(f"{address(command)}/3?m=disk+full", content=b"42 files")
    lines = [line.split() for line in command.done("monitor", "pings", "Backup").splitlines()[2:]]
    assert [line[2] for line in lines] == ["fail", "start"]
    assert lines[0][-2:] == ["disk", "full"]
    assert len(command.json("monitor", "pings", "Backup", "--signal", "start")) == 1


def test_a_key_is_brought_along_and_replaced(command: Command, started: Tower) -> None:
    assert command.done("monitor", "ping-url", "Backup", "--key", OLD_KEY).strip() == f"{started.url}/ping/{OLD_KEY}"
    assert httpx.get(f"{started.url}/ping/{OLD_KEY}").text == "OK"
    command.done("monitor", "ping-url", "Backup", "--rotate")
    assert httpx.get(f"{started.url}/ping/{OLD_KEY}").status_code == 404
    assert command("monitor", "ping-url", "Backup", "--rotate", "--key", OLD_KEY).code == 2


def test_a_workspace_has_a_key_for_all_slugs(command: Command, started: Tower) -> None:
    assert command("ping-key", "show").code == 1
    first = command.done("ping-key", "rotate").strip()
    assert httpx.get(f"{started.url}/ping/{first}/backup").text == "OK"
    assert command.json("ping-key", "set", OLD_KEY)["url"] == f"{started.url}/ping/{OLD_KEY}"
    assert httpx.get(f"{started.url}/ping/{first}/backup").status_code == 404
    assert command.done("ping-key", "show").strip() == OLD_KEY
    command.done("ping-key", "delete", "--yes")
    assert httpx.get(f"{started.url}/ping/{OLD_KEY}/backup").status_code == 404


def test_a_file_is_tried_without_what_is_pushed_to(command: Command, started: Tower, tmp_path: Path) -> None:
    pushed = "- {name: Job, kind: heartbeat, config: {period: 1h}}"
    web = f"- {{name: Self, kind: http, config: {{url: '{started.url}/healthz'}}}}"
    (tmp_path / "all.yaml").write_text(f"monitors:\n{pushed}\n{web}\n")
    (tmp_path / "jobs.yaml").write_text(f"monitors:\n{pushed}\n")
    tried = command("monitor", "test", "--file", "all.yaml")
    assert (tried.code, "Left out, because they are pushed to: 1 monitor." in tried.err) == (0, True)
    assert command("monitor", "test", "--file", "jobs.yaml").code == 1


def test_what_was_answered_survives_a_kill(command: Command, started: Tower) -> None:
    where = address(command)
    with httpx.Client() as client:
        for number in range(20):
            assert client.get(f"{where}?m={number}").status_code == 200
    started.kill()
    started.start()
    assert sorted(int(one["message"]) for one in started.all("/monitors/1/pings")) == list(range(20))


def test_no_key_stands_in_the_log(command: Command, started: Tower) -> None:
    key = address(command).rpartition("/")[2]
    for path in (f"/ping/{key}", f"/ping/{key}/256", f"/api/push/{key}", f"/p/{key}/x", f"/ping/{key}%ff/%01"):
        httpx.request("POST", f"{started.url}{path}", content=b"x")
    httpx.delete(f"{started.url}/ping/{key}")
    assert started.stop() == 0
    assert key not in started.log.read_text()
