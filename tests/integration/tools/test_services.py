"""The servers for tests come, answer, and go, however they are told to."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from tools.postgres_server import PREFIX
from tools.redis_server import is_ready
from tools.test_services import SERVERS
from tools.throwaway import remove_leftovers

ROOT = Path(__file__).parents[3]
SECONDS = 60.0
TELL_AND_WAIT = "import os, sys; print(*(os.environ[name] for name in sys.argv[1:]), flush=True); sys.stdin.read()"


def started(*command: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name not in SERVERS}
    return subprocess.Popen(
        [sys.executable, "-m", "tools.test_services", "--", sys.executable, *command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


async def answers(url: str) -> bool:
    if url.startswith("redis:"):
        parts = urlsplit(url)
        return is_ready(parts.port or 0, parts.password or "")
    try:
        connection = await asyncpg.connect(url, timeout=5)
    except (OSError, asyncpg.CannotConnectNowError):
        return False
    await connection.close()
    return True


async def is_gone(url: str) -> bool:
    deadline = time.monotonic() + SECONDS
    while await answers(url):
        if time.monotonic() > deadline:
            return False
    return True


def test_what_a_killed_owner_left_is_removed_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait(SECONDS)
    folders = {owner: tmp_path / f"{PREFIX}{owner}-x" for owner in (gone.pid, os.getpid())}
    for folder in folders.values():
        folder.mkdir()
    remove_leftovers(PREFIX)
    assert [path.name for path in tmp_path.iterdir()] == [folders[os.getpid()].name]


def test_the_exit_code_is_that_of_the_command() -> None:
    with started("-c", "raise SystemExit(7)") as services:
        assert services.wait(SECONDS) == 7


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
async def test_the_servers_end_with_their_owner(number: signal.Signals) -> None:
    with started("-c", TELL_AND_WAIT, *SERVERS) as services:
        assert services.stdout is not None
        urls = services.stdout.readline().split()
        assert [await answers(url) for url in urls] == [True, True]
        services.send_signal(number)
        if services.stdin is not None:
            services.stdin.close()
        services.wait(SECONDS)
        assert [await is_gone(url) for url in urls] == [True, True]
