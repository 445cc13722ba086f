"""Reads the settings, and says of each that does not fit what would."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tocsin.settings.faults import SettingsInvalid, expectation, nearest, shown
from tocsin.settings.file import config_file
from tocsin.settings.names import CLIENT_VARIABLES, PREFIX, variable
from tocsin.settings.settings import Settings


def load(**overrides: Any) -> Settings:
    """Read environment and file; `overrides` (from options of a command) win. Raise SettingsInvalid."""
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        problems = [_sentence(detail, overrides) for detail in error.errors(include_url=False)]
        raise SettingsInvalid(problems) from None


def unknown_variables(environ: Mapping[str, str] = os.environ) -> list[str]:
    """A sentence for each variable that looks like ours and is none: most often a slip of the pen."""
    known = {variable(name) for name in Settings.model_fields} | CLIENT_VARIABLES.keys()
    return [
        f"{name} is not a setting and is ignored{nearest(name, known)}."
        for name in sorted(environ)
        if name.startswith(PREFIX) and name not in known and not name.startswith("TOCSIN_TEST_")
    ]


def _sentence(detail: ErrorDetails, overrides: Mapping[str, Any]) -> str:
    field = str(detail["loc"][0]) if detail["loc"] else ""
    schema = Settings.model_json_schema()["properties"].get(field, {})
    value = "" if _is_secret(field) else f" is {shown(detail.get('input'))} but"
    return f"{_origin(field, overrides)}{value} {expectation(field, detail, schema)}."


def _origin(field: str, overrides: Mapping[str, Any]) -> str:
    if overrides.get(field) is not None:
        return f"--{field.replace('_', '-')}"
    if os.environ.get(variable(field)) or config_file() is None:
        return variable(field)
    return f"{field} in {config_file()}"


def _is_secret(field: str) -> bool:
    """Or holds secrets in its depth, and is not shown for that."""
    return bool(field) and (
        "SecretStr" in str(Settings.model_fields[field].annotation) or not Settings.model_fields[field].repr
    )
