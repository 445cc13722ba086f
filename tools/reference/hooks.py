"""docs/reference/hooks.md: every kind of hook, its own words and its config, and the words for states."""

from __future__ import annotations

from tocsin.core.verdict import Verdict
from tocsin.hooks import KINDS, docs_of
from tocsin.hooks.wording import STATE_WORDS
from tools.reference import NOTICE
from tools.reference.kinds import section
from tools.reference.schema import table

INTRODUCTION = """# Kinds of hooks

A hook is an address, `POST /hook/<key>`, to which another system posts what it knows. This is what a hook's `kind` may
be, and what its `config` then holds. `GET /api/v1/hook-kinds` gives the same as JSON Schema.
"""

WORDS = """## Words for a state

What a hook of the kind `generic` understands without being told. Case, blanks, hyphens and underscores do not count:
`Missing Data`, `MISSING_DATA` and `MissingData` are one word.
"""


def page() -> str:
    parts = [NOTICE, INTRODUCTION]
    for kind in KINDS.values():
        parts += section(kind.kind, docs_of(kind), kind.example, kind.config_type.model_json_schema())
    return "\n".join([*parts, WORDS, _words()])


def _words() -> str:
    rows = [
        (f"`{verdict.word}`", ", ".join(f"`{word}`" for word, meaning in STATE_WORDS.items() if meaning == verdict))
        for verdict in Verdict
    ]
    return table(("state", "words"), rows)
