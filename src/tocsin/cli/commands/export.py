"""`tocsin export`."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from itertools import count
from typing import Annotated

import typer

from tocsin.cli.client import connected, read
from tocsin.cli.lookup import MONITORS
from tocsin.cli.replies import Monitor
from tocsin.cli.terminal import note
from tocsin.cli.yaml_writer import to_yaml
from tocsin.core.durations import in_words
from tocsin.core.result import Json
from tocsin.services.monitor_draft import (
    DEFAULT_INTERVAL,
    DEFAULT_THRESHOLD,
    MonitorDraft,
    default_retry_interval,
    default_timeout,
)

MASK = "********"
"""What the server shows in place of a secret."""
HEADING = "# yaml-language-server: $schema=monitors.schema.json\n# The schema is printed by: tocsin schema\n"


def export(
    context: typer.Context,
    tag: Annotated[list[str] | None, typer.Option("--tag", "-t", help="Only those with this tag.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Only those of this kind.")] = None,
    managed_by: Annotated[str | None, typer.Option(help="Only those that this source manages.")] = None,
    source: Annotated[str | None, typer.Option(help="The source to write into the file.")] = None,
) -> None:
    """Print the monitors as a YAML file.

    The server does not give secrets away: each is written as a variable, ${NAME}, to be set when the file is applied.
    """
    where = {"tag": tag, "kind": kind, "managed_by": managed_by}
    found = [read(item, Monitor) for item in connected(context).items(MONITORS, where, None)]
    names = {one.id: one.name for one in found}
    secrets: list[str] = []
    monitors: list[Json] = [_written(one, names, secrets) for one in found]
    document: dict[str, Json] = {"version": 1, **({"source": source} if source else {}), "monitors": monitors}
    sys.stdout.write(HEADING + to_yaml(document))
    if secrets:
        note(f"Secrets are left out: set {', '.join(secrets)} before you apply the file.")


def _written(found: Monitor, names: Mapping[int, str], secrets: list[str]) -> dict[str, Json]:
    """The fields that are not as they would be anyway."""
    fields: dict[str, Json] = {
        "name": found.name,
        "kind": found.kind,
        "config": _config(found.config, found.name, secrets),
        "interval": _duration(found.interval),
        "timeout": _duration(found.timeout),
        "retry_interval": _duration(found.retry_interval),
        "failure_threshold": found.failure_threshold,
        "recovery_threshold": found.recovery_threshold,
        "degraded_latency_ms": found.degraded_latency_ms,
        "degraded_certificate_days": found.degraded_certificate_days,
        "regions": [*found.regions],
        "quorum": found.quorum,
        "tags": [*found.tags],
        "parents": [names.get(parent, parent) for parent in found.parents],
        "description": found.description,
        "runbook_url": found.runbook_url,
        "public": found.public,
        "enabled": found.enabled,
    }
    usual = _usual(found)
    return {
        name: _escaped(value) if name != "config" else value
        for name, value in fields.items()
        if value != usual.get(name, ...)
    }


def _usual(found: Monitor) -> dict[str, Json]:
    usual: dict[str, Json] = {
        name: list(field.default) if isinstance(field.default, tuple) else field.default
        for name, field in MonitorDraft.model_fields.items()
        if not field.is_required()
    }
    usual["regions"] = ["local"]
    threshold = 1 if found.interval is None else DEFAULT_THRESHOLD
    usual |= {"failure_threshold": threshold, "recovery_threshold": threshold}
    if found.interval is None:
        return usual
    return usual | {
        "interval": in_words(DEFAULT_INTERVAL),
        "timeout": in_words(default_timeout(found.interval)),
        "retry_interval": in_words(default_retry_interval(found.interval)),
    }


def _duration(seconds: float | None) -> Json:
    return None if seconds is None else in_words(seconds)


def _config(value: Json, path: str, secrets: list[str]) -> Json:
    """Masks as variables, named after where they stand; a literal `${` escaped."""
    if value == MASK:
        name = re.sub(r"\W+", "_", path, flags=re.ASCII).strip("_").upper()
        name = f"SECRET_{name}" if not name or name[0].isdigit() else name
        if name in secrets:
            name = next(f"{name}_{number}" for number in count(2) if f"{name}_{number}" not in secrets)
        secrets.append(name)
        return f"${{{name}}}"
    if isinstance(value, dict):
        return {key: _config(inner, f"{path}_{key}", secrets) for key, inner in value.items()}
    if isinstance(value, list):
        return [_config(inner, path, secrets) for inner in value]
    return _escaped(value)


def _escaped(value: Json) -> Json:
    if isinstance(value, list):
        return [_escaped(inner) for inner in value]
    return value.replace("${", "$${") if isinstance(value, str) else value
