"""A whole Tocsin in a process of its own, as a user starts it: to be asked, stopped and killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx

KEY = "acceptance-key-0123456789"
START_SECONDS = 60.0
STOP_SECONDS = 30.0


class Tower:
    """One data directory (and database), over which servers may come and go."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None, *, key: str = KEY) -> None:
        self.folder = folder
        self.log = folder / "server.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
        self.environment |= {
            "TOCSIN_PORT": str(self.port),
            "TOCSIN_DATA_DIR": str(folder / "data"),
            "TOCSIN_BOOTSTRAP_API_KEY": key,
            **(settings or {}),
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.client = httpx.Client(base_url=self.url, headers={"X-API-Key": key}, timeout=30)

    def start(self, *arguments: str) -> None:
        """Return when it is ready."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tocsin", "serve", *arguments],
                cwd=self.folder,
                env=self.environment,
                stdout=output,
                stderr=output,
            )
        self.until(self.is_ready, "the server is ready", START_SECONDS)

    def is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"the server ended:\n{self.log.read_text()}"
        try:
            return self.client.get("/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """As the kernel does when memory is short: no goodbye."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def stop(self) -> int:
        """As a supervisor does. Gives the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)

    def close(self) -> None:
        self.client.close()
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def get(self, path: str, **parameters: Any) -> Any:
        answer = self.client.get(f"/api/v1{path}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        answer = self.client.post(f"/api/v1{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def all(self, path: str, **parameters: Any) -> list[Any]:
        """Every page of a list."""
        page = self.get(path, limit=100, **parameters)
        items = list(page["items"])
        while page["next_cursor"]:
            page = self.get(path, limit=100, cursor=page["next_cursor"], **parameters)
            items += page["items"]
        return items

    def until(self, holds: Callable[[], object], what: str, seconds: float = 20.0) -> None:
        """Ask again until it holds."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, f"not within {seconds} s: {what}\n{self.log.read_text()[-4000:]}"
            time.sleep(0.05)

    def until_state(self, monitor_id: int, state: str, seconds: float = 20.0) -> None:
        self.until(lambda: self.get(f"/monitors/{monitor_id}")["state"] == state, f"it is {state}", seconds)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
