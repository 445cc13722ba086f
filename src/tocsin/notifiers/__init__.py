"""The kinds of channels: one module each, found by looking, and those of third parties by their entry points."""

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
from tocsin.core.notifier import Notifier, NotifierConfig, TextFormat
from tocsin.core.result import Json

ENTRY_POINTS = "tocsin.notifiers"
_log = structlog.get_logger(__name__)

AnyNotifier = type[Notifier[Any]]


@dataclass(frozen=True)
class ChannelKindInfo:
    """What a kind of channel says of itself. `schema` is the JSON Schema of its config; `docs` is Markdown."""

    kind: str
    title: str
    summary: str
    docs: str
    schema: Mapping[str, Any]
    example: Mapping[str, Json]
    format: TextFormat


@cache
def discover() -> Mapping[str, AnyNotifier]:
    """Every notifier by its kind. A plug-in of a third party that does not load is logged and left out."""
    found = {notifier.kind: notifier for notifier in _built_in()}
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        notifier = _load(entry)
        if notifier is None:
            continue
        if notifier.kind in found:
            _log.error("plugin_left_out", plugin=entry.value, reason=f"the kind {notifier.kind!r} exists already")
            continue
        found[notifier.kind] = notifier
    return MappingProxyType(dict(sorted(found.items())))


def notifier_of(name: str) -> AnyNotifier:
    """Raise NotFound, naming the kinds that exist."""
    try:
        return discover()[name]
    except KeyError:
        raise NotFound(f"there is no kind of channel {name!r}: the kinds are {', '.join(discover())}") from None


@cache
def describe(name: str) -> ChannelKindInfo:
    """What forms, documentation and clients need to know of a kind of channel. Raise NotFound."""
    notifier = notifier_of(name)
    docs = inspect.cleandoc(inspect.getmodule(notifier).__doc__ or "")
    return ChannelKindInfo(
        kind=notifier.kind,
        title=notifier.title,
        summary=docs.splitlines()[0] if docs else "",
        docs=docs,
        schema=notifier.config_type.model_json_schema(),
        example=notifier.example,
        format=notifier.format,
    )


def _built_in() -> Iterator[AnyNotifier]:
    for module in pkgutil.iter_modules(__path__):
        yield from _notifiers_in(f"{__name__}.{module.name}")


def _notifiers_in(module_name: str) -> Iterator[AnyNotifier]:
    for _, candidate in inspect.getmembers(import_module(module_name), inspect.isclass):
        is_ours = candidate.__module__ == module_name
        if is_ours and issubclass(candidate, Notifier) and not inspect.isabstract(candidate):
            yield candidate


def _load(entry: EntryPoint) -> AnyNotifier | None:
    try:
        notifier = entry.load()
    except Exception as error:  # noqa: BLE001 -- a stranger's module may raise anything, and must not stop us
        _log.error("plugin_left_out", plugin=entry.value, reason=f"it does not load: {error}")
        return None
    if reason := _unfit(notifier):
        _log.error("plugin_left_out", plugin=entry.value, reason=reason)
        return None
    checked: AnyNotifier = notifier
    return checked


def _unfit(notifier: object) -> str:
    if not (inspect.isclass(notifier) and issubclass(notifier, Notifier)) or inspect.isabstract(notifier):
        return "it is not a complete subclass of Notifier"
    missing = [name for name in ("kind", "title", "config_type", "example") if not hasattr(notifier, name)]
    if missing:
        return f"it does not set {', '.join(missing)}"
    if not issubclass(notifier.config_type, NotifierConfig):
        return "its config_type is not a subclass of NotifierConfig"
    return ""
