"""A server that is thrown away: on a free port of the loopback, started, waited for, and gone with this process."""

from __future__ import annotations

import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Self


class Throwaway(ABC):
    """A server while it is entered; whatever keeps it from starting stops it and is raised."""

    name: ClassVar[str]
    prefix: ClassVar[str]
    """What its folder or its container is called by, before the number of the process that owns it."""
    start_seconds: ClassVar[float]

    def __init__(self) -> None:
        self.password = secrets.token_hex(16)
        self.port = free_port()

    @property
    @abstractmethod
    def url(self) -> str: ...

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def stop(self) -> None: ...

    @abstractmethod
    def is_ready(self) -> bool: ...

    @abstractmethod
    def complaint(self) -> str:
        """What it has said, for people who wonder why it does not start."""

    def has_ended(self) -> bool:
        return False

    def wait(self, pause_seconds: float) -> None:
        """Raise RuntimeError when it has not become ready in time."""
        deadline = time.monotonic() + self.start_seconds
        while not self.is_ready():
            if self.has_ended() or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} did not start within {self.start_seconds:g} s:\n{self.complaint()}")
            time.sleep(pause_seconds)


class LocalServer(Throwaway):
    """A program of this machine's own, in a folder of its own."""

    stop_signal: ClassVar[signal.Signals]
    stop_seconds: ClassVar[float]
    user: str | None = None
    """Who runs it; None for whoever runs this process."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{self.prefix}{os.getpid()}-"))
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]: ...

    def standard_input(self) -> bytes:
        return b""

    def start(self) -> None:
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                self.command(),
                user=self.user,
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests, which still need it to end well
                preexec_fn=end_with_parent,  # noqa: PLW1509 -- there is one thread
            )
        assert self.process.stdin is not None
        with self.process.stdin as told:
            told.write(self.standard_input())
        self.wait(0.02)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(self.stop_seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self) -> None:
        """As a crash would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def complaint(self) -> str:
        return (self.folder / "log").read_text()


class ContainerServer(Throwaway):
    """A server in a container, for machines that have Docker and not the program."""

    own_port: ClassVar[int]
    """The port within the container."""

    def __init__(self) -> None:
        super().__init__()
        self.container = f"{self.prefix}{os.getpid()}"

    @abstractmethod
    def command(self) -> list[str]:
        """What follows `docker run` and its name and port: options, image, arguments."""

    def start(self) -> None:
        run = ["docker", "run", "--rm", "--detach", "--name", self.container]
        run += ["--publish", f"127.0.0.1:{self.port}:{self.own_port}", *self.command()]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL, timeout=600)
        self.wait(0.2)

    def stop(self) -> None:
        subprocess.run(["docker", "stop", self.container], check=False, stdout=subprocess.DEVNULL, timeout=60)

    def complaint(self) -> str:
        logs = ["docker", "logs", "--tail", "50", self.container]
        return subprocess.run(logs, check=False, capture_output=True, text=True, timeout=60).stdout


def remove_leftovers(prefix: str, within: Path | None = None) -> None:
    """The folders of owners that were killed: their servers ended with them, and had no time to clear up."""
    for folder in (within or Path(tempfile.gettempdir())).glob(f"{prefix}*-*"):
        owner = folder.name.removeprefix(prefix).partition("-")[0]
        try:
            os.kill(int(owner), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (ValueError, PermissionError):
            continue


def end_with_parent() -> None:
    """In the child: be interrupted when the parent dies, however it dies. Linux only; elsewhere nothing happens."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
