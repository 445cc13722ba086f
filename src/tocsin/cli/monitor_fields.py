"""A monitor's fields from a command line: options, `--set path=value`, and the kind's own settings as options."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import typer

from tocsin.cli.client import Client
from tocsin.cli.failures import UsageWrong
from tocsin.cli.replies import Kind
from tocsin.core.result import Json

Fields = dict[str, Json]


def kind_of(client: Client, name: str) -> Kind:
    return client.get(f"/api/v1/kinds/{name}").read(Kind)


def given(**options: Any) -> Fields:
    """The options that were given. A list that was not given is empty; `--tag ''` sets the empty list."""
    fields: Fields = {}
    for name, value in options.items():
        if isinstance(value, list):
            if value:
                fields[name] = [item for item in value if item != ""]
        elif value is not None:
            fields[name] = value
    return fields


def given_config(
    context: typer.Context, client: Client, kind: str, text: str | None, assignments: Sequence[str]
) -> Fields:
    """As `config`; what the kind wants is asked for only when something depends on it."""
    extra = context.args
    known = kind_of(client, kind) if assignments or extra else Kind(kind)
    refuse_slips(known, extra, [option for one in context.command.params for option in one.opts])
    return config(known, text, assignments, extra)


def refuse_slips(kind: Kind, extra: Sequence[str], options: Sequence[str]) -> None:
    """Raise UsageWrong for a word that is no setting of the kind and nearest to one of the command's own options."""
    settings = ["--" + name.replace("_", "-") for name in kind.schema.get("properties", {})]
    for word in extra:
        given_name = word.partition("=")[0]
        if given_name.startswith("--") and given_name not in settings:
            nearest = get_close_matches(given_name, [*settings, *options], n=1, cutoff=0.75)
            if nearest and nearest[0] not in settings:
                raise UsageWrong(f"{given_name} is no option and no setting of {kind.kind}: did you mean {nearest[0]}?")


def config(kind: Kind, text: str | None, assignments: Sequence[str], extra: Sequence[str]) -> Fields:
    """The kind's settings: JSON text first, then `--set`, then what was given as options of the kind's own."""
    fields = _json_object(text) if text is not None else {}
    for path, value in (*map(_assignment, assignments), *_own_options(extra)):
        _put(fields, path, _value(kind.schema, path, value))
    return fields


def merged(config: Fields, given: Fields) -> Fields:
    """What was given goes over what there was, field by field, also within objects."""
    together = dict(config)
    for name, value in given.items():
        before = together.get(name)
        together[name] = merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return together


def whole_or_text(value: str | None) -> Json:
    """`2` is a number, `majority` a word."""
    return int(value) if value is not None and value.isascii() and value.isdigit() else value


def duration(value: str | None) -> Json:
    """`10` and `0.5` are numbers, in the field's own unit; `30s` is left to the server."""
    try:
        number = math.nan if value is None else float(value)
    except ValueError:
        return value
    return number if math.isfinite(number) else value


def ids_or_names(values: Sequence[str]) -> list[Json]:
    return [whole_or_text(value) for value in values]


def _json_object(text: str) -> Fields:
    """JSON, `@file` or `-` for standard input."""
    try:
        if text == "-":
            text = sys.stdin.read()
        elif text.startswith("@"):
            text = Path(text[1:]).read_text(encoding="utf-8")
        value = json.loads(text)
    except (OSError, ValueError) as error:
        raise UsageWrong(f"--config-json cannot be read: {error}") from None
    if not isinstance(value, dict):
        raise UsageWrong('--config-json must be an object, such as {"url": "https://example.com/"}')
    return value


def _assignment(text: str) -> tuple[list[str], str]:
    path, equals, value = text.partition("=")
    if not equals or not path.strip():
        raise UsageWrong(f"--set takes field=value, such as --set method=HEAD, and not {text!r}")
    return path.strip().split("."), value


def _own_options(words: Sequence[str]) -> list[tuple[list[str], str]]:
    """`--max-redirects 3`, `--max-redirects=3`; one without a value means true."""
    found: list[tuple[list[str], str]] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise UsageWrong(f"{word!r} is not expected here: quote a name that has blanks")
        if not equals:
            value = rest.pop(0) if rest and not rest[0].startswith("--") else "true"
        found.append(([name.replace("-", "_")], value))
    return found


def _put(fields: Fields, path: Sequence[str], value: Json) -> None:
    here = fields
    for step in path[:-1]:
        inner = here.setdefault(step, {})
        if not isinstance(inner, dict):
            raise UsageWrong(f"{'.'.join(path)}: {step} has a value already and cannot hold fields")
        here = inner
    here[path[-1]] = value


def _value(schema: Mapping[str, Any], path: Sequence[str], text: str) -> Json:
    """JSON where it is JSON, unless the kind wants text there: `--expect 220` is text, `--port 25` a number."""
    if _wants_text(schema, path):
        return text
    try:
        value: Json = json.loads(text)
    except ValueError:
        return text
    return value


def _wants_text(schema: Mapping[str, Any], path: Sequence[str]) -> bool:
    here: Any = schema
    for step in path:
        properties = _resolved(schema, here).get("properties", {})
        here = properties.get(step) or _resolved(schema, here).get("additionalProperties") or {}
    types = _types(schema, here)
    return "string" in types and not types & {"integer", "number", "boolean", "array", "object"}


def _types(schema: Mapping[str, Any], field: Any) -> set[str]:
    field = _resolved(schema, field)
    if isinstance(kind := field.get("type"), str):
        return {kind}
    return set().union(*(_types(schema, option) for option in field.get("anyOf", ())))


def _resolved(schema: Mapping[str, Any], field: Any) -> Mapping[str, Any]:
    if not isinstance(field, Mapping):
        return {}
    name = str(field.get("$ref", "")).removeprefix("#/$defs/")
    found = schema.get("$defs", {}).get(name, field)
    return found if isinstance(found, Mapping) else field
