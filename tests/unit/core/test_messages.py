from __future__ import annotations

import msgspec
import pytest

from tests.unit.core.making import DOWN, T0, UP, result
from tocsin.core.messages import (
    Broadcast,
    CheckDue,
    CheckRequested,
    IncidentHandled,
    MonitorsChanged,
    RecheckRequested,
    ResultsStored,
    RunnerMessage,
    StateChanged,
    TrialDue,
    TrialFinished,
    checks_queue,
)
from tocsin.core.monitor import MonitorSpec, Rules
from tocsin.core.result import Outcome

SPEC = MonitorSpec(7, 1, 3, "http", "example.com", b'{"password": "hunter2"}', Rules())
TO_RUNNERS = [CheckDue(SPEC, T0, T0 + 60_000, with_evidence=True), TrialDue("a1", SPEC, T0)]
BROADCASTS = [
    MonitorsChanged((1, 2)),
    CheckRequested(7),
    RecheckRequested(7, "eu", T0),
    ResultsStored((result(DOWN, T0),)),
    StateChanged(1, 7, 3, None, T0, UP, DOWN, "confirmed_failure", "refused"),
    IncidentHandled(1, 7, 3, "acknowledged"),
    TrialFinished("a1", Outcome(UP, evidence={"addresses": ["192.0.2.1"]})),
]


@pytest.mark.parametrize("message", TO_RUNNERS, ids=lambda message: type(message).__name__)
def test_a_message_to_a_runner_survives_the_wire(message: RunnerMessage) -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(message), type=RunnerMessage) == message


@pytest.mark.parametrize("message", BROADCASTS, ids=lambda message: type(message).__name__)
def test_a_broadcast_survives_the_wire(message: Broadcast) -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(message), type=Broadcast) == message


@pytest.mark.parametrize("message", TO_RUNNERS, ids=lambda message: type(message).__name__)
def test_a_message_that_is_logged_shows_no_secret(message: RunnerMessage) -> None:
    assert "hunter2" not in repr(message)


def test_every_region_has_a_queue_of_its_own() -> None:
    assert checks_queue("eu-west") != checks_queue("eu-east")
