"""Puts the built web client into what is packaged: as `tocsin/web` into the wheel, where it lies into the sources.

A hook of Hatch (pyproject.toml). A wheel that is made without Node.js has no web client, and serves all the rest.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = "web/out"
PLACES = {"wheel": "tocsin/web", "sdist": BUILT}


class WebInPackage(BuildHookInterface[Any]):
    """The archive's files are named one by one: what git ignores is left out otherwise."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        built = Path(self.root) / BUILT
        if version != "editable" and (built / "index.html").is_file():
            build_data["force_include"][str(built)] = PLACES[self.target_name]
