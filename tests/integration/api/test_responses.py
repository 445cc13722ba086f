"""`/respond/<token>`: answering a message by the link in it, without signing in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import update

from tests.integration.api.history import go_down
from tests.integration.api.tower import Tower, now_ms
from tests.integration.storage.scene import user_in
from tocsin.auth.response_links import GOOD_FOR_MS, ResponseLinks
from tocsin.core.alerting.announcement import Announcement, Purpose
from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.group import Group, GroupState
from tocsin.storage.alert_groups import AlertGroupRepository
from tocsin.storage.incidents import IncidentRepository, StoredIncident
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.notifications import NewNotification, NotificationRepository
from tocsin.storage.tables import account

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

PHONE = {"name": "ops phone", "kind": "webhook", "config": {"url": "https://ops.example.com/"}}


async def told(tower: Tower, *names: str, user_id: int | None = None) -> tuple[str, list[int]]:
    """The link in the message about a group of monitors that went down together, and their incidents."""
    incidents = [(await go_down(tower, (await tower.create(name))["id"]))[1] for name in names]
    channel_id = None if user_id else (await tower.client.post("/api/v1/channels", json=PHONE)).json()["id"]
    workspace_id, now = tower.actor.workspace_id, now_ms()
    group = Group(
        id=0,
        workspace_id=workspace_id,
        policy_id=1,
        opened_at=now,
        joined_at=now,
        next_at=None,
        closed_at=None,
        state=GroupState(size=len(incidents)),
    )
    announcement = Announcement(purpose=Purpose.PROBLEM, severity=Severity.CRITICAL, thread="t", at=now)
    async with tower.parts.database.write() as connection:
        groups = AlertGroupRepository(connection)
        (group_id,) = await groups.create_many([group])
        await groups.join(group_id, incidents, now)
        (notification_id,) = await NotificationRepository(connection).add_many(
            [
                NewNotification(
                    workspace_id=workspace_id,
                    group_id=group_id,
                    channel_id=channel_id,
                    user_id=user_id,
                    destination="ops phone",
                    purpose=Purpose.PROBLEM,
                    dedup_key="k",
                    announcement=announcement,
                    created_at=now,
                    available_at=now,
                )
            ]
        )
    token = ResponseLinks(tower.parts.box).token(workspace_id, group_id, notification_id, tower.parts.clock.now_ms())
    return f"/respond/{token}", incidents


def stranger(tower: Tower) -> httpx.AsyncClient:
    """Without a key or a session."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(tower.app), base_url="http://127.0.0.1:8000")


async def post(tower: Tower, link: str, form: Mapping[str, str], **headers: str) -> httpx.Response:
    async with stranger(tower) as client:
        return await client.post(link, content=urlencode(form), headers={**FORM, **headers})


async def incident(tower: Tower, incident_id: int) -> StoredIncident:
    async with tower.parts.database.read() as connection:
        return await IncidentRepository(connection).get(tower.actor.workspace_id, incident_id)


async def test_to_look_shows_what_is_open_and_changes_nothing(tower_on_both: Tower) -> None:
    link, (incident_id,) = await told(tower_on_both, "shop")
    async with stranger(tower_on_both) as client:
        for method in ("GET", "HEAD", "GET"):
            answer = await client.request(method, link)
            assert answer.status_code == 200
    assert "shop" in answer.text
    assert "1 incident is open" in answer.text
    assert (await incident(tower_on_both, incident_id)).acknowledged_at is None


async def test_a_button_takes_on_all_that_the_message_told(tower_on_both: Tower) -> None:
    link, incidents = await told(tower_on_both, "shop", "till")
    answer = await post(tower_on_both, link, {"response": "acknowledge", "comment": "on it"})
    assert (answer.status_code, answer.headers["location"]) == (303, link)
    found = [await incident(tower_on_both, one) for one in incidents]
    assert [one.acknowledged_by for one in found] == ["link:ops phone"] * 2
    async with stranger(tower_on_both) as client:
        page = (await client.get(link)).text
    assert "Somebody is at it" in page
    assert "somebody with the link sent to ops phone" in page


@pytest.mark.parametrize(("response", "field"), [("snooze", "snoozed_until"), ("resolve", "resolved_at")])
async def test_it_snoozes_and_resolves(tower: Tower, response: str, field: str) -> None:
    link, (incident_id,) = await told(tower, "shop")
    assert (await post(tower, link, {"response": response, "minutes": "30"})).status_code == 303
    assert getattr(await incident(tower, incident_id), field) is not None


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"response": "delete"},
        {"response": "snooze", "minutes": "31"},
        {"response": "snooze", "minutes": "99999999999"},
        {"response": "snooze", "minutes": "¹"},
        {"response": "comment"},
        {"response": "comment", "comment": "x" * 4001},
    ],
)
async def test_what_cannot_be_done_is_said(tower: Tower, form: Mapping[str, str]) -> None:
    link, (incident_id,) = await told(tower, "shop")
    answer = await post(tower, link, form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert (await incident(tower, incident_id)).snoozed_until is None


async def test_it_leads_members_to_all_that_is_known(tower: Tower) -> None:
    link, (first, second) = await told(tower, "shop", "search")
    async with stranger(tower) as client:
        page = (await client.get(link)).text
    assert f'href="/incident?id={first}"' in page
    assert f'href="/incident?id={second}"' in page


async def test_a_page_of_another_site_cannot_press_the_button(tower: Tower) -> None:
    link, (incident_id,) = await told(tower, "shop")
    answer = await post(tower, link, {"response": "acknowledge"}, **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert (await incident(tower, incident_id)).acknowledged_at is None


@pytest.mark.parametrize(
    "change", [lambda link: link[:-1] + ("A" if link[-1] != "A" else "B"), lambda link: link + "A"]
)
async def test_a_link_that_we_did_not_sign_shows_nothing(tower: Tower, change) -> None:  # type: ignore[no-untyped-def]
    link, _ = await told(tower, "shop")
    async with stranger(tower) as client:
        answer = await client.get(change(link))
    assert answer.status_code == 404
    assert "shop" not in answer.text


async def test_a_link_that_is_old_is_good_no_more(tower: Tower) -> None:
    link, _ = await told(tower, "shop")
    workspace, group, notification, _ = link.removeprefix("/respond/").split("-", 3)
    long_ago = tower.parts.clock.now_ms() - GOOD_FOR_MS
    old = ResponseLinks(tower.parts.box).token(int(workspace, 16), int(group, 16), int(notification, 16), long_ago)
    async with stranger(tower) as client:
        assert (await client.get(f"/respond/{old}")).status_code == 404


async def status_of(tower: Tower, link: str) -> tuple[int, int]:
    """Of a look, and of a button."""
    async with stranger(tower) as client:
        look = await client.get(link)
    return look.status_code, (await post(tower, link, {"response": "resolve"})).status_code


async def test_a_link_of_a_channel_that_was_deleted_is_good_no_more(tower_on_both: Tower) -> None:
    link, (incident_id,) = await told(tower_on_both, "shop")
    (channel,) = (await tower_on_both.client.get("/api/v1/channels")).json()["items"]
    assert (await tower_on_both.client.delete(f"/api/v1/channels/{channel['id']}")).status_code == 204
    assert await status_of(tower_on_both, link) == (404, 404)
    assert (await incident(tower_on_both, incident_id)).resolved_at is None


async def member(tower: Tower) -> int:
    async with tower.parts.database.write() as connection:
        user = await user_in(connection, "eve@example.com")
        await MembershipRepository(connection).add(tower.actor.workspace_id, user.id, "editor", now_ms())
    return user.id


async def leaves(tower: Tower, user_id: int) -> None:
    async with tower.parts.database.write() as connection:
        await MembershipRepository(connection).remove(tower.actor.workspace_id, user_id)


async def is_disabled(tower: Tower, user_id: int) -> None:
    async with tower.parts.database.write() as connection:
        await connection.execute(update(account).where(account.c.id == user_id).values(disabled_at=now_ms()))


@pytest.mark.parametrize("goes", [leaves, is_disabled])
async def test_a_link_in_a_mail_to_somebody_who_is_there_no_more_is_good_no_more(
    tower_on_both: Tower, goes: Callable[[Tower, int], Awaitable[None]]
) -> None:
    user_id = await member(tower_on_both)
    link, (incident_id,) = await told(tower_on_both, "shop", user_id=user_id)
    async with stranger(tower_on_both) as client:
        assert (await client.get(link)).status_code == 200
    await goes(tower_on_both, user_id)
    assert await status_of(tower_on_both, link) == (404, 404)
    assert (await incident(tower_on_both, incident_id)).resolved_at is None


async def test_a_comment_on_very_many_is_written_down_for_a_few(tower: Tower, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.storage.responses.MOST_COMMENTED", 2)
    link, incidents = await told(tower, "shop", "till", "stock")
    assert (await post(tower, link, {"response": "comment", "comment": "power cut"})).status_code == 303
    async with tower.parts.database.read() as connection:
        timelines = [await IncidentRepository(connection).timeline(tower.actor.workspace_id, one) for one in incidents]
    assert sum("power cut" in str(one) for one in timelines) == 2


async def test_what_strangers_have_named_is_escaped(tower: Tower) -> None:
    link, _ = await told(tower, "<img src=x onerror=alert(1)>")
    async with stranger(tower) as client:
        text = (await client.get(link)).text
    assert "<img" not in text
    assert "&lt;img" in text
