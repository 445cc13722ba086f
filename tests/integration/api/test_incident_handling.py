"""Taking incidents on: acknowledge, snooze, resolve; and why they paged."""

from __future__ import annotations

import pytest

from tests.integration.api.history import go_down
from tests.integration.api.test_incidents import INCIDENTS, down, end
from tests.integration.api.tower import Tower, now_ms
from tocsin.core.records import OutboxTopic
from tocsin.storage.outbox import OutboxRepository


async def told_alerting(tower: Tower, incident_id: int) -> int:
    """How often alerting is asked to look at it for what somebody did."""
    async with tower.parts.database.write() as connection:
        leased = await OutboxRepository(connection).lease("test", now_ms() + 1000, limit=1000)
    return sum(
        one.record.topic == OutboxTopic.INCIDENT and one.record.payload["incident_id"] == incident_id for one in leased
    )


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("acknowledge", {"comment": "on it"}, "acknowledged_by"),
        ("resolve", {}, "resolved_by"),
        ("snooze", {"minutes": 30}, "snoozed_until"),
    ],
)
async def test_whoever_takes_one_on_is_in_its_timeline_and_alerting_hears_of_it(
    tower_on_both: Tower, verb: str, body: dict[str, object], field: str
) -> None:
    _, incident_id = await down(tower_on_both)
    answer = await tower_on_both.client.post(f"{INCIDENTS}/{incident_id}/{verb}", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()[field] is not None
    assert await told_alerting(tower_on_both, incident_id) == 1


@pytest.mark.parametrize("verb", ["acknowledge", "resolve"])
async def test_what_was_done_already_is_not_told_again(tower: Tower, verb: str) -> None:
    _, incident_id = await down(tower)
    for _ in range(2):
        assert (await tower.client.post(f"{INCIDENTS}/{incident_id}/{verb}")).status_code == 200
    assert await told_alerting(tower, incident_id) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"minutes": 0},
        {"minutes": 43_201},
        {"minutes": 5, "until": "2999-01-01T00:00:00Z"},
        {"until": "2020-01-01T00:00:00Z"},
        {"until": "2999-01-01T00:00:00Z"},
        {"until": "tomorrow"},
    ],
)
async def test_a_snooze_lies_ahead_and_not_too_far(tower: Tower, body: dict[str, object]) -> None:
    _, incident_id = await down(tower)
    answer = await tower.client.post(f"{INCIDENTS}/{incident_id}/snooze", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


@pytest.mark.parametrize("verb", ["acknowledge", "resolve", "snooze"])
async def test_one_that_has_ended_cannot_be_taken_on(tower: Tower, verb: str) -> None:
    _, incident_id = await down(tower)
    await end(tower, incident_id)
    body = {"minutes": 5} if verb == "snooze" else {}
    assert (await tower.client.post(f"{INCIDENTS}/{incident_id}/{verb}", json=body)).status_code == 409


async def test_why_tells_nothing_before_alerting_has_looked(tower_on_both: Tower) -> None:
    _, incident_id = await down(tower_on_both)
    found = (await tower_on_both.client.get(f"{INCIDENTS}/{incident_id}/why")).json()
    assert (found["status"], found["decisions"], found["notifications"]) == (None, [], [])


async def test_there_is_no_why_of_what_does_not_exist(tower: Tower) -> None:
    await go_down(tower, (await tower.create("shop"))["id"])
    assert (await tower.client.get(f"{INCIDENTS}/999/why")).status_code == 404
