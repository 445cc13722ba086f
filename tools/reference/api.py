"""docs/reference/openapi.json, and api.md: every endpoint and schema, from the OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

from tocsin.api.app import openapi
from tools.reference import NOTICE
from tools.reference.schema import Schema, description_of, properties, table, type_of

LINK = "#schema-{}"
INTRODUCTION = """# HTTP API

Every request but the health endpoints carries the API key: `Authorization: Bearer KEY`. Bodies are JSON; times are
RFC 3339, UTC. Errors are problem documents (RFC 9457) with a stable `code` and, for a body that does not fit, `errors`
with a JSON pointer to each bad field.

The contract itself is [openapi.json](openapi.json), which a running server also gives under `/api/v1/openapi.json`.
"""


@cache
def contract() -> Mapping[str, Any]:
    return openapi()


def document() -> str:
    return json.dumps(contract(), indent=2, ensure_ascii=False) + "\n"


def operations() -> Iterator[tuple[str, str, Schema]]:
    """Every (method, path, operation)."""
    for path, methods in contract()["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def page() -> str:
    parts = [NOTICE, INTRODUCTION]
    by_tag: dict[str, list[tuple[str, str, Schema]]] = {}
    for method, path, operation in operations():
        by_tag.setdefault(operation.get("tags", ["other"])[0], []).append((method, path, operation))
    for tag, found in by_tag.items():
        parts.append(f"## {tag.capitalize()}\n")
        for method, path, operation in found:
            parts += _operation(method, path, operation)
    parts.append("## Schemas\n")
    for name, schema in sorted(contract().get("components", {}).get("schemas", {}).items()):
        parts += _schema(name, schema)
    return "\n".join(parts)


def _operation(method: str, path: str, operation: Schema) -> list[str]:
    parts = [f"### {method} {path}\n", f"**{operation.get('summary', '')}**\n"]
    if description := operation.get("description"):
        parts.append(f"{description}\n")
    if parameters := operation.get("parameters"):
        rows = [_parameter(parameter) for parameter in parameters]
        parts.append(table(("parameter", "in", "type", "default", "meaning"), rows))
    if body := operation.get("requestBody"):
        parts.append(f"Body: {_content(body)}\n")
    answers = [f"- `{status}`{_answer(status, response)}" for status, response in operation["responses"].items()]
    parts.append("\n".join(answers) + "\n")
    return parts


def _parameter(parameter: Schema) -> tuple[str, ...]:
    schema = parameter.get("schema", {})
    default = "required" if parameter.get("required") else f"`{json.dumps(schema['default'])}`"
    if not parameter.get("required") and schema.get("default") is None:
        default = ""
    kind = type_of(schema, LINK).removesuffix(" or null")
    return f"`{parameter['name']}`", parameter["in"], kind, default, parameter.get("description", "")


def _answer(status: str, response: Schema) -> str:
    content = _content(response)
    description = response.get("description") or HTTPStatus(int(status)).phrase
    return f" {description}" + (f": {content}" if content else "")


def _content(holder: Schema) -> str:
    found = {}
    for media, content in holder.get("content", {}).items():
        kind = type_of(content["schema"], LINK) if content.get("schema") else ""
        found[media] = f"{kind} (`{media}`)" if kind and media != "application/json" else kind or f"`{media}`"
    return " or ".join(found.values())


def _schema(name: str, schema: Schema) -> list[str]:
    parts = [f'<a id="schema-{name.lower()}"></a>\n', f"### {name}\n"]
    if "properties" in schema:
        parts += [f"{schema.get('description', '')}\n", properties(schema, link=LINK)]
    else:
        parts += [f"{description_of(schema)}\n", f"{type_of(schema, LINK)}\n"]
    return parts
