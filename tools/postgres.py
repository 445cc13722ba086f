"""A throw-away PostgreSQL for tests: found or installed, started on a free port of the loopback, gone at the end."""

from __future__ import annotations

import ctypes
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType

OLDEST = 15
START_SECONDS = 60.0
STOP_SECONDS = 20.0
IMAGE = "postgres:17-alpine"
# A crash of the machine may take the data with it: that is what makes it fast, and nobody will miss them.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
LIKELY_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
HOW_TO = (
    f"The tests need PostgreSQL {OLDEST} or newer and found none. Install it (Debian and Ubuntu: apt install"
    " postgresql; Fedora: dnf install postgresql-server; macOS: brew install postgresql@17), start Docker, or give the"
    " address of a server to use in TOCSIN_TEST_POSTGRES_URL, such as postgresql://user:password@127.0.0.1/postgres"
)


class PostgresMissing(Exception):
    """There is no PostgreSQL, and none can be installed here; the text says what to do."""


class LocalPostgres:
    """A server of this machine's own binaries, owned by this process and ended with it."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.password = secrets.token_hex(16)
        self.port = free_port()
        # PostgreSQL refuses to run as root, so that root hands it to somebody else.
        self.user = server_user() if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="tocsin-postgres-"))
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
        settings = FAST | {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": ""}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
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


def postgres() -> LocalPostgres | DockerPostgres:
    """Whichever this machine can run, not started yet. Raise PostgresMissing when there is none."""
    programs = newest_programs()
    if programs is None and can_install():
        install()
        programs = newest_programs()
    if programs is not None:
        return LocalPostgres(programs)
    if docker_runs():
        return DockerPostgres()
    raise PostgresMissing(HOW_TO)


def newest_programs() -> Path | None:
    """The folder of the newest `postgres` on this machine that is new enough."""
    folders = {path for pattern in LIKELY_FOLDERS for path in Path("/").glob(pattern.removeprefix("/"))}
    if found := shutil.which("postgres"):
        folders.add(Path(found).resolve().parent)
    usable = [(version(folder), folder) for folder in folders if all((folder / name).exists() for name in NEEDED)]
    return max((pair for pair in usable if pair[0] >= OLDEST), default=(0, None))[1]


NEEDED = ("postgres", "initdb", "pg_isready")


def version(folder: Path) -> int:
    """Major version of the PostgreSQL in `folder`; 0 when it does not say."""
    command = [str(folder / "postgres"), "--version"]
    said = subprocess.run(command, check=False, capture_output=True, text=True, timeout=10)
    match = re.search(r"\) (\d+)", said.stdout)
    return int(match.group(1)) if match else 0


def can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> None:
    """Install PostgreSQL with apt, without the cluster that Debian would make and start beside it."""
    print("Installing PostgreSQL for the tests", file=sys.stderr, flush=True)
    no_cluster = Path("/etc/postgresql-common/createcluster.d/tocsin-tests.conf")
    no_cluster.parent.mkdir(parents=True, exist_ok=True)
    no_cluster.write_text("create_main_cluster = false\n")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment, timeout=300)
        packages = ["apt-get", "install", "-qq", "--yes", "--no-install-recommends", "postgresql"]
        subprocess.run(packages, check=True, env=environment, stdout=subprocess.DEVNULL, timeout=600)
    finally:
        no_cluster.unlink()


def docker_runs() -> bool:
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "info"], check=False, capture_output=True, timeout=20).returncode == 0


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
