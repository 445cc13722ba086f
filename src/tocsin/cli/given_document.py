"""A YAML or JSON file whose one document is sent to the server: its faults are told by file, line and column."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tocsin.cli.client import Refused
from tocsin.cli.failures import CommandFailed, UsageWrong
from tocsin.cli.interpolation import interpolator
from tocsin.cli.monitor_fields import Fields
from tocsin.cli.yaml_document import YamlDocument, YamlProblem, parse
from tocsin.core.result import Json

MAX_BYTES = 1_000_000
STDIN = "-"


class GivenDocument:
    """A mapping of fields. `${NAME}` in it stands for an environment variable, so that secrets need not lie there."""

    def __init__(self, path: str, fields: Fields, document: YamlDocument) -> None:
        self.fields = fields
        self._path = path
        self._document = document

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Refusals of single fields are told by their places in the file."""
        try:
            yield
        except Refused as refusal:
            if not any(error.pointer for error in refusal.problem.errors):
                raise
            faults = [self._fault(error.pointer, error.message) for error in refusal.problem.errors]
            raise CommandFailed("\n".join(faults)) from None

    def _fault(self, pointer: str, message: str) -> str:
        line, column = self._document.position(pointer)
        return f"{self._path}:{line}:{column}: {pointer}: {message}"


def read_document(path: str, environ: Mapping[str, str] = os.environ) -> GivenDocument:
    """`-` is standard input. JSON is YAML too. Raise UsageWrong, with the place."""
    shown = "<stdin>" if path == STDIN else path
    try:
        document = parse(_text(path, shown), interpolator(environ))
    except YamlProblem as error:
        place = f"{shown}:{error.line}:{error.column}"
        raise UsageWrong(f"{place}: {error.pointer + ': ' if error.pointer else ''}{error.message}") from None
    if not isinstance(document.value, dict):
        raise UsageWrong(f"{shown}:1:1: must be a mapping of fields, such as name: …")
    return GivenDocument(shown, document.value, document)


@contextmanager
def sent_from(path: str | None, without: Fields | None = None) -> Iterator[Fields]:
    """The fields of a file, or `without` one; what is refused inside is told by its place in the file."""
    if path is None:
        yield dict(without or {})
        return
    document = read_document(path)
    with document.explained():
        yield dict(document.fields)


def escaped(value: Json) -> Json:
    """As it is to be written so that `read_document` reads the same."""
    if isinstance(value, dict):
        return {name: escaped(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [escaped(inner) for inner in value]
    return value.replace("${", "$${") if isinstance(value, str) else value


def _text(path: str, shown: str) -> str:
    try:
        if path == STDIN:
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise UsageWrong(f"{shown} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageWrong(f"{shown} is not UTF-8 text") from None
    if len(data) > MAX_BYTES:
        raise UsageWrong(f"{shown} is larger than {MAX_BYTES:,} bytes")
    return text
