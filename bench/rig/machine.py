"""The machine and the commit that a figure belongs to: without them it says nothing."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

import pycurl

ROOT = Path(__file__).resolve().parents[2]


class Circumstances(TypedDict):
    """Everything that must be the same for two figures to be compared."""

    at: str
    commit: str
    is_clean: bool
    cpu: str
    cores: int
    memory_gib: float
    load_before: float
    system: str
    python: str
    libcurl: str


def circumstances() -> Circumstances:
    """As they are now; call it before the first load."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _git("rev-parse", "--short", "HEAD") or "unknown",
        "is_clean": not _git("status", "--porcelain", "--untracked-files=no", "src"),
        "cpu": _cpu(),
        "cores": os.cpu_count() or 0,
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "load_before": round(os.getloadavg()[0], 2),
        "system": f"{platform.system()} {platform.release().partition('-')[0]} {platform.machine()}",
        "python": platform.python_version(),
        "libcurl": pycurl.version,
    }


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=10, check=False)
    except OSError:
        return ""
    return done.stdout.strip()


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )
