"""Every monitor's figures in Prometheus's text format, written line by line: tens of thousands must stay cheap.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence

from tocsin.core.verdict import WORDS
from tocsin.storage.samples import MonitorSample

CHUNK = 500

STATE = """\
# HELP tocsin_monitor_state The state that a monitor is in (1); the label says which.
# TYPE tocsin_monitor_state gauge
"""
ENABLED = """\
# HELP tocsin_monitor_enabled Whether a monitor is checked (1) or paused (0).
# TYPE tocsin_monitor_enabled gauge
"""
LATENCY = """\
# HELP tocsin_monitor_latency_seconds Latency of the newest result, by region.
# TYPE tocsin_monitor_latency_seconds gauge
"""
CERTIFICATE = """\
# HELP tocsin_monitor_certificate_expires_timestamp_seconds When the certificate expires, in Unix time.
# TYPE tocsin_monitor_certificate_expires_timestamp_seconds gauge
"""


async def monitor_lines(own: bytes, samples: Sequence[MonitorSample]) -> AsyncIterator[bytes]:
    """The process's own figures, then the monitors', in pieces between which others get their turn."""
    yield own
    monitors = list({sample.monitor_id: sample for sample in samples}.values())
    for head, lines in (
        (STATE, (_state(one) for one in monitors)),
        (ENABLED, (f"tocsin_monitor_enabled{{{_labels(one)}}} {one.enabled:d}\n" for one in monitors)),
        (LATENCY, (_latency(one) for one in samples if one.latency_us is not None)),
        (CERTIFICATE, (_certificate(one) for one in monitors if one.certificate_expires_at is not None)),
    ):
        yield head.encode()
        for piece in _pieces(lines):
            yield piece
            await asyncio.sleep(0)


def _pieces(lines: Iterator[str]) -> Iterator[bytes]:
    piece: list[str] = []
    for line in lines:
        piece.append(line)
        if len(piece) == CHUNK:
            yield "".join(piece).encode()
            piece = []
    yield "".join(piece).encode()


def _state(one: MonitorSample) -> str:
    return f'tocsin_monitor_state{{{_labels(one)},state="{WORDS[one.state]}"}} 1\n'


def _latency(one: MonitorSample) -> str:
    seconds = (one.latency_us or 0) / 1_000_000
    return f'tocsin_monitor_latency_seconds{{{_labels(one)},region="{_escaped(one.region or "")}"}} {seconds}\n'


def _certificate(one: MonitorSample) -> str:
    seconds = (one.certificate_expires_at or 0) / 1000
    return f"tocsin_monitor_certificate_expires_timestamp_seconds{{{_labels(one)}}} {seconds}\n"


def _labels(one: MonitorSample) -> str:
    return f'monitor_id="{one.monitor_id}",name="{_escaped(one.name)}",kind="{_escaped(one.kind)}"'


def _escaped(value: str) -> str:
    if '"' in value or "\\" in value or "\n" in value:
        return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    return value
