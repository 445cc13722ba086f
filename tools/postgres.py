"""Which PostgreSQL the tests use: this machine's newest, one that is installed for them, or a container."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.postgres_server import PREFIX, DockerPostgres, LocalPostgres
from tools.throwaway import remove_leftovers

OLDEST = 15
NEEDED = ("postgres", "initdb", "pg_isready")
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


def postgres() -> LocalPostgres | DockerPostgres:
    """Whichever this machine can run, not started yet. Raise PostgresMissing when there is none."""
    programs = newest_programs()
    if programs is None and can_install():
        install()
        programs = newest_programs()
    if programs is not None:
        remove_leftovers(PREFIX)
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
