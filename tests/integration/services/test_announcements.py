"""What messages say of incidents."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.integration.storage.scene import T0, Scene, seen
from tocsin.core.alerting.announcement import MOST_TOLD
from tocsin.core.alerting.concern import Concern, Severity
from tocsin.core.records import IncidentClosed, IncidentOpened, TransitionRecord
from tocsin.core.result import Evidence
from tocsin.core.transition import Change, Reason, RegionWhy, Why
from tocsin.core.verdict import Verdict
from tocsin.services.announcements import told_incidents
from tocsin.storage.database import Database
from tocsin.storage.evidence import EvidenceRepository
from tocsin.storage.incidents import IncidentRepository
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.transitions import TransitionRepository

DOWN, DEGRADED, UP = Verdict.DOWN, Verdict.DEGRADED, Verdict.UP


@pytest.fixture
async def scene(database: Database) -> AsyncIterator[Scene]:
    async with database.write() as connection:
        yield await Scene.begin(connection)


async def go(
    scene: Scene, monitor_id: int, state: Verdict = DOWN, *, at: int = T0, error: str | None = "timeout"
) -> int:
    """The monitor is in that state since then, as `eu` says and `us` does not. Give the incident's id."""
    regions = (RegionWhy("us", UP, at, None, "", False), RegionWhy("eu", state, at, error, "No answer.", False))
    change = Change(at, at, UP, state, Reason.CONFIRMED_FAILURE, "Down in 1 of 2.", Why("any", regions))
    opened = IncidentOpened(scene.home, monitor_id, at, state, Reason.CONFIRMED_FAILURE, "Down in 1 of 2.")
    (incident_id,) = await IncidentRepository(scene.connection).open_many([opened])
    await TransitionRepository(scene.connection).insert_many([TransitionRecord(scene.home, monitor_id, change)])
    return incident_id


async def show(scene: Scene, monitor_id: int, *, good: Evidence, good_at: int, bad: Evidence, bad_at: int) -> None:
    repository = EvidenceRepository(scene.connection)
    await repository.set_last_good([seen(monitor_id, good_at, evidence=good)], scene.regions)
    await repository.add_many([seen(monitor_id, bad_at, DOWN, evidence=bad)], scene.regions)


async def test_an_incident_is_told_with_its_monitor_and_why_it_is_believed(scene: Scene) -> None:
    monitor = await scene.monitor(tags=("env:prod",), runbook_url="https://wiki.example/web")
    incident_id = await go(scene, monitor.id)
    (told,) = await told_incidents(scene.connection, [incident_id])
    assert (told.incident_id, told.monitor, told.target, told.tags) == (
        incident_id,
        "web",
        "example.org",
        ("env:prod",),
    )
    assert (told.severity, told.concern, told.state) == (Severity.CRITICAL, Concern.DOWN, "down")
    assert (told.started_at, told.ended_at, told.summary) == (T0, None, "Down in 1 of 2.")
    assert [one.region for one in told.regions] == ["us", "eu"]
    assert told.runbook_url == "https://wiki.example/web"


async def test_what_changed_since_it_was_well_is_told_as_the_failing_region_sees_it(scene: Scene) -> None:
    monitor = await scene.monitor()
    incident_id = await go(scene, monitor.id)
    await show(scene, monitor.id, good={"address": "192.0.2.7"}, good_at=T0 - 60_000, bad={"address": "::1"}, bad_at=T0)
    (told,) = await told_incidents(scene.connection, [incident_id])
    assert told.changes == ("The address was 192.0.2.7; it is ::1.",)


async def test_what_was_well_later_is_no_comparison(scene: Scene) -> None:
    monitor = await scene.monitor()
    incident_id = await go(scene, monitor.id)
    await show(scene, monitor.id, good={"address": "192.0.2.7"}, good_at=T0 + 60_000, bad={"address": "::1"}, bad_at=T0)
    (told,) = await told_incidents(scene.connection, [incident_id])
    assert told.changes == ()


async def test_of_an_incident_that_is_over_its_end_is_told_and_no_changes(scene: Scene) -> None:
    monitor = await scene.monitor()
    incident_id = await go(scene, monitor.id)
    await show(scene, monitor.id, good={"address": "192.0.2.7"}, good_at=T0 - 60_000, bad={"address": "::1"}, bad_at=T0)
    await IncidentRepository(scene.connection).close_many([IncidentClosed(incident_id, T0 + 5)])
    (told,) = await told_incidents(scene.connection, [incident_id])
    assert (told.ended_at, told.state, told.changes) == (T0 + 5, "down", ())


async def test_a_certificate_that_ends_soon_is_what_it_is_about(scene: Scene) -> None:
    monitor = await scene.monitor()
    incident_id = await go(scene, monitor.id, DEGRADED, error="certificate_expires")
    (told,) = await told_incidents(scene.connection, [incident_id])
    assert (told.severity, told.concern, told.state) == (Severity.WARNING, Concern.CERTIFICATE, "degraded")


async def test_each_incident_of_a_monitor_is_told_with_its_own_reason(scene: Scene) -> None:
    monitor = await scene.monitor()
    first = await go(scene, monitor.id, DEGRADED, at=T0)
    await IncidentRepository(scene.connection).close_many([IncidentClosed(first, T0 + 5)])
    second = await go(scene, monitor.id, DOWN, at=T0 + 10)
    told = await told_incidents(scene.connection, [second, first])
    assert [(one.incident_id, one.state) for one in told] == [(second, "down"), (first, "degraded")]


async def test_a_broken_rule_is_told_without_regions(scene: Scene) -> None:
    monitor = await scene.monitor()
    opened = IncidentOpened(scene.home, monitor.id, T0, DEGRADED, Reason.CONFIRMED_DEGRADED, "p95 is 2 s", rule_id=7)
    (incident_id,) = await IncidentRepository(scene.connection).open_many([opened])
    (told,) = await told_incidents(scene.connection, [incident_id])
    assert (told.concern, told.regions, told.rule) == (Concern.THRESHOLD, (), None)


async def test_a_monitor_that_was_deleted_is_told_all_the_same(scene: Scene) -> None:
    monitor = await scene.monitor()
    incident_id = await go(scene, monitor.id)
    await MonitorRepository(scene.connection).delete(scene.home, [monitor.id], T0)
    assert [one.monitor for one in await told_incidents(scene.connection, [incident_id])] == [monitor.fields.name]


async def test_fifty_are_told_in_the_order_that_was_asked_for_and_no_more(scene: Scene) -> None:
    ids = [await go(scene, (await scene.monitor(f"web-{number}")).id) for number in range(MOST_TOLD + 1)]
    told = await told_incidents(scene.connection, [*reversed(ids)])
    assert [one.incident_id for one in told] == ids[:0:-1]


async def test_those_that_are_gone_are_left_out(scene: Scene) -> None:
    assert await told_incidents(scene.connection, [10**9]) == []
    assert await told_incidents(scene.connection, []) == []
