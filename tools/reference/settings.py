"""docs/reference/settings.md: every setting of a server."""

from __future__ import annotations

import json

from tocsin.settings import CLIENT_VARIABLES, DEFAULT_CONFIG_FILE, Settings, variable
from tools.reference import NOTICE
from tools.reference.schema import described, table, type_of

INTRODUCTION = f"""# Settings

A setting of a server comes from an environment variable, else from a TOML file, else from its default. In the file
(`{DEFAULT_CONFIG_FILE}` in the working directory, or the one that `TOCSIN_CONFIG_FILE` names) it has the same name in
lower case without `TOCSIN_`:

```toml
port = 9000
retention_raw_days = 30
```

A value that does not fit stops the start with a sentence that says what would. A name in the file that is no setting
does the same; a variable that looks like one of Tocsin's and is none is logged and ignored.
"""


def page() -> str:
    schema = Settings.model_json_schema()
    definitions = schema.get("$defs", {})
    rows = []
    for name, field in schema["properties"].items():
        kind = type_of(_resolved(field, definitions), "")
        rows.append((f"`{variable(name)}`", _without_null(kind), _default(field), described(name, field)))
    clients = [(f"`{name}`", description) for name, description in CLIENT_VARIABLES.items()]
    return "\n".join(
        (
            NOTICE,
            INTRODUCTION,
            "## Server\n",
            table(("variable", "type", "default", "meaning"), rows),
            "## Client commands\n",
            "The commands that talk to a running server read these:\n",
            table(("variable", "meaning"), clients),
        )
    )


def _resolved(field: dict[str, object], definitions: dict[str, dict[str, object]]) -> dict[str, object]:
    reference = field.get("$ref")
    return definitions[str(reference).rsplit("/", 1)[-1]] | field | {"$ref": None} if reference else field


def _without_null(kind: str) -> str:
    return kind.removesuffix(" or null")


def _default(field: dict[str, object]) -> str:
    value = field.get("default")
    if value is None or value == []:
        return ""
    return f"`{value}`" if isinstance(value, str) else f"`{json.dumps(value)}`"
