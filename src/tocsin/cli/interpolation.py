"""`${NAME}` and `${NAME:-default}` in a file of monitors, so that credentials can stay in the environment."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_PATTERN = re.compile(r"\$(\$\{)|\$\{([^}]*)(\}?)")
_NAME = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?P<fallback>:-(?P<default>.*))?", re.DOTALL)


def interpolator(environ: Mapping[str, str]) -> Callable[[str], str]:
    """A function that puts variables' values into a text: always text, never parsed again.

    `$${` stands for a literal `${`. It raises ValueError, saying what would be right, for a variable that is not set.
    """

    def value(match: re.Match[str]) -> str:
        if match[1]:
            return "${"
        found = _NAME.fullmatch(match[2])
        if not match[3] or found is None:
            raise ValueError(f"{match[0]} is not a variable: write ${{NAME}}, or $${{ for a literal ${{")
        name = found["name"]
        if environ.get(name) or (name in environ and found["fallback"] is None):
            return environ[name]
        if found["fallback"] is None:
            raise ValueError(f"the environment variable {name} is not set: set it, or write ${{{name}:-default}}")
        return found["default"]

    def replace(text: str) -> str:
        return _PATTERN.sub(value, text) if "${" in text else text

    return replace
