"""docs/reference/monitors.schema.json: the JSON Schema of a file of monitors, for editors."""

from tocsin.cli.file_schema import schema_text


def document() -> str:
    return schema_text()
