"""A throw-away PostgreSQL: started on a free port of the loopback, owned by this process and gone with it."""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

PREFIX = "tocsin-postgres-"
START_SECONDS = 60.0
STOP_SECONDS = 20.0
IMAGE = "postgres:17-alpine"
# A crash of the machine may take the data with it: that is what makes it fast, and nobody will miss them.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
DURABLE = {"fsync": "on", "synchronous_commit": "on"}
"""As a server is that keeps what it has said it has: for measuring what that costs."""


class LocalPostgres:
    """A server of this machine's own binaries, owned by this process and ended with it."""

    def __init__(self, programs: Path, settings: Mapping[str, str] = FAST) -> None:
        self.programs = programs
        self.settings = settings
        self.password = secrets.token_hex(16)
        self.port = free_port()
        # PostgreSQL refuses to run as root, so that root hands it to somebody else.
        self.user = server_user() if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://tocsin:{self.password}@127.0.0.1:{self.port}/postgres"

    def __enter__(self) -> LocalPostgres:
        try:
            self._make_cluster()
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # PostgreSQL's "fast": it does not wait for open sessions
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_cluster(self) -> None:
        password_file = self.folder / "password"
        password_file.write_text(self.password)
        if self.user is not None:
            for path in (self.folder, password_file):
                shutil.chown(path, self.user)
        command = [str(self.programs / "initdb"), f"--pgdata={self.folder / 'data'}", f"--pwfile={password_file}"]
        command += ["--username=tocsin", "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync"]
        made = subprocess.run(
            command, check=False, user=self.user, cwd=self.folder, capture_output=True, text=True, timeout=120
        )
        if made.returncode != 0:
            raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")

    def _start(self) -> None:
        place = {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": ""}
        options = [word for name, value in {**self.settings, **place}.items() for word in ("-c", f"{name}={value}")]
        log_path = self.folder / "log"
        with log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.folder / "data", *options],
                user=self.user,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests, which still need it to end well
                preexec_fn=end_with_parent,  # noqa: PLW1509 -- there is one thread
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log_path.read_text()}")
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        command = [str(self.programs / "pg_isready"), "--quiet", "--host=127.0.0.1", f"--port={self.port}"]
        return subprocess.run(command, check=False, timeout=10).returncode == 0


class DockerPostgres:
    """A server in a container, for machines that have Docker and no PostgreSQL."""

    def __init__(self) -> None:
        self.password = secrets.token_hex(16)
        self.port = free_port()
        self.name = f"tocsin-postgres-{os.getpid()}"

    @property
    def url(self) -> str:
        return f"postgresql://tocsin:{self.password}@127.0.0.1:{self.port}/postgres"

    def __enter__(self) -> DockerPostgres:
        command = ["docker", "run", "--rm", "--detach", "--name", self.name]
        command += ["--publish", f"127.0.0.1:{self.port}:5432", "--tmpfs", "/var/lib/postgresql/data"]
        command += ["--env", "POSTGRES_USER=tocsin", "--env", f"POSTGRES_PASSWORD={self.password}"]
        command += ["--env", "POSTGRES_DB=postgres", IMAGE]
        command += [word for name, value in FAST.items() for word in ("-c", f"{name}={value}")]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=600)
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        subprocess.run(["docker", "stop", self.name], check=False, stdout=subprocess.DEVNULL, timeout=60)

    def _wait(self) -> None:
        # The image first starts a server on its socket alone to prepare the database: only TCP means ready.
        ready = ["docker", "exec", self.name, "pg_isready", "--quiet", "--host", "127.0.0.1"]
        deadline = time.monotonic() + START_SECONDS
        while subprocess.run(ready, check=False, timeout=10).returncode != 0:
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL in the container {self.name} did not start within {START_SECONDS:g} s")
            time.sleep(0.2)


def server_user() -> str:
    """Whom root lets run the server."""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def end_with_parent() -> None:
    """In the child: be interrupted when the parent dies, however it dies. Linux only; elsewhere nothing happens."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
