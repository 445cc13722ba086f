"""Start the servers that the tests need, run a command with their addresses in its environment, stop them.
The browser that they need is found or installed, and named there too, and a folder in memory to write to.

    python -m tools.test_services -- pytest tests/integration

What is already named in the environment is used as it is.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from types import FrameType

from tools.chromium import ChromiumMissing, chromium
from tools.postgres import PostgresMissing, postgres
from tools.redis import RedisMissing, redis
from tools.scratch_folder import scratch_folder
from tools.throwaway import Throwaway

POSTGRES_URL = "TOCSIN_TEST_POSTGRES_URL"
REDIS_URL = "TOCSIN_TEST_REDIS_URL"
CHROMIUM = "TOCSIN_TEST_CHROMIUM"
SCRATCH = "TMPDIR"
SERVERS: dict[str, Callable[[], Throwaway]] = {POSTGRES_URL: postgres, REDIS_URL: redis}
NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
"""Some images set it. Tests start hundreds of processes: what one of them has compiled serves the others."""
END_SECONDS = 60.0


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGHUP, end)
    with ExitStack() as services:
        environment = {name: value for name, value in os.environ.items() if name != NO_BYTECODE}
        try:
            for variable, find in SERVERS.items():
                if not environment.get(variable):
                    environment[variable] = services.enter_context(find()).url
            if not environment.get(CHROMIUM):
                environment[CHROMIUM] = str(chromium())
        except (PostgresMissing, RedisMissing, ChromiumMissing) as missing:
            print(missing, file=sys.stderr)
            return 1
        if SCRATCH not in environment and (folder := services.enter_context(scratch_folder())):
            environment[SCRATCH] = folder
        return run(command, environment)


def run(command: list[str], environment: dict[str, str]) -> int:
    """The command's exit code. However this process is asked to end, the command ends first."""
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:  # the terminal told the command too
        return process.wait(END_SECONDS)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(END_SECONDS)


def end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
