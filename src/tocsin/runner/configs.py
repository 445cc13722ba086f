"""Turns a check's raw configuration into what its probe takes, and remembers the latest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tocsin.core.monitor import MonitorSpec
from tocsin.core.plugins import Probe, ProbeConfig

AnyProbe = Probe[Any]
REMEMBERED = 10_000


class UnknownKind(Exception):
    """This runner has no probe of that kind: a plug-in is missing here."""


class Configs:
    """Validated configurations by monitor and revision; at the limit the oldest is forgotten."""

    def __init__(self, probes: Mapping[str, AnyProbe]) -> None:
        self._probes = probes
        self._known: dict[int, tuple[int, AnyProbe, ProbeConfig]] = {}

    def prepare(self, spec: MonitorSpec) -> tuple[AnyProbe, ProbeConfig]:
        """Raise `UnknownKind`, or pydantic's ValidationError for a configuration that the kind does not accept."""
        known = self._known.get(spec.id)
        if known is not None and known[0] == spec.revision:
            return known[1], known[2]
        probe = self._probes.get(spec.kind)
        if probe is None:
            raise UnknownKind(spec.kind)
        config = probe.config_type.model_validate_json(spec.config)
        if spec.id:
            self._remember(spec, probe, config)
        return probe, config

    def _remember(self, spec: MonitorSpec, probe: AnyProbe, config: ProbeConfig) -> None:
        if len(self._known) >= REMEMBERED and spec.id not in self._known:
            del self._known[next(iter(self._known))]
        self._known[spec.id] = (spec.revision, probe, config)
