"""`tocsin exec` against a whole server, which may be away for a while."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.tower import Tower


@pytest.fixture
def tower(tmp_path: Path) -> Iterator[Tower]:
    tower = Tower(tmp_path)
    try:
        tower.start()
        yield tower
    finally:
        tower.close()


def execute(tower: Tower, monitor_id: int, *command: str) -> subprocess.Popen[bytes]:
    key = tower.get(f"/monitors/{monitor_id}/ping-key")["key"]
    return subprocess.Popen(
        [sys.executable, "-m", "tocsin", "exec", "--ping", key, "--", *command],
        env={"PATH": "/usr/bin:/bin", "TOCSIN_URL": tower.url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def test_a_run_is_one_run_with_its_output(tower: Tower) -> None:
    made = tower.post("/monitors", {"name": "job", "kind": "heartbeat", "config": {"period": "1h"}})["id"]
    execute(tower, made, "sh", "-c", "echo copied; exit 3").communicate(timeout=30)
    tower.until_state(made, "down")
    end, start = tower.all(f"/monitors/{made}/pings")
    assert (start["signal"], end["signal"], end["exit_code"]) == ("start", "fail", 3)
    assert start["run_id"] == end["run_id"]
    assert tower.client.get(f"/api/v1/monitors/{made}/pings/{end['id']}/body").content == b"copied\n"


def test_an_end_that_the_server_could_not_hear_is_told_when_it_is_back(tower: Tower) -> None:
    made = tower.post("/monitors", {"name": "job", "kind": "heartbeat", "config": {"period": "1h"}})["id"]
    with execute(tower, made, "cat") as job:
        tower.until(lambda: tower.all(f"/monitors/{made}/pings"), "the start was heard")
        tower.kill()
        assert job.stdin is not None
        job.stdin.close()
        tower.start()
        assert job.wait(60) == 0
    end, start = tower.all(f"/monitors/{made}/pings")
    assert (start["signal"], end["signal"], start["run_id"]) == ("start", "success", end["run_id"])
