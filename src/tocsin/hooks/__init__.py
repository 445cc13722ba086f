"""The kinds of hooks: what other systems say in their own words, as reports on monitors. Nothing here does any I/O."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tocsin.hooks.alertmanager import Alertmanager
from tocsin.hooks.generic import Generic
from tocsin.hooks.kind import HookKind

AnyKind = type[HookKind[Any]]

KINDS: Mapping[str, AnyKind] = MappingProxyType({kind.kind: kind for kind in (Alertmanager, Generic)})


def docs_of(kind: AnyKind) -> str:
    """The kind's page in the documentation, Markdown."""
    return inspect.cleandoc(inspect.getmodule(kind).__doc__ or "")
