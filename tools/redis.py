"""Which Redis the tests use: this machine's, one that is installed for them, or a container."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.postgres import can_install, docker_runs
from tools.redis_server import PREFIX, DockerRedis, LocalRedis
from tools.throwaway import remove_leftovers

PROGRAMS = ("redis-server", "valkey-server")
START_RULE = Path("/usr/sbin/policy-rc.d")
HOW_TO = (
    "The tests need Redis and found none. Install it (Debian and Ubuntu: apt install redis-server; Fedora: dnf install"
    " valkey; macOS: brew install redis), start Docker, or give the address of a server to use in"
    " TOCSIN_TEST_REDIS_URL, such as redis://127.0.0.1:6379/0"
)


class RedisMissing(Exception):
    """There is no Redis, and none can be installed here; the text says what to do."""


def redis() -> LocalRedis | DockerRedis:
    """Whichever this machine can run, not started yet. Raise RedisMissing when there is none."""
    program = found_program()
    if program is None and can_install():
        install()
        program = found_program()
    if program is not None:
        remove_leftovers(PREFIX)
        return LocalRedis(program)
    if docker_runs():
        return DockerRedis()
    raise RedisMissing(HOW_TO)


def found_program() -> Path | None:
    return next((Path(path) for name in PROGRAMS if (path := shutil.which(name))), None)


def install() -> None:
    """Install Redis with apt, without the server that Debian would start beside it."""
    print("Installing Redis for the tests", file=sys.stderr, flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with nothing_started():
        subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment, timeout=300)
        packages = ["apt-get", "install", "-qq", "--yes", "--no-install-recommends", "redis-server"]
        subprocess.run(packages, check=True, env=environment, stdout=subprocess.DEVNULL, timeout=600)


@contextmanager
def nothing_started() -> Iterator[None]:
    """While a package is installed, where the machine has no rule of its own (Debian's invoke-rc.d: 101 forbids)."""
    if START_RULE.exists():
        yield
        return
    START_RULE.write_text("#!/bin/sh\nexit 101\n")
    START_RULE.chmod(0o755)
    try:
        yield
    finally:
        START_RULE.unlink()
