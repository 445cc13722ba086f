"""`tocsin serve` as anybody would run it, on a database that is there already."""

from __future__ import annotations

import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.rig.children import running
from bench.rig.targets import free_port

PATIENCE_S = 60.0


@dataclass(frozen=True)
class Server:
    """A process, and where it answers. `started_s`: how long that took."""

    pid: int
    port: int
    started_s: float


@contextmanager
def serving(
    url: str, folder: Path, settings: Mapping[str, str] | None = None, *, port: int | None = None
) -> Iterator[Server]:
    """Ready, until the block ends or somebody kills it."""
    port = port or free_port()
    env = {
        "TOCSIN_DATA_DIR": str(folder),
        "TOCSIN_DATABASE_URL": url,
        "TOCSIN_PORT": str(port),
        "TOCSIN_BOOTSTRAP_API_KEY": "bench-only-bench-only-0123456789",
        **(settings or {}),
    }
    begun = time.monotonic()
    with running([sys.executable, "-m", "tocsin", "serve"], env=env, log=folder / "log") as pid:
        try:
            _wait_until_ready(port)
        except TimeoutError as late:
            raise TimeoutError(f"{late}:\n{(folder / 'log').read_text()[-2000:]}") from None
        yield Server(pid, port, time.monotonic() - begun)


def _wait_until_ready(port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the server did not become ready")
