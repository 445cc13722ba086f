"""That each benchmark runs and prints; its figures are for people, and no test asserts a time."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_S = 120


@pytest.mark.parametrize("name", sorted(file.stem for file in (ROOT / "bench").glob("[a-z]*.py")))
def test_a_quick_run_prints_its_table(name: str) -> None:
    command = [sys.executable, "-m", f"bench.{name}", "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{name} at " in done.stdout
    assert "measured" in done.stdout
