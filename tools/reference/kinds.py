"""docs/reference/kinds.md: every kind of check, its own words and its config."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from tocsin import probes
from tocsin.core.result import Json
from tools.reference import NOTICE
from tools.reference.schema import Schema, properties, type_of

INTRODUCTION = """# Kinds of check

What a monitor's `kind` may be, and what its `config` then holds. `GET /api/v1/kinds` gives the same as JSON Schema.
"""


def page() -> str:
    parts = [NOTICE, INTRODUCTION]
    for kind in sorted(probes.discover()):
        info = probes.describe(kind)
        parts += section(kind, info.docs, info.example, info.schema)
    return "\n".join(parts)


def section(kind: str, docs: str, example: Mapping[str, Json], schema: Schema) -> list[str]:
    """One kind: its own words, an example, its settings and what they are made of."""
    parts = [f"## {kind}\n", _lowered(docs), f"### Config of {kind}\n", _example(example)]
    link = f"#{kind}-{{}}"
    parts.append(properties(schema, link=link))
    for name, definition in sorted(schema.get("$defs", {}).items()):
        parts.append(f'<a id="{kind}-{name.lower()}"></a>\n\n#### {name}\n')
        parts.append(_definition(definition, link))
    return parts


def _lowered(docs: str) -> str:
    """The module's docstring with its headings below this page's own, and its first line as the summary."""
    return re.sub(r"^(#+) ", r"#\1 ", docs.strip(), flags=re.MULTILINE) + "\n"


def _example(config: Mapping[str, Json]) -> str:
    example = json.dumps(dict(config), indent=2, ensure_ascii=False)
    return f"For example:\n\n```json\n{example}\n```\n"


def _definition(definition: Schema, link: str) -> str:
    if "enum" in definition:
        return f"{definition.get('description', '')}\n\n{type_of(definition, link)}\n"
    return f"{definition.get('description', '')}\n\n{properties(definition, link=link)}"
