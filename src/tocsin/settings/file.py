"""The TOML file of settings."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from tocsin.settings.faults import SettingsInvalid, nearest
from tocsin.settings.names import CONFIG_FILE_VARIABLE, DEFAULT_CONFIG_FILE


def config_file() -> Path | None:
    """The TOML file that settings are read from, when there is one."""
    named = os.environ.get(CONFIG_FILE_VARIABLE)
    if named:
        return Path(named)
    return Path(DEFAULT_CONFIG_FILE) if Path(DEFAULT_CONFIG_FILE).is_file() else None


def read_file(path: Path | None, known: Collection[str]) -> dict[str, Any]:
    """Its values. Raise SettingsInvalid where a name is none of the known ones."""
    if path is None:
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsInvalid([f"{path} could not be read: {error.strerror}."]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid([f"{path} is not valid TOML: {error}."]) from None
    problems = [f"{path}: {key} is not a setting{nearest(key, known)}." for key in values if key not in known]
    if problems:
        raise SettingsInvalid(problems)
    return values
