"""A throw-away Redis."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

from tools.throwaway import ContainerServer, LocalServer, Throwaway

PREFIX = "tocsin-redis-"
IMAGE = "redis:7-alpine"


class _Redis(Throwaway):
    name = "Redis"
    prefix = PREFIX
    start_seconds = 20.0

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def is_ready(self) -> bool:
        return is_ready(self.port, self.password)


class LocalRedis(_Redis, LocalServer):
    """A server of this machine's own binary. It keeps nothing on disk, and can be started again once it is killed."""

    stop_signal = signal.SIGKILL  # there is nothing to save
    stop_seconds = 10.0

    def __init__(self, program: Path) -> None:
        super().__init__()
        self.program = program

    def command(self) -> list[str]:
        return [str(self.program), "-"]

    def standard_input(self) -> bytes:
        """Its settings, where no other user of this machine reads the password."""
        lines = ["bind 127.0.0.1", f"port {self.port}", f"requirepass {self.password}", 'save ""', "appendonly no"]
        return "\n".join([*lines, f"dir {self.folder}", ""]).encode()


class DockerRedis(_Redis, ContainerServer):
    """A server in a container, for machines that have Docker and no Redis."""

    own_port = 6379

    def command(self) -> list[str]:
        return [IMAGE, "redis-server", "--save", "", "--appendonly", "no", "--requirepass", self.password]


def is_ready(port: int, password: str) -> bool:
    """Whether it answers to its password, which another server on the port would not know."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\n".encode())
            return connection.recv(16).startswith(b"+OK")
    except OSError:
        return False
