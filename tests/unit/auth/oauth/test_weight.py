"""What signing in elsewhere costs those who do not."""

from __future__ import annotations

import subprocess
import sys


def test_only_the_registry_brings_the_libraries_along() -> None:
    program = "import sys, tocsin.settings, tocsin.auth.oauth.provider; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "tocsin.auth.oauth.provider" in loaded
    assert not {"authlib", "joserfc", "httpx"} & set(loaded)


def test_the_registry_is_imported_without_a_warning() -> None:
    program = [sys.executable, "-W", "error", "-c", "import tocsin.auth.oauth.providers"]
    assert subprocess.run(program, capture_output=True, text=True, check=False).stderr == ""
