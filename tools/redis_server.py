"""A throw-away Redis: started on a free port of the loopback, owned by this process and gone with it."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

from tools.postgres_server import end_with_parent, free_port

PREFIX = "tocsin-redis-"
START_SECONDS = 20.0
STOP_SECONDS = 10.0
IMAGE = "redis:7-alpine"


class LocalRedis:
    """A server of this machine's own binary. It keeps nothing on disk, and can be started again once it is killed."""

    def __init__(self, program: Path) -> None:
        self.program = program
        self.password = secrets.token_hex(16)
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def __enter__(self) -> LocalRedis:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        log_path = self.folder / "log"
        with log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [self.program, "-"],
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests, which still need it to end well
                preexec_fn=end_with_parent,  # noqa: PLW1509 -- there is one thread
            )
        assert self.process.stdin is not None
        with self.process.stdin as settings:
            settings.write(self._settings())
        deadline = time.monotonic() + START_SECONDS
        while not is_ready(self.port, self.password):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Redis did not start:\n{log_path.read_text()}")
            time.sleep(0.02)

    def kill(self) -> None:
        """As a crash would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()  # there is nothing to save
        shutil.rmtree(self.folder, ignore_errors=True)

    def _settings(self) -> bytes:
        """By standard input, where no other user of this machine reads the password."""
        lines = ["bind 127.0.0.1", f"port {self.port}", f"requirepass {self.password}", 'save ""', "appendonly no"]
        return "\n".join([*lines, f"dir {self.folder}", ""]).encode()


class DockerRedis:
    """A server in a container, for machines that have Docker and no Redis."""

    def __init__(self) -> None:
        self.password = secrets.token_hex(16)
        self.port = free_port()
        self.name = f"{PREFIX}{os.getpid()}"

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def __enter__(self) -> DockerRedis:
        command = ["docker", "run", "--rm", "--detach", "--name", self.name]
        command += ["--publish", f"127.0.0.1:{self.port}:6379", IMAGE]
        command += ["redis-server", "--save", "", "--appendonly", "no", "--requirepass", self.password]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=600)
        deadline = time.monotonic() + START_SECONDS
        while not is_ready(self.port, self.password):
            if time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"Redis in the container {self.name} did not start within {START_SECONDS:g} s")
            time.sleep(0.2)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        subprocess.run(["docker", "stop", self.name], check=False, stdout=subprocess.DEVNULL, timeout=60)


def is_ready(port: int, password: str) -> bool:
    """Whether it answers to its password, which another server on the port would not know."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\n".encode())
            return connection.recv(16).startswith(b"+OK")
    except OSError:
        return False
