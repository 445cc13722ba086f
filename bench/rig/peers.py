"""Prometheus and blackbox_exporter on the same target at the same rate, when both are installed."""

from __future__ import annotations

import json
import shutil
import time
import urllib.parse
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.rig.children import running, usage
from bench.rig.targets import free_port, wait_for

_MODULES = """
modules:
  http:
    prober: http
    timeout: 5s
    http: {{ preferred_ip_protocol: ip4{tls} }}
"""
# It reads this file for every probe, so it is given one certificate, and for https only.
_TLS = ', tls_config: {{ ca_file: "{authority}" }}'
_SCRAPES = """
global: {{ scrape_interval: {interval}s, scrape_timeout: {interval}s }}
scrape_configs:
  - job_name: checks
    metrics_path: /probe
    params: {{ module: [http] }}
    file_sd_configs: [{{ files: ["{folder}/targets.yml"] }}]
    relabel_configs:
      - {{ source_labels: [__address__], target_label: __param_target }}
      - {{ source_labels: [__param_target], target_label: instance }}
      - {{ target_label: __address__, replacement: "127.0.0.1:{port}" }}
"""


@dataclass(frozen=True)
class Peers:
    """Their programs."""

    prometheus: str
    blackbox: str


def installed() -> Peers | None:
    prometheus = shutil.which("prometheus")
    blackbox = shutil.which("prometheus-blackbox-exporter") or shutil.which("blackbox_exporter")
    return Peers(prometheus, blackbox) if prometheus and blackbox else None


def cpu_us_per_check(
    peers: Peers, url: str, authority: str, *, rate: int, interval_s: int, warm_up_s: float, seconds: float
) -> float:
    """CPU of both processes for each probe that succeeded and was stored."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="tocsin-bench-")))
        exporter, server = free_port(), free_port()
        urls = "\n".join(f'    - "{url}?{number}"' for number in range(rate * interval_s))
        tls = _TLS.format(authority=authority) if url.startswith("https:") else ""
        (folder / "modules.yml").write_text(_MODULES.format(tls=tls))
        (folder / "targets.yml").write_text(f"- targets:\n{urls}\n")
        (folder / "scrapes.yml").write_text(_SCRAPES.format(interval=interval_s, folder=folder, port=exporter))
        commands = (
            [
                peers.blackbox,
                f"--config.file={folder}/modules.yml",
                f"--web.listen-address=127.0.0.1:{exporter}",
                "--log.level=error",
            ],
            [
                peers.prometheus,
                f"--config.file={folder}/scrapes.yml",
                f"--storage.tsdb.path={folder}/data",
                f"--web.listen-address=127.0.0.1:{server}",
                "--log.level=error",
            ],
        )
        pids = [stack.enter_context(running(command)) for command in commands]
        wait_for(exporter)
        wait_for(server)
        time.sleep(interval_s + warm_up_s)
        cpu = sum(usage(pid).cpu_s for pid in pids)
        time.sleep(seconds)
        cpu = sum(usage(pid).cpu_s for pid in pids) - cpu
        probes = _successes(server, seconds)
    return cpu / max(1, probes) * 1e6


def _successes(port: int, seconds: float) -> int:
    """Probes that succeeded in the last seconds, as Prometheus has stored them."""
    query = urllib.parse.urlencode({"query": f"sum(sum_over_time(probe_success[{round(seconds)}s]))"})
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/query?{query}", timeout=10) as answer:
        found = json.load(answer)["data"]["result"]
    return int(float(found[0]["value"][1])) if found else 0
