"""Plain values as YAML that `yaml_document` reads back as the same values."""

from __future__ import annotations

import yaml

from tocsin.cli.yaml_document import is_plain_text
from tocsin.core.result import Json

WIDTH = 120


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


_Dumper.add_representer(str, _text)
