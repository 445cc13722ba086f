"""The lock files: every package by its version and its hash, and none by the address of a registry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]


def npm_packages() -> dict[str, dict[str, Any]]:
    lock = json.loads((ROOT / "web/package-lock.json").read_text())
    return {name: package for name, package in lock["packages"].items() if name}


def test_no_registry_stands_in_the_lock_of_the_web_client() -> None:
    assert "://" not in json.dumps([package.get("resolved", "") for package in npm_packages().values()])
    assert [name for name, package in npm_packages().items() if "resolved" in package] == []


def test_what_the_web_client_installs_has_a_hash() -> None:
    bare = {name: package for name, package in npm_packages().items() if "integrity" not in package}
    assert [name for name, package in bare.items() if not package["optional"] or "cpu" not in package] == []
    assert [name for name, package in bare.items() if is_for_usual_linux(package)] == []


def is_for_usual_linux(package: dict[str, Any]) -> bool:
    libc, system = package.get("libc", ["glibc"]), package.get("os", ["linux"])
    return "glibc" in libc and "linux" in system and bool({"x64", "arm64"} & set(package["cpu"]))


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_no_registry_stands_in_a_lock_of_python(lock: Path) -> None:
    lines = lock.read_text().splitlines()
    assert [line for line in lines if "://" in line or line.startswith(("--index", "-i ", "--extra", "--find"))] == []
    pinned = [number for number, line in enumerate(lines) if "==" in line]
    assert [lines[number] for number in pinned if "--hash=sha256:" not in lines[number + 1]] == []
