"""Every action that the audit trail knows stands in the page about it, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tocsin import services

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "read-the-audit-trail.md"
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
TOLD = re.compile(r"`([a-z_]+\.[a-z_]+)`")
NO_ACTIONS = {"hook.id", "incident.id", "monitor.id", "workspace.id", "secret_key.rotation"}
"""Texts of services that look like one."""


def texts() -> Iterator[str]:
    for path in Path(str(services.__file__)).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_the_table_has_every_action() -> None:
    table = [line for line in PAGE.read_text().partition("## Actions")[2].splitlines() if line.startswith("|")]
    actions = {text for text in texts() if ACTION.fullmatch(text)} - NO_ACTIONS
    assert set(TOLD.findall("\n".join(table))) == actions
