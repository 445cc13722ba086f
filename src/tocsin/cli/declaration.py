"""A file of monitors: `version`, `source`, `defaults` and `monitors`, read with every fault's file, line and column.

The monitors are checked by the code that checks what the API is sent.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tocsin.cli.interpolation import interpolator
from tocsin.cli.yaml_document import MAX_BYTES, YamlDocument, YamlProblem, parse
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.core.result import Json
from tocsin.probes import pushed_kind
from tocsin.services.field_errors import nearest
from tocsin.services.monitor_draft import MonitorDraft
from tocsin.services.monitor_validation import OF_PROBES, validate

VERSION = 1
MOST_MONITORS = 100_000
MOST_PROBLEMS = 100
FIELDS = ("version", "source", "defaults", "monitors")
NO_DEFAULT = frozenset({"name", "kind", "config"})
EXTENSION = "x-"
"""Keys at the top that begin so are left alone: a place for anchors that monitors refer to."""

NOT_FOR_PUSHED = frozenset({*OF_PROBES, "regions", "quorum"})

SOURCE_PATTERN = "[A-Za-z0-9][A-Za-z0-9._/-]{0,99}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where, by file, line and column and by JSON pointer, and what would be right."""

    path: str
    line: int
    column: int
    pointer: str
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}"
        return f"{place}: {self.pointer}: {self.message}" if self.pointer else f"{place}: {self.message}"


class DeclarationInvalid(Exception):
    """The file does not fit; `problems` in the order of the file, at most `MOST_PROBLEMS` and one that says so."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a file declares. `source` is the name under which its monitors are managed."""

    path: str
    source: str
    monitors: list[dict[str, Json]]
    document: YamlDocument

    def problem(self, error: FieldError) -> Problem:
        """The fault, which a pointer such as `/monitors/2/interval` leads to, with its place in the file."""
        line, column = self.document.position(self._written_at(error.pointer))
        return Problem(self.path, line, column, error.pointer, error.message)

    def _written_at(self, pointer: str) -> str:
        """Where a monitor's field stands: under `defaults` when the monitor does not give it itself."""
        parts = pointer.split("/")
        written = self.document.value
        if len(parts) < 4 or parts[1] != "monitors" or not isinstance(written, dict):
            return pointer
        listed, defaults = written["monitors"], written.get("defaults")
        own = listed[int(parts[2])] if isinstance(listed, list) and int(parts[2]) < len(listed) else None
        if isinstance(own, dict) and parts[3] not in own and isinstance(defaults, dict) and parts[3] in defaults:
            return "/".join(["", "defaults", *parts[3:]])
        return pointer


def load(path: Path, environ: Mapping[str, str] = os.environ) -> Declaration:
    """Read a file and check all of it. Raise DeclarationInvalid."""
    declaration = read(path, environ)
    problems = list(_bounded(_faults(declaration), str(path)))
    if problems:
        raise DeclarationInvalid(sorted(problems, key=lambda problem: (problem.line, problem.column)))
    return declaration


def read(path: Path, environ: Mapping[str, str] = os.environ) -> Declaration:
    """Read a file and check its frame, not yet the monitors themselves. Raise DeclarationInvalid."""
    try:
        document = parse(_text(path), interpolator(environ))
    except YamlProblem as error:
        problem = Problem(str(path), error.line, error.column, error.pointer, error.message)
        raise DeclarationInvalid([problem]) from None
    return _Frame(str(path), document).declaration()


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DeclarationInvalid([Problem(str(path), 1, 1, "", f"cannot be read: {error.strerror}")]) from None
    if len(data) > MAX_BYTES:
        raise DeclarationInvalid([Problem(str(path), 1, 1, "", f"is larger than {MAX_BYTES:,} bytes: split it")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        raise DeclarationInvalid([Problem(str(path), line, column, "", "is not UTF-8 text here")]) from None


class _Frame:
    """The parts of a file around the monitors."""

    def __init__(self, path: str, document: YamlDocument) -> None:
        self._path = path
        self._document = document

    def declaration(self) -> Declaration:
        root = self._document.value
        if not isinstance(root, dict):
            raise self._invalid("", "must be a mapping with the key 'monitors'")
        for name in root:
            if name not in FIELDS and not name.startswith(EXTENSION):
                raise self._invalid(f"/{name}", f"is not a known key: {nearest(name, FIELDS)}", of_key=True)
        if root.get("version", VERSION) != VERSION:
            raise self._invalid("/version", f"must be {VERSION}, the only version that there is")
        defaults = self._defaults(root.get("defaults"))
        monitors = [_with(defaults, monitor) for monitor in self._monitors(root.get("monitors"))]
        return Declaration(self._path, self._source(root.get("source")), monitors, self._document)

    def _source(self, written: Json) -> str:
        source = Path(self._path).name if written is None else written
        if not isinstance(source, str) or not re.fullmatch(SOURCE_PATTERN, source):
            text = "must be 1 to 100 letters, digits or . _ / - and begin with a letter or digit"
            raise self._invalid("/source", text if written is not None else f"is needed: the file's name {text}")
        return source

    def _defaults(self, written: Json) -> dict[str, Json]:
        if written is None:
            return {}
        if not isinstance(written, dict):
            raise self._invalid("/defaults", "must be a mapping of fields that every monitor gets")
        known = MonitorDraft.model_fields.keys() - NO_DEFAULT
        for name in written:
            if name in NO_DEFAULT:
                raise self._invalid(
                    f"/defaults/{name}", "belongs to each monitor and cannot have a default", of_key=True
                )
            if name not in known:
                raise self._invalid(f"/defaults/{name}", f"is not a known field: {nearest(name, known)}", of_key=True)
        return written

    def _monitors(self, written: Json) -> Iterator[dict[str, Json]]:
        if not isinstance(written, list):
            raise self._invalid("/monitors", "must be a list of monitors; an empty one is written []")
        if len(written) > MOST_MONITORS:
            raise self._invalid("/monitors", f"must hold at most {MOST_MONITORS:,} monitors, got {len(written):,}")
        for index, monitor in enumerate(written):
            if not isinstance(monitor, dict):
                raise self._invalid(f"/monitors/{index}", "must be a mapping of a monitor's fields")
            yield monitor

    def _invalid(self, pointer: str, message: str, *, of_key: bool = False) -> DeclarationInvalid:
        line, column = self._document.position(pointer, of_key=of_key)
        return DeclarationInvalid([Problem(self._path, line, column, pointer, message)])


def _faults(declaration: Declaration) -> Iterator[Problem]:
    first_with: dict[Json, int] = {}
    for index, monitor in enumerate(declaration.monitors):
        try:
            name: Json = validate(monitor).draft.name
        except ValidationFailed as error:
            for fault in error.errors:
                yield declaration.problem(FieldError(f"/monitors/{index}{fault.pointer}", fault.message))
            continue
        if name in first_with:
            line, _ = declaration.document.position(f"/monitors/{first_with[name]}/name")
            message = f"must be unique, and {name!r} is the name of the monitor in line {line}"
            yield declaration.problem(FieldError(f"/monitors/{index}/name", message))
        first_with.setdefault(name, index)


def _bounded(problems: Iterator[Problem], path: str) -> Iterator[Problem]:
    """Each once: a fault under `defaults` would be reported for every monitor that has it from there."""
    seen: set[tuple[int, int, str, str]] = set()
    for problem in problems:
        field = problem.pointer.removeprefix("/monitors/").partition("/")[2]
        place = (problem.line, problem.column, field, problem.message)
        if len(seen) == MOST_PROBLEMS:
            yield Problem(path, problem.line, problem.column, "", "and there are more problems from here on")
            return
        if place not in seen:
            seen.add(place)
            yield problem


def _with(defaults: Mapping[str, Json], monitor: Mapping[str, Json]) -> dict[str, Json]:
    """What only makes sense where something is looked at is no default for monitors that are pushed to."""
    is_pushed = pushed_kind(str(monitor.get("kind"))) is not None
    fitting = {name: value for name, value in defaults.items() if not (is_pushed and name in NOT_FOR_PUSHED)}
    return {**fitting, **monitor}
