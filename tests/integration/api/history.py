"""A little history, written as ingest would write it."""

from __future__ import annotations

from tests.integration.api.tower import Tower, now_ms
from tocsin.core.errors import ErrorCode
from tocsin.core.records import IncidentEvent, IncidentEventType, IncidentOpened, StateRecord, TransitionRecord
from tocsin.core.result import Outcome, Phases, Result
from tocsin.core.state import MonitorState
from tocsin.core.transition import Change, Reason, RegionWhy, Why
from tocsin.core.verdict import Verdict
from tocsin.storage.evidence import EvidenceRepository
from tocsin.storage.incidents import IncidentRepository
from tocsin.storage.regions import RegionRepository
from tocsin.storage.results import ResultRepository
from tocsin.storage.states import StateRepository
from tocsin.storage.transitions import TransitionRepository

MESSAGE = "expected status 200-299, got 503"


def result(monitor_id: int, at: int, verdict: Verdict = Verdict.UP) -> Result:
    is_bad = verdict != Verdict.UP
    outcome = Outcome(
        verdict,
        latency_us=12_500,
        phases=Phases(connect=500, first_byte=12_000),
        code=503 if is_bad else 200,
        error=ErrorCode.ASSERTION_FAILED if is_bad else None,
        message=MESSAGE if is_bad else "",
        evidence={"headers": [["Server", "nginx"]]},
    )
    return Result(monitor_id, "local", at, at, 1, outcome)


async def store(tower: Tower, results: list[Result]) -> None:
    """Results with their evidence."""
    async with tower.parts.database.write() as connection:
        regions = await RegionRepository(connection).ensure(["local"], now_ms())
        await ResultRepository(connection).insert(results, regions, now=now_ms())
        evidence = EvidenceRepository(connection)
        await evidence.add_many([one for one in results if one.outcome.verdict != Verdict.UP], regions)
        await evidence.set_last_good([one for one in results if one.outcome.verdict == Verdict.UP], regions)


async def go_down(tower: Tower, monitor_id: int, *, at: int | None = None) -> tuple[int, int]:
    """The monitor is down since `at`: ids of the transition and of the incident."""
    at = now_ms() if at is None else at
    region = RegionWhy("local", Verdict.DOWN, at, "assertion_failed", MESSAGE, False)
    why = Why("2 results in a row to fail, 2 to recover", (region,))
    change = Change(at, at, Verdict.UP, Verdict.DOWN, Reason.CONFIRMED_FAILURE, MESSAGE, why)
    workspace = tower.actor.workspace_id
    async with tower.parts.database.write() as connection:
        incidents = IncidentRepository(connection)
        opened = IncidentOpened(workspace, monitor_id, at, Verdict.DOWN, Reason.CONFIRMED_FAILURE, MESSAGE)
        (incident_id,) = await incidents.open_many([opened])
        await incidents.add_events([IncidentEvent(incident_id, at, IncidentEventType.OPENED, MESSAGE)])
        record = TransitionRecord(workspace, monitor_id, change, incident_id)
        (transition_id,) = await TransitionRepository(connection).insert_many([record])
        state = MonitorState(Verdict.DOWN, at, Reason.CONFIRMED_FAILURE)
        records = [StateRecord(monitor_id, workspace, state, MESSAGE, incident_id)]
        await StateRepository(connection).upsert_many(records, now_ms())
    return transition_id, incident_id
