"""What was said, to whom, and every attempt at it."""

from __future__ import annotations

from tests.announcements import announcement
from tests.integration.api.telling import told
from tests.integration.api.test_access import with_scope
from tests.integration.api.test_channels import made
from tests.integration.api.tower import Tower
from tocsin.core.alerting.announcement import Purpose
from tocsin.storage.deliveries import DeliveryOutcome
from tocsin.storage.tables import alert_group, alert_member
from tocsin.storage.workspaces import WorkspaceRepository

NOTIFICATIONS, DELIVERIES = "/api/v1/notifications", "/api/v1/deliveries"


async def listed(tower: Tower, path: str) -> list[int]:
    answer = await tower.client.get(path)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


async def test_a_notification_is_told_with_its_words_and_its_attempts(tower_on_both: Tower) -> None:
    channel = await made(tower_on_both)
    number, attempt = await told(tower_on_both, channel["id"])
    found = (await tower_on_both.client.get(f"{NOTIFICATIONS}/{number}")).json()
    assert (found["title"], found["destination"], found["status"]) == ("Down: web-1", "ops", "pending")
    assert (found["incident_ids"], found["total"], found["purpose"]) == ([101], 1, "problem")
    assert "Down in 2 of 2 regions" in found["text"]
    assert [(one["id"], one["answer"], one["outcome"]) for one in found["deliveries"]] == [
        (attempt, "Ok: queued.", "sent")
    ]


async def test_the_newest_come_first_and_page_by_page(tower_on_both: Tower) -> None:
    numbers = [(await told(tower_on_both, 3, key=str(number)))[0] for number in range(3)]
    first = (await tower_on_both.client.get(f"{NOTIFICATIONS}?limit=2")).json()
    second = await listed(tower_on_both, f"{NOTIFICATIONS}?limit=2&cursor={first['next_cursor']}")
    assert [*(one["id"] for one in first["items"]), *second] == numbers[::-1]


async def test_they_are_found_by_channel_status_and_incident(tower: Tower) -> None:
    mine, _ = await told(tower, 3)
    other, _ = await told(tower, 4, group_id=8, purpose=Purpose.NOTICE, announcement=announcement(Purpose.NOTICE))
    async with tower.parts.database.write() as connection:
        group = {"workspace_id": tower.actor.workspace_id, "policy_id": 1, "document": b"{}", "opened_at": 0}
        await connection.execute(alert_group.insert().values(id=8, joined_at=0, **group))
        await connection.execute(alert_member.insert().values(group_id=8, incident_id=55, joined_at=0))
    assert await listed(tower, f"{NOTIFICATIONS}?channel_id=3") == [mine]
    assert await listed(tower, f"{NOTIFICATIONS}?incident_id=55") == [other]
    assert await listed(tower, f"{NOTIFICATIONS}?status=pending") == [other, mine]
    assert await listed(tower, f"{NOTIFICATIONS}?status=sent") == []


async def test_attempts_are_found_by_notification_channel_and_outcome(tower: Tower) -> None:
    number, sent = await told(tower, 3)
    _, refused = await told(tower, 4, outcome=DeliveryOutcome.PERMANENT)
    assert await listed(tower, DELIVERIES) == [refused, sent]
    assert await listed(tower, f"{DELIVERIES}?notification_id={number}") == [sent]
    assert await listed(tower, f"{DELIVERIES}?channel_id=4") == [refused]
    assert await listed(tower, f"{DELIVERIES}?outcome=permanent") == [refused]


async def test_those_of_another_workspace_do_not_exist(tower_on_both: Tower) -> None:
    async with tower_on_both.parts.database.write() as connection:
        elsewhere = await WorkspaceRepository(connection).ensure("elsewhere", 0)
    number, _ = await told(tower_on_both, 3, workspace_id=elsewhere.id)
    assert (await tower_on_both.client.get(f"{NOTIFICATIONS}/{number}")).status_code == 404
    assert await listed(tower_on_both, NOTIFICATIONS) == []
    assert await listed(tower_on_both, f"{DELIVERIES}?notification_id={number}") == []


async def test_who_may_not_see_channels_does_not_see_what_they_said(tower: Tower) -> None:
    blind = await with_scope(tower, "monitors:read")
    for path in (NOTIFICATIONS, f"{NOTIFICATIONS}/1", DELIVERIES):
        assert (await tower.anonymous.get(path, headers=blind)).status_code == 403


async def test_a_filter_that_there_is_not_is_refused(tower: Tower) -> None:
    for query in ("status=gone", "channel_id=0", "channel_id=x", "incident_id=99999999999999999999", "cursor=x"):
        assert (await tower.client.get(f"{NOTIFICATIONS}?{query}")).status_code in (400, 422)
