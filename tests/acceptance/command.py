"""The command `tocsin`, run as a person types it, against a whole server."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 60.0


@dataclass(frozen=True)
class Done:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Command:
    """Run in a folder of its own, as a user without stored credentials."""

    def __init__(self, folder: Path, url: str, key: str | None) -> None:
        self.folder = folder
        self.environment = {"PATH": "/usr/bin:/bin", "XDG_CONFIG_HOME": str(folder / "config"), "TOCSIN_URL": url}
        if key is not None:
            self.environment["TOCSIN_API_KEY"] = key

    def __call__(self, *words: str, stdin: str = "", **environment: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "tocsin", *words],
            cwd=self.folder,
            env=self.environment | environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def done(self, *words: str, **environment: str) -> str:
        """What it printed; it must have succeeded."""
        done = self(*words, **environment)
        assert done.code == 0, f"{words}: {done.code}\n{done.out}\n{done.err}"
        return done.out

    def json(self, *words: str) -> Any:
        return json.loads(self.done(*words, "--json"))
