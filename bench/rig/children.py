"""Child processes and what they cost: CPU, memory and bytes written, as the kernel counts them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.rig.machine import ROOT

TICK = os.sysconf("SC_CLK_TCK")
LONGEST_STOP_S = 20.0


@dataclass(frozen=True)
class Usage:
    """Since the process began."""

    cpu_s: float
    rss_mib: float
    peak_mib: float
    written_bytes: int


def usage(pid: int) -> Usage:
    """All threads of one process, without its children. Raise OSError when it is gone."""
    process = Path(f"/proc/{pid}")
    fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
    status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    io = dict(line.split(": ") for line in (process / "io").read_text().splitlines())
    return Usage(
        cpu_s=(int(fields[11]) + int(fields[12])) / TICK,
        rss_mib=int(status["VmRSS"].split()[0]) / 1024,
        peak_mib=int(status["VmHWM"].split()[0]) / 1024,
        written_bytes=int(io["write_bytes"]),
    )


def measured(module: str, *arguments: object, env: Mapping[str, str] | None = None, seconds: float) -> dict[str, float]:
    """Run a measuring module of the rig; its last line is JSON. Raise when it fails or takes far too long."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, timeout=seconds + 60, check=True
    )
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


@contextmanager
def running(command: list[str], *, env: Mapping[str, str] | None = None, log: Path | None = None) -> Iterator[int]:
    """Run a server for the length of the block; give its pid."""
    with (log or Path(os.devnull)).open("ab") as sink:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **(env or {})}, stdout=sink, stderr=sink)
        try:
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(LONGEST_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
