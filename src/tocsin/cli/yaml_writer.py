"""Plain values as YAML that `yaml_document` reads back as the same values."""

from __future__ import annotations

import yaml

from tocsin.cli.yaml_document import is_plain_text
from tocsin.core.result import Json

WIDTH = 120
LARGEST_EXACT = 2.0**53
"""Beyond it a float skips whole numbers."""


def to_yaml(value: Json) -> str:
    """Block style, in the order of the fields."""
    written: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
    return written


class _Dumper(yaml.CSafeDumper):
    """Writes no aliases, quotes what would be read as something other than text, keeps lines apart."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None if is_plain_text(text) else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _number(dumper: yaml.CSafeDumper, number: float) -> yaml.ScalarNode:
    """Seconds are whole most of the time: `1800`, not `1800.0`."""
    is_whole = number.is_integer() and abs(number) < LARGEST_EXACT
    return dumper.represent_int(int(number)) if is_whole else dumper.represent_float(number)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(float, _number)
