"""Which browser the tests use: this machine's Chromium or Chrome, or one that is installed for them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.postgres import can_install

PROGRAMS = (
    "chromium",
    "google-chrome",
    "google-chrome-stable",
    "chromium-browser",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
PACKAGES = ("chromium", "fonts-liberation")
HOW_TO = (
    "The tests need Chromium or Chrome and found none. Install it (Debian: apt install chromium; Fedora: dnf install"
    " chromium; Ubuntu and macOS: https://www.google.com/chrome), or give the path of its program in"
    " TOCSIN_TEST_CHROMIUM"
)


class ChromiumMissing(Exception):
    """There is no such browser, and none can be installed here; the text says what to do."""


def chromium() -> Path:
    """The program. Raise ChromiumMissing when there is none."""
    program = found_program()
    if program is None and can_install():
        install()
        program = found_program()
    if program is None:
        raise ChromiumMissing(HOW_TO)
    return program


def found_program() -> Path | None:
    return next((Path(path) for name in PROGRAMS if (path := shutil.which(name))), None)


def install() -> None:
    """With apt, and with fonts of ordinary widths."""
    print("Installing Chromium for the tests", file=sys.stderr, flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment, timeout=300)
    packages = ["apt-get", "install", "-qq", "--yes", "--no-install-recommends", *PACKAGES]
    subprocess.run(packages, check=True, env=environment, stdout=subprocess.DEVNULL, timeout=900)
