"""docs/reference/openapi.json, and api.md: every endpoint and schema, from the OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, cast

from tocsin.api.app import ApiParts, create_app
from tocsin.api.problem import PROBLEM_TYPE
from tocsin.api.rules import RULES, Access
from tocsin.auth.permissions import Permission
from tocsin.auth.secrets import KEY_BYTES, SecretBox
from tocsin.bus.memory import MemoryBus
from tocsin.services.parts import Parts
from tocsin.storage.database import Database
from tools.reference import NOTICE
from tools.reference.schema import Schema, default_of, properties, table, type_of

LINK = "#schema-{}"
ACCESS = {Access.ANYBODY: "For anybody.", Access.SIGNED_IN: "For users who are signed in."}


@cache
def contract() -> Mapping[str, Any]:
    """The OpenAPI document. It is made from the routes alone: the application is never started."""
    services = Parts(cast("Database", None), MemoryBus(), SecretBox([bytes(KEY_BYTES)]))
    return create_app(ApiParts(services)).openapi()


def document() -> str:
    return json.dumps(contract(), indent=2, ensure_ascii=False) + "\n"


def operations() -> Iterator[tuple[str, str, Schema]]:
    """Every (method, path, operation)."""
    for path, methods in contract()["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def page() -> str:
    parts = [NOTICE, "# HTTP API\n", contract()["info"]["description"]]
    parts.append(
        "The contract itself is [openapi.json](openapi.json), which a server gives at `/api/v1/openapi.json` too.\n"
    )
    by_tag: dict[str, list[tuple[str, str, Schema]]] = {}
    for method, path, operation in operations():
        by_tag.setdefault(operation["tags"][0], []).append((method, path, operation))
    for tag in contract()["tags"]:
        parts += [f"## {tag['name'].capitalize()}\n", f"{tag['description']}\n"]
        for method, path, operation in by_tag.get(tag["name"], ()):
            parts += _operation(method, path, operation)
    parts.append("## Schemas\n")
    for name, schema in sorted(contract()["components"]["schemas"].items()):
        parts += _schema(name, schema)
    return "\n".join(parts)


def _operation(method: str, path: str, operation: Schema) -> list[str]:
    parts = [f"### {method} {path}\n"]
    if description := operation.get("description"):
        parts.append(f"{description}\n")
    if rule := _rule(operation):
        parts.append(f"{rule}\n")
    if parameters := operation.get("parameters"):
        rows = [_parameter(parameter) for parameter in parameters]
        parts.append(table(("parameter", "in", "type", "default", "meaning"), rows))
    if body := operation.get("requestBody"):
        parts.append(f"Body: {_content(body)}\n")
    answers = sorted(operation["responses"].items())
    parts.append("\n".join(f"- `{status}`{_answer(status, response)}" for status, response in answers) + "\n")
    return parts


def _rule(operation: Schema) -> str:
    """Who may call it; nothing where its own description says what it asks for."""
    rule = RULES.get(operation["operationId"])
    return f"Needs `{rule}`." if isinstance(rule, Permission) else ACCESS.get(rule, "") if rule else ""


def _parameter(parameter: Schema) -> tuple[str, ...]:
    schema = parameter.get("schema", {})
    default = default_of(schema, is_required=parameter.get("required", False)).replace("`null`", "")
    kind = type_of(schema, LINK).removesuffix(" or null")
    return f"`{parameter['name']}`", parameter["in"], kind, default, parameter.get("description", "")


def _answer(status: str, response: Schema) -> str:
    if PROBLEM_TYPE in response.get("content", {}):
        return f" {response['description']}"
    content = _content(response) or HTTPStatus(int(status)).phrase
    return f" {content}"


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
        parts += [f"{schema.get('description', '')}\n", f"{type_of(schema, LINK)}\n"]
    return parts
