"""`/api/v1/incidents`."""

from __future__ import annotations

import pytest

from tests.integration.api.history import MESSAGE, go_down
from tests.integration.api.tower import MONITORS, Tower, now_ms
from tocsin.core.records import IncidentClosed, OutboxTopic
from tocsin.storage.incidents import IncidentRepository
from tocsin.storage.outbox import OutboxRepository

INCIDENTS = "/api/v1/incidents"


async def down(tower: Tower, name: str = "shop") -> tuple[int, int]:
    monitor_id = (await tower.create(name))["id"]
    return monitor_id, (await go_down(tower, monitor_id))[1]


async def end(tower: Tower, incident_id: int) -> None:
    async with tower.parts.database.write() as connection:
        await IncidentRepository(connection).close_many([IncidentClosed(incident_id, now_ms() + 1000)])


async def test_an_incident_is_told_with_its_monitor_and_timeline(tower_on_both: Tower) -> None:
    monitor_id, incident_id = await down(tower_on_both)
    found = (await tower_on_both.client.get(f"{INCIDENTS}/{incident_id}")).json()
    assert (found["monitor_id"], found["monitor_name"], found["severity"]) == (monitor_id, "shop", "down")
    assert (found["rule_id"], found["snoozed_until"], found["resolved_at"], found["resolved_by"]) == (None,) * 4
    assert [(event["type"], event["summary"]) for event in found["timeline"]] == [("opened", MESSAGE)]


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({}, 2),
        ({"open": "true"}, 1),
        ({"open": "false"}, 1),
        ({"acknowledged": "true"}, 0),
        ({"severity": "degraded"}, 0),
        ({"severity": ["degraded", "down"]}, 2),
        ({"start": "2020-01-01T00:00:00Z", "end": "2020-01-02T00:00:00Z"}, 0),
    ],
)
async def test_incidents_are_filtered(tower: Tower, parameters: dict[str, str], count: int) -> None:
    await down(tower, "a")
    await end(tower, (await down(tower, "b"))[1])
    assert len((await tower.client.get(INCIDENTS, params=parameters)).json()["items"]) == count


async def test_a_monitor_lists_its_own_incidents(tower: Tower) -> None:
    monitor_id, incident_id = await down(tower, "a")
    await down(tower, "b")
    for address in (f"{MONITORS}/{monitor_id}/incidents", f"{INCIDENTS}?monitor_id={monitor_id}"):
        assert [item["id"] for item in (await tower.client.get(address)).json()["items"]] == [incident_id]


async def test_an_acknowledgement_is_in_the_timeline(tower_on_both: Tower) -> None:
    _, incident_id = await down(tower_on_both)
    answer = await tower_on_both.client.post(f"{INCIDENTS}/{incident_id}/acknowledge", json={"comment": "on it"})
    assert answer.json()["acknowledged_by"] == "key:bootstrap"
    timeline = answer.json()["timeline"]
    assert [event["type"] for event in timeline] == ["opened", "acknowledged", "commented"]
    assert (timeline[1]["actor"], timeline[1]["summary"]) == ("key:bootstrap", "Acknowledged by the API key bootstrap")


async def test_an_acknowledgement_needs_no_body(tower: Tower) -> None:
    _, incident_id = await down(tower)
    assert (await tower.client.post(f"{INCIDENTS}/{incident_id}/acknowledge")).status_code == 200


async def test_the_first_acknowledgement_stays(tower: Tower) -> None:
    _, incident_id = await down(tower)
    first = (await tower.client.post(f"{INCIDENTS}/{incident_id}/acknowledge")).json()
    second = (await tower.client.post(f"{INCIDENTS}/{incident_id}/acknowledge")).json()
    assert second["acknowledged_at"] == first["acknowledged_at"]
    assert len(second["timeline"]) == len(first["timeline"])


async def test_an_incident_that_has_ended_cannot_be_acknowledged(tower: Tower) -> None:
    _, incident_id = await down(tower)
    await end(tower, incident_id)
    assert (await tower.client.post(f"{INCIDENTS}/{incident_id}/acknowledge")).status_code == 409


async def test_a_comment_is_added_even_when_it_has_ended(tower: Tower) -> None:
    _, incident_id = await down(tower)
    await end(tower, incident_id)
    answer = await tower.client.post(f"{INCIDENTS}/{incident_id}/comments", json={"text": "it was the cable"})
    assert answer.status_code == 201
    assert answer.json()["timeline"][-1]["summary"] == "it was the cable"


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": 1}, {"text": "x", "more": 1}])
async def test_a_comment_without_a_text_is_refused(tower: Tower, body: dict[str, object]) -> None:
    _, incident_id = await down(tower)
    assert (await tower.client.post(f"{INCIDENTS}/{incident_id}/comments", json=body)).status_code == 422


async def test_an_incident_ends_with_its_monitor(tower_on_both: Tower) -> None:
    monitor_id, incident_id = await down(tower_on_both)
    await tower_on_both.client.delete(f"{MONITORS}/{monitor_id}")
    found = (await tower_on_both.client.get(f"{INCIDENTS}/{incident_id}")).json()
    assert found["ended_at"] is not None
    assert (found["monitor_name"], found["timeline"][-1]["summary"]) == (None, "The monitor was deleted")


async def test_whoever_was_told_of_a_deleted_monitor_is_to_hear_that_it_is_over(tower_on_both: Tower) -> None:
    monitor_id, incident_id = await down(tower_on_both)
    await tower_on_both.client.delete(f"{MONITORS}/{monitor_id}")
    async with tower_on_both.parts.database.write() as connection:
        [*_, last] = await OutboxRepository(connection).lease("me", now_ms() + 1000)
    assert (last.record.topic, last.record.payload["incident_id"]) == (OutboxTopic.INCIDENT, incident_id)
    assert last.record.payload["reason"] == "monitor_deleted"


async def test_an_unknown_incident_is_not_found(tower: Tower) -> None:
    assert (await tower.client.get(f"{INCIDENTS}/77")).status_code == 404
    assert (await tower.client.post(f"{INCIDENTS}/77/acknowledge")).status_code == 404
