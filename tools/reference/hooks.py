"""docs/reference/hooks.md: every kind of hook, its own words, its config, and how requests are answered."""

from __future__ import annotations

from tocsin.hooks import KINDS, docs_of
from tools.reference import NOTICE
from tools.reference.kinds import section

INTRODUCTION = """# Kinds of hooks

A hook is an address, `POST /hook/<key>`, to which another system posts what it knows. This is what a hook's `kind` may
be, and what its `config` then holds. `GET /api/v1/hook-kinds` gives the same as JSON Schema.
"""


def page() -> str:
    parts = [NOTICE, INTRODUCTION]
    for kind in KINDS.values():
        parts += section(kind.kind, docs_of(kind), kind.example, kind.config_type.model_json_schema())
    return "\n".join(parts)
