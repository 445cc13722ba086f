"""A throw-away PostgreSQL."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tools.throwaway import ContainerServer, LocalServer, Throwaway

PREFIX = "tocsin-postgres-"
IMAGE = "postgres:17-alpine"
# A crash of the machine may take the data with it: that is what makes it fast, and nobody will miss them.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
DURABLE = {"fsync": "on", "synchronous_commit": "on"}
"""As a server is that keeps what it has said it has: for measuring what that costs."""


class _Postgres(Throwaway):
    name = "PostgreSQL"
    prefix = PREFIX
    start_seconds = 60.0

    @property
    def url(self) -> str:
        return f"postgresql://tocsin:{self.password}@127.0.0.1:{self.port}/postgres"


class LocalPostgres(_Postgres, LocalServer):
    """A server of this machine's own binaries."""

    stop_signal = signal.SIGINT  # "fast": it does not wait for open sessions
    stop_seconds = 20.0

    def __init__(self, programs: Path, settings: Mapping[str, str] = FAST) -> None:
        super().__init__()
        self.programs = programs
        self.settings = settings
        # PostgreSQL refuses to run as root, so that root hands it to somebody else.
        self.user = server_user() if os.geteuid() == 0 else None

    def start(self) -> None:
        self._make_cluster()
        super().start()

    def command(self) -> list[str]:
        place = {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": ""}
        options = [word for name, value in {**self.settings, **place}.items() for word in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.folder / "data"), *options]

    def is_ready(self) -> bool:
        command = [str(self.programs / "pg_isready"), "--quiet", "--host=127.0.0.1", f"--port={self.port}"]
        return subprocess.run(command, check=False, timeout=10).returncode == 0

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


class DockerPostgres(_Postgres, ContainerServer):
    """A server in a container, for machines that have Docker and no PostgreSQL."""

    own_port = 5432

    def command(self) -> list[str]:
        command = ["--tmpfs", "/var/lib/postgresql/data", "--env", "POSTGRES_USER=tocsin"]
        command += ["--env", f"POSTGRES_PASSWORD={self.password}", "--env", "POSTGRES_DB=postgres", IMAGE]
        return command + [word for name, value in FAST.items() for word in ("-c", f"{name}={value}")]

    def is_ready(self) -> bool:
        # The image first starts a server on its socket alone to prepare the database: only TCP means ready.
        ready = ["docker", "exec", self.container, "pg_isready", "--quiet", "--host", "127.0.0.1"]
        return subprocess.run(ready, check=False, timeout=10).returncode == 0


def server_user() -> str:
    """Whom root lets run the server."""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
