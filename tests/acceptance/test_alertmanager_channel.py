"""Alerts that Tocsin sends begin and end in the real Alertmanager, where there is one."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.acceptance.alertmanager import QUICK, running
from tests.announcements import URL, announcement, message, told
from tests.polling import until
from tests.servers.http import Request, recording, serve_http
from tests.unit.notifiers.far_side import LOOPBACK_ONLY, ClosedPostOffice
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.concern import Severity
from tocsin.core.notifier import Message, Receipt, Tools
from tocsin.core.plugins import Deadline
from tocsin.net.web_client import WebClient
from tocsin.notifiers.alertmanager import AlertmanagerConfig, AlertmanagerNotifier
from tools import alertmanager

NAME = 'web <1> "quoted" \\ 🔥\n{{ template }}'
NOW = time.time_ns() // 1_000_000


def saying(purpose: Purpose, ended_at: int | None = None, severity: Severity = Severity.CRITICAL) -> Message:
    tags = ("env:prod", "größe:XL")
    incident = told(monitor=NAME, tags=tags, severity=severity, started_at=NOW - 60_000, ended_at=ended_at)
    return message(announcement=announcement(purpose, incidents=(incident,), at=NOW))


class Heard:
    """What Alertmanager has posted to whom its routes name."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    @property
    def alerts(self) -> Iterator[Any]:
        return (alert for request in self.requests for alert in json.loads(request.body)["alerts"])

    @property
    def story(self) -> list[tuple[str, str]]:
        return [(alert["labels"]["severity"], alert["status"]) for alert in self.alerts]


@pytest.fixture
async def heard() -> AsyncIterator[tuple[Heard, str]]:
    made = Heard()
    async with serve_http(recording(made.requests)) as url:
        yield made, url


@pytest.fixture
def address(heard: tuple[Heard, str], tmp_path: Path) -> Iterator[str]:
    program = alertmanager.program()
    if program is None:
        pytest.skip("there is no Alertmanager here")
    settings = {
        "route": {"receiver": "test", "group_by": ["..."], **QUICK},
        "receivers": [{"name": "test", "webhook_configs": [{"url": heard[1], "send_resolved": True}]}],
    }
    with running(program, tmp_path, yaml.safe_dump(settings)) as url:
        yield url


@pytest.fixture
async def client() -> AsyncIterator[WebClient]:
    made = WebClient(LOOPBACK_ONLY)
    yield made
    await made.aclose()


async def test_an_alert_begins_and_ends(heard: tuple[Heard, str], address: str, client: WebClient) -> None:
    far_side = heard[0]
    assert await _send(client, address, saying(Purpose.PROBLEM)) == Receipt("", 200)
    await until(lambda: far_side.story == [("critical", "firing")])
    await _send(client, address, saying(Purpose.REFRESH))
    await _send(client, address, saying(Purpose.RECOVERY, ended_at=NOW))
    await until(lambda: far_side.story == [("critical", "firing"), ("critical", "resolved")])
    begun, ended = far_side.alerts
    assert begun["labels"] == ended["labels"]
    assert (begun["labels"]["monitor"], begun["labels"]["tag_gr__e"], begun["generatorURL"]) == (NAME, "XL", URL)


async def test_a_warning_that_becomes_critical_ends(heard: tuple[Heard, str], address: str, client: WebClient) -> None:
    far_side = heard[0]
    await _send(client, address, saying(Purpose.PROBLEM, severity=Severity.WARNING))
    await until(lambda: far_side.story == [("warning", "firing")])
    await _send(client, address, saying(Purpose.WORSE))
    await until(lambda: sorted(far_side.story[1:]) == [("critical", "firing"), ("warning", "resolved")])


async def _send(client: WebClient, address: str, what: Message) -> Receipt:
    notifier = AlertmanagerNotifier(Tools(client, ClosedPostOffice(), LOOPBACK_ONLY))
    return await notifier.send(AlertmanagerConfig(urls=(address,)), what, Deadline.after(10))
