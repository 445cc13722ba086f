"""Requests of other systems, made in one line."""

from __future__ import annotations

import math
from typing import Any

from tocsin.core.result import Json
from tocsin.hooks.alertmanager import Alertmanager, AlertmanagerConfig
from tocsin.hooks.generic import Generic, GenericConfig
from tocsin.hooks.kind import Reading

NEVER = math.inf


def alert(status: str = "firing", *, fingerprint: str | None = "f1", **labels: str) -> dict[str, Json]:
    """With `alertname` Disk unless something else is given."""
    made: dict[str, Json] = {
        "status": status,
        "labels": {"alertname": "Disk", **labels},
        "annotations": {"summary": "The disk is full"},
        "startsAt": "2026-01-01T00:00:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example/graph",
    }
    return made if fingerprint is None else {**made, "fingerprint": fingerprint}


def alerts(*several: Json, **fields: Json) -> dict[str, Json]:
    """A whole request of Alertmanager's."""
    return {"version": "4", "status": "firing", "receiver": "tocsin", "alerts": [*several], **fields}


def read_alerts(*several: Json, **config: Any) -> Reading:
    return Alertmanager.read(AlertmanagerConfig(**config), alerts(*several), NEVER)


def read_generic(document: Json, *, until: float = NEVER, **config: Any) -> Reading:
    return Generic.read(GenericConfig(**{"name": "name", "state": "state", **config}), document, until)
