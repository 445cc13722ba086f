"""The parts of the API's answers on hooks that commands show. Fields that are not here are passed over."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tocsin.cli.replies import FieldProblem, JsonObject


class HookKind(msgspec.Struct):
    """A kind of hook. `schema` is the JSON Schema of its settings."""

    kind: str
    title: str = ""
    docs: str = ""
    schema: JsonObject = {}


class Hook(msgspec.Struct):
    """An address to which another system posts."""

    id: int
    name: str
    kind: str
    config: JsonObject
    enabled: bool
    key: str | None = None
    path: str | None = None
    last_received_at: datetime | None = None
    last_error: str | None = None
    made_monitors: int = 0
    problems: int = 0


class TriedItem(msgspec.Struct):
    """One item of a body, as it was understood."""

    pointer: str
    monitor: str
    state: str
    monitor_id: int | None = None
    problem: str = ""
    message: str = ""
    missed: list[str] = []


class TriedMonitor(msgspec.Struct):
    """A state that a monitor would be told."""

    name: str
    state: str
    message: str = ""
    id: int | None = None


class HookTrial(msgspec.Struct):
    """What would become of a body."""

    taken: int
    created: int
    unchanged: int
    ignored: int
    truncated: int
    items: list[TriedItem] = []
    refused: list[FieldProblem] = []
    monitors: list[TriedMonitor] = []
    note: str = ""
