"""The scripts that the pages put around a job, and that no reader can try at a desk."""

import asyncio
import os
import re
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import yaml

from tests.unit.cli.pings import KEY, Receiver, receiving

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
WGET_BY_CURL = '#!/bin/sh\nshift 2\nexec curl --silent --show-error --fail "$@"\n'


@pytest.fixture
def wrapper() -> list[str]:
    """What the container of the CronJob runs, without the job's own command."""
    found = re.search(
        r"^```yaml\n(apiVersion.*?)^```$", (HOW_TO / "watch-a-kubernetes-cronjob.md").read_text(), re.M | re.S
    )
    assert found
    manifest = yaml.safe_load(found[1])
    (container,) = manifest["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    words: list[str] = container["command"] + container["args"]
    return words[: words.index("/usr/local/bin/report")]


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Where `wget` is found on every machine."""
    (tmp_path / "wget").write_text(WGET_BY_CURL)
    (tmp_path / "wget").chmod(0o755)
    return f"{tmp_path}:{os.environ['PATH']}"


@asynccontextmanager
async def running(words: list[str], path: str, receiver: Receiver) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        *words, env={"PATH": path, "TOCSIN_PING_URL": f"{receiver.url}/ping/{KEY}"}, stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@pytest.mark.parametrize("code", [0, 7])
async def test_the_container_reports_its_job(wrapper: list[str], path: str, code: int) -> None:
    job = ["sh", "-c", 'echo "$@"; exit "$1"', "sh", str(code), "two words"]
    async with receiving() as receiver, running([*wrapper, *job], path, receiver) as process:
        out, _ = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, out) == (code, f"{code} two words\n".encode())
    assert receiver.signals == ["start", str(code)]
    assert len({one.parameters["rid"] for one in receiver.seen}) == 1


async def test_the_container_passes_a_stop_on_and_reports_what_comes_of_it(wrapper: list[str], path: str) -> None:
    job = ["sh", "-c", "trap 'exit 5' TERM; echo ready; while :; do sleep 0.05; done"]
    async with receiving() as receiver, running([*wrapper, *job], path, receiver) as process:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 5
    assert receiver.signals == ["start", "5"]


async def test_the_container_runs_its_job_without_an_address(wrapper: list[str], path: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *wrapper, "echo", "done", env={"PATH": path}, stdout=PIPE, stderr=PIPE
    )
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, out) == (0, b"done\n")
    assert b"no ping: start" in err
