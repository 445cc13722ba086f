"""`tocsin schema`."""

from __future__ import annotations

import sys

from tocsin.cli.file_schema import schema_text


def schema() -> None:
    """Print the YAML file's JSON Schema for editors.

    Save it, and name it in the file's first line: `# yaml-language-server: $schema=monitors.schema.json`.
    """
    sys.stdout.write(schema_text())
