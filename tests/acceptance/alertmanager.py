"""Alertmanager, told to alert: the real program, or what it was heard to say where there is none."""

from __future__ import annotations

import json
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import yaml

from tests.acceptance.tower import Tower, free_port
from tools import alertmanager

BODIES = Path(__file__).parent / "bodies"
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "take-in-alertmanager.md"
START_SECONDS = 30.0
QUICK = {"group_wait": "100ms", "group_interval": "100ms", "repeat_interval": "1h"}

Labels = Mapping[str, str]


class Sender(ABC):
    """Says that an alert fires, and that it is over."""

    @abstractmethod
    def fire(self, labels: Labels) -> None: ...

    @abstractmethod
    def resolve(self, labels: Labels) -> None: ...


class Real(Sender):
    """Told by its own API, as Prometheus tells it."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/api/v2/alerts"

    def fire(self, labels: Labels) -> None:
        self._post(labels, {})

    def resolve(self, labels: Labels) -> None:
        self._post(labels, {"endsAt": datetime.now(UTC).isoformat()})

    def _post(self, labels: Labels, times: Mapping[str, str]) -> None:
        alert = {"labels": labels, "annotations": {"summary": f"{labels['alertname']} it is"}, **times}
        httpx.post(self._url, json=[{**alert, "generatorURL": "http://127.0.0.1:9090/graph"}]).raise_for_status()


class Recorded(Sender):
    """Posts the bodies that Alertmanager 0.25 posted when it was told the same, in the same order."""

    def __init__(self, url: str, key: str) -> None:
        self._url, self._key = url, key
        self._bodies = iter(sorted(BODIES.glob("alertmanager-*.json")))

    def fire(self, labels: Labels) -> None:
        self._post()

    def resolve(self, labels: Labels) -> None:
        self._post()

    def _post(self) -> None:
        body = json.loads(next(self._bodies).read_text())
        httpx.post(self._url, json=body, headers={"Authorization": f"Bearer {self._key}"}).raise_for_status()


@contextmanager
def sender(folder: Path, tower: Tower, key: str) -> Iterator[Sender]:
    """One that posts to the hook of this key, set up as the documentation says."""
    url = f"{tower.url}/hook"
    program = alertmanager.program()
    if program is None:
        print("There is no Alertmanager here: what it said elsewhere is posted in its place.")
        yield Recorded(url, key)
        return
    with running(program, folder, settings(url, key)) as address:
        yield Real(address)


def settings(url: str, key: str) -> str:
    """Those of the how-to, with this server's address and key, and in a hurry."""
    page = PAGE.read_text()
    found = yaml.safe_load(page[page.index("route:\n") : page.index("```", page.index("route:\n"))])
    found["route"] |= QUICK
    (webhook,) = found["receivers"][0]["webhook_configs"]
    webhook["url"] = url
    webhook["http_config"]["authorization"]["credentials"] = key
    return yaml.safe_dump(found)


@contextmanager
def running(program: Path, folder: Path, config: str) -> Iterator[str]:
    """The program on a port of its own; gives its address."""
    (folder / "alertmanager.yml").write_text(config)
    address = f"127.0.0.1:{free_port()}"
    options = {
        "config.file": folder / "alertmanager.yml",
        "storage.path": folder / "alertmanager",
        "web.listen-address": address,
        "cluster.listen-address": "",
    }
    with (folder / "alertmanager.log").open("wb") as log:
        command = [str(program), *(f"--{name}={value}" for name, value in options.items())]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait_until_ready(process, f"http://{address}/-/ready", folder / "alertmanager.log")
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _is_ready(url):
        assert process.poll() is None, f"Alertmanager ended:\n{log.read_text()}"
        assert time.monotonic() < deadline, f"Alertmanager did not become ready:\n{log.read_text()}"
        time.sleep(0.05)


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.TransportError:
        return False
