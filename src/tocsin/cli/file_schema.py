"""The JSON Schema of a file of monitors, the kinds' settings included, for editors to complete and check by."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from tocsin.cli.declaration import EXTENSION, MOST_MONITORS, NO_DEFAULT, SOURCE_PATTERN, VERSION
from tocsin.probes import KindInfo, describe, discover
from tocsin.services.monitor_draft import MonitorDraft

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]
"""A JSON Schema: JSON by nature, so it has no narrower type."""


def schema_text() -> str:
    """The schema as it is printed and kept: stable, indented, with a newline at the end."""
    return json.dumps(file_schema(), indent=2, ensure_ascii=False) + "\n"


def file_schema() -> Schema:
    """The whole file."""
    kinds = [describe(name) for name in discover()]
    monitor = _monitor(kinds)
    definitions: Schema = monitor.pop("$defs", {})
    for kind in kinds:
        config = _with_local_references(deepcopy(dict(kind.schema)), kind.kind)
        definitions |= config.pop("$defs", {})
        definitions[_config_name(kind.kind)] = config
    return {
        "$schema": DIALECT,
        "title": "Tocsin monitors",
        "description": "Monitors as code: `tocsin apply -f`, `tocsin serve --config`.",
        "type": "object",
        "properties": {
            "version": {"const": VERSION, "description": "The version of this format.", "default": VERSION},
            "source": {
                "type": "string",
                "pattern": f"^{SOURCE_PATTERN}$",
                "description": "The name under which these monitors are managed: those of the same source that are no "
                "longer listed are deleted. By default the file's name.",
            },
            "defaults": _defaults(monitor),
            "monitors": {"type": "array", "maxItems": MOST_MONITORS, "items": {"$ref": "#/$defs/Monitor"}},
        },
        "patternProperties": {f"^{EXTENSION}": {"description": "Left alone: a place for anchors."}},
        "additionalProperties": False,
        "required": ["monitors"],
        "$defs": {"Monitor": monitor, **definitions},
    }


def _monitor(kinds: list[KindInfo]) -> Schema:
    monitor = MonitorDraft.model_json_schema()
    monitor["properties"]["kind"] |= {"enum": [kind.kind for kind in kinds]}
    # A default may come from `defaults`, so what editors require is only what cannot.
    monitor["required"] = sorted(NO_DEFAULT)
    monitor["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": kind.kind}}, "required": ["kind"]},
            "then": {"properties": {"config": {"$ref": f"#/$defs/{_config_name(kind.kind)}"}}},
        }
        for kind in kinds
    ]
    return monitor


def _defaults(monitor: Schema) -> Schema:
    fields = {name: field for name, field in monitor["properties"].items() if name not in NO_DEFAULT}
    return {
        "type": "object",
        "description": "Fields that every monitor gets which does not give them itself.",
        "properties": deepcopy(fields),
        "additionalProperties": False,
    }


def _config_name(kind: str) -> str:
    return f"{kind}-config"


def _with_local_references(schema: Any, kind: str) -> Any:
    """Definitions of one kind under names of its own, so that kinds may use the same names."""
    if isinstance(schema, list):
        return [_with_local_references(item, kind) for item in schema]
    if not isinstance(schema, dict):
        return schema
    renamed = {name: _with_local_references(value, kind) for name, value in schema.items()}
    if isinstance(reference := renamed.get("$ref"), str):
        renamed["$ref"] = reference.replace("#/$defs/", f"#/$defs/{kind}-")
    if isinstance(mapping := (renamed.get("discriminator") or {}).get("mapping"), dict):
        renamed["discriminator"]["mapping"] = {
            tag: target.replace("#/$defs/", f"#/$defs/{kind}-") for tag, target in mapping.items()
        }
    if isinstance(definitions := renamed.get("$defs"), dict):
        renamed["$defs"] = {f"{kind}-{name}": value for name, value in definitions.items()}
    return renamed
