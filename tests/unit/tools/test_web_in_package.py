"""What is packaged holds the web client, where there is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tools.web_in_package import WebInPackage


def included(root: Path, target: str, version: str = "standard") -> dict[str, str]:
    build_data: dict[str, Any] = {"force_include": {}}
    of_no_project: Any = None
    hook = WebInPackage(str(root), {}, of_no_project, of_no_project, "", target)
    hook.initialize(version, build_data)
    given: dict[str, str] = build_data["force_include"]
    return given


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """One in which the client was built."""
    (tmp_path / "web/out").mkdir(parents=True)
    (tmp_path / "web/out/index.html").touch()
    return tmp_path


@pytest.mark.parametrize(("target", "place"), [("wheel", "tocsin/web"), ("sdist", "web/out")])
def test_the_client_is_in_both_archives(checkout: Path, target: str, place: str) -> None:
    assert included(checkout, target) == {str(checkout / "web/out"): place}


def test_in_a_checkout_it_is_served_from_where_it_was_built(checkout: Path) -> None:
    assert included(checkout, "wheel", "editable") == {}


def test_without_it_all_the_rest_is_packaged(tmp_path: Path) -> None:
    assert included(tmp_path, "wheel") == {}
