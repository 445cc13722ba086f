"""Which Alertmanager the tests use: this machine's, or Debian's, installed for them without its service."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.postgres import can_install

PACKAGE = "prometheus-alertmanager"
NAMES = (PACKAGE, "alertmanager")
POLICY = Path("/usr/sbin/policy-rc.d")
SECONDS = 300.0


def program() -> Path | None:
    """None when there is none, and none can be installed here."""
    found = installed()
    if found is None and can_install():
        install()
        found = installed()
    return found


def installed() -> Path | None:
    paths = [shutil.which(name) for name in NAMES]
    return next((Path(path) for path in paths if path), None)


def install() -> None:
    """Nothing is there afterwards, and a line says why, when the package cannot be had."""
    print("Installing Alertmanager for the tests", file=sys.stderr, flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    waiting = ["-o", "DPkg::Lock::Timeout=120"]
    commands = (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "--yes", "--no-install-recommends", *waiting, PACKAGE],
    )
    with no_services():
        for command in commands:
            try:
                subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL, timeout=SECONDS)
            except (OSError, subprocess.SubprocessError) as error:
                print(f"Alertmanager cannot be installed: {error}", file=sys.stderr, flush=True)
                return


@contextmanager
def no_services() -> Iterator[None]:
    """What is installed meanwhile starts no service of its own."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)
