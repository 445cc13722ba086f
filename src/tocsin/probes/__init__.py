"""The kinds of checks: one module each, found by looking, and those of third parties by their entry points."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Any

import structlog

from tocsin.core.errors import NotFound
from tocsin.core.plugins import Kind, Probe, ProbeConfig, PushedKind
from tocsin.core.result import Json

ENTRY_POINTS = "tocsin.probes"
_log = structlog.get_logger(__name__)

AnyKind = type[Kind[Any]]


@dataclass(frozen=True)
class KindInfo:
    """What a kind says of itself. `schema` is the JSON Schema of its config; `docs` is Markdown."""

    kind: str
    title: str
    summary: str
    docs: str
    schema: Mapping[str, Any]
    example: Mapping[str, Json]
    is_active: bool


@cache
def discover() -> Mapping[str, AnyKind]:
    """Every kind by its name. A plug-in of a third party that does not load is logged and left out."""
    found = {kind.kind: kind for kind in _built_in()}
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        probe = _load(entry)
        if probe is None:
            continue
        if probe.kind in found:
            _log.error("plugin_left_out", plugin=entry.value, reason=f"the kind {probe.kind!r} exists already")
            continue
        found[probe.kind] = probe
    return MappingProxyType(dict(sorted(found.items())))


def kind_of(name: str) -> AnyKind:
    """Raise NotFound, naming the kinds that exist."""
    try:
        return discover()[name]
    except KeyError:
        raise NotFound(f"there is no kind {name!r}: the kinds are {', '.join(discover())}") from None


def pushed_kind(name: str) -> type[PushedKind[Any]] | None:
    """The kind of that name, if there is one and it is pushed to."""
    kind = discover().get(name)
    return kind if kind is not None and issubclass(kind, PushedKind) else None


def probes() -> Mapping[str, type[Probe[Any]]]:
    """The kinds that look by themselves."""
    return {name: kind for name, kind in discover().items() if issubclass(kind, Probe)}


@cache
def describe(name: str) -> KindInfo:
    """What forms, documentation and clients need to know of a kind. Raise NotFound."""
    probe = kind_of(name)
    docs = inspect.cleandoc(inspect.getmodule(probe).__doc__ or "")
    return KindInfo(
        kind=probe.kind,
        title=probe.title,
        summary=docs.splitlines()[0] if docs else "",
        docs=docs,
        schema=probe.config_type.model_json_schema(),
        example=probe.example,
        is_active=probe.is_active,
    )


def _built_in() -> Iterator[AnyKind]:
    for module in pkgutil.iter_modules(__path__):
        yield from _kinds_in(f"{__name__}.{module.name}")


def _kinds_in(module_name: str) -> Iterator[AnyKind]:
    for _, candidate in inspect.getmembers(import_module(module_name), inspect.isclass):
        if candidate.__module__ == module_name and issubclass(candidate, Kind) and not inspect.isabstract(candidate):
            yield candidate


def _load(entry: EntryPoint) -> AnyKind | None:
    try:
        probe = entry.load()
    except Exception as error:  # noqa: BLE001 -- a stranger's module may raise anything, and must not stop us
        _log.error("plugin_left_out", plugin=entry.value, reason=f"it does not load: {error}")
        return None
    if reason := _unfit(probe):
        _log.error("plugin_left_out", plugin=entry.value, reason=reason)
        return None
    checked: AnyKind = probe
    return checked


def _unfit(probe: object) -> str:
    if not (inspect.isclass(probe) and issubclass(probe, Probe | PushedKind)) or inspect.isabstract(probe):
        return "it is not a complete subclass of Probe or PushedKind"
    missing = [name for name in ("kind", "title", "config_type", "example") if not hasattr(probe, name)]
    if missing:
        return f"it does not set {', '.join(missing)}"
    if not issubclass(probe.config_type, ProbeConfig):
        return "its config_type is not a subclass of ProbeConfig"
    return ""
