"""Runs what a page of the documentation tells its reader to type, as it stands there.

A fenced `bash` block is run when the line before it is `<!-- test -->`, or `<!-- test: WORDS -->` when its output must
hold these words. A page's blocks share one shell, as they would at a reader's desk, with the page's own folder to
write to. The reader is assumed to have a running Tocsin and to have copied the API key that it printed.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^<!-- test(?:: (?P<words>.+?))? -->\n```bash\n(?P<script>.*?)^```$", re.MULTILINE | re.DOTALL)
KEY = re.compile(r"\btoc_[A-Za-z0-9_-]{40,}")
START_SECONDS = 60.0
PAGE_SECONDS = 240.0


@dataclass(frozen=True)
class Block:
    """Commands of a page, and what their output must hold."""

    line: int
    script: str
    words: str


def blocks(page: Path) -> list[Block]:
    text = page.read_text()
    return [
        Block(text.count("\n", 0, found.start()) + 2, found["script"], found["words"] or "")
        for found in BLOCK.finditer(text)
    ]


def pages() -> list[Path]:
    """Every page that promises something to be tried."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in found if blocks(page)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_tocsin(folder: Path) -> Iterator[dict[str, str]]:
    """`make run` on a free port with a new data directory; gives the environment of a reader beside it."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    environment |= {"TOCSIN_PORT": str(port), "TOCSIN_DATA_DIR": str(folder / "data")}
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            ["make", "--no-print-directory", "run"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_ready(url, server, log)
        environment |= {"TOCSIN_URL": url, "TOCSIN_API_KEY": printed_key(log), "PORT": str(free_port())}
        environment["PATH"] = f"{ROOT / '.venv' / 'bin'}:{environment['PATH']}"
        yield environment
    finally:
        server.terminate()
        server.wait(30)


def wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_ready(url):
        assert server.poll() is None, f"`make run` ended:\n{log.read_text()}"
        assert time.monotonic() < deadline, f"`make run` did not become ready:\n{log.read_text()}"
        time.sleep(0.1)


def is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def printed_key(log: Path) -> str:
    found = KEY.search(log.read_text())
    assert found, f"no API key was printed:\n{log.read_text()}"
    return found.group()


def run(page: Path, folder: Path, environment: dict[str, str]) -> dict[int, str]:
    """Output of every block by its line. Fails with the transcript when a command does."""
    marker = "@@block "
    (folder / "data").symlink_to(environment["TOCSIN_DATA_DIR"])
    script = "set -euo pipefail\n" + "".join(f"echo '{marker}{b.line}'\n{b.script}\n" for b in blocks(page))
    with (folder / "transcript").open("w+") as transcript:
        shell = subprocess.Popen(
            ["bash", "-c", script],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=transcript,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = shell.wait(PAGE_SECONDS)
        finally:
            end_group(shell.pid)  # what the page started in the background
        transcript.seek(0)
        printed = transcript.read()
    assert code == 0, f"{page.relative_to(ROOT)}: exit code {code}\n{printed}"
    parts = printed.split(marker)[1:]
    return {int(part.partition("\n")[0]): part.partition("\n")[2] for part in parts}


def end_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGTERM)
    except ProcessLookupError:
        return
