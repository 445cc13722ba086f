"""What a start is spared."""

from __future__ import annotations

import subprocess
import sys


def test_what_few_servers_need_is_not_loaded_at_the_start() -> None:
    program = "import sys, tocsin.cli.serve; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(done.stdout.split())
    assert "tocsin.services.rate_limits" in loaded
    assert not {"redis", "zxcvbn", "webauthn", "authlib", "httpx"} & loaded
