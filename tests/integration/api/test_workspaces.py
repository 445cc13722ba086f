"""Workspaces: whose they are, and what happens to all that is in one when it is deleted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from tests.integration.api.hooks import made as hook_made
from tests.integration.api.hooks import post as post_to_hook
from tests.integration.api.people import ADA, signed_in, user
from tests.integration.api.pinging import heartbeat, ingesting
from tests.integration.api.tower import KEY, MONITORS, Tower, now_ms, opened, raised
from tests.integration.api.trail import AUDIT, newest_entry
from tests.polling import found
from tocsin.auth.permissions import PERMISSIONS_OF_ROLE, Role, Scope, permissions_of_scopes
from tocsin.auth.person import RECENT_MS
from tocsin.core.accounts import DAY_MS, AccountPolicy
from tocsin.core.messages import MonitorsChanged, PingKeysChanged, Topic
from tocsin.services import api_keys, workspaces
from tocsin.storage.api_keys import ApiKeyRepository
from tocsin.storage.database import Database
from tocsin.storage.marks import MarkRepository
from tocsin.storage.push_states import PushStateRepository
from tocsin.storage.sessions import SessionRepository
from tocsin.storage.specs import SpecRepository
from tocsin.storage.users import UserRepository
from tocsin.storage.workspaces import WorkspaceRepository

BOB = "bob@example.com"
WORKSPACES, WORKSPACE = "/api/v1/workspaces", "/api/v1/workspace"
MOST = 2


@pytest.fixture
async def narrow(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Tower]:
    """A tower whose users may own two workspaces."""
    policy = {"accounts": AccountPolicy(workspaces_per_user=MOST)}
    async with opened(sqlite_template, tmp_path) as database, raised(database, of_parts=policy) as tower:
        yield tower


async def forget_authentication(tower: Tower, email: str) -> None:
    """The sessions of this user go on, from a proof of some time ago."""
    now = tower.parts.clock.now_ms()
    async with tower.parts.database.write() as connection:
        found = await UserRepository(connection).by_email(email)
        assert found is not None
        sessions = SessionRepository(connection)
        for one in await sessions.live_of(found.id, now):
            await sessions.authenticated(one.id, now - RECENT_MS - 1000)
    await tower.parts.memory.changed()


async def deleted(client: httpx.AsyncClient, name: str = "default") -> httpx.Response:
    return await client.delete(WORKSPACE, params={"name": name})


async def put_back(tower: Tower, monitor_id: int, ms: int) -> None:
    """It was pinged so much earlier, and has been due for as long."""
    async with tower.parts.database.write() as connection:
        records = PushStateRepository(connection)
        record = (await records.get_many([monitor_id]))[monitor_id]
        memory = replace(
            record.memory, heard_at=record.memory.heard_at - ms, expected_at=record.memory.expected_at - ms
        )
        await records.upsert_many([replace(record, memory=memory, wake_at=(record.wake_at or 0) - ms)])


async def is_awaited(tower: Tower, monitor_id: int) -> bool:
    """A ping is due at some time to come."""
    async with tower.parts.database.read() as connection:
        record = (await PushStateRepository(connection).get_many([monitor_id]))[monitor_id]
    return (record.wake_at or 0) > now_ms()


async def watched_ids(tower: Tower) -> list[int]:
    """The monitors that a scheduler would know of."""
    async with tower.parts.database.read() as connection:
        return [spec.id async for specs in SpecRepository(connection).stream() for spec in specs]


async def test_whoever_makes_a_workspace_owns_it(tower_on_both: Tower) -> None:
    ada = await signed_in(tower_on_both)
    made = await ada.post(WORKSPACES, json={"name": " Lighthouse "})
    assert (made.status_code, made.json()["name"], made.json()["role"]) == (201, "Lighthouse", "owner")
    listed = (await ada.get(WORKSPACES)).json()["items"]
    assert [(one["name"], one["role"]) for one in listed] == [("default", "owner"), ("Lighthouse", "owner")]


async def test_a_new_workspace_is_empty_and_can_be_worked_in_at_once(tower: Tower) -> None:
    await tower.create("shop")
    ada = await signed_in(tower)
    made = (await ada.post(WORKSPACES, json={"name": "x"})).json()
    answer = await ada.get(MONITORS, headers={"X-Workspace": str(made["id"])})
    assert (answer.status_code, answer.json()["items"]) == (200, [])


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 201])
async def test_a_workspace_needs_a_name_of_one_line(tower: Tower, name: str) -> None:
    answer = await (await signed_in(tower)).post(WORKSPACES, json={"name": name})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/name")


async def test_a_user_owns_so_many_workspaces_and_no_more(narrow: Tower) -> None:
    ada = await signed_in(narrow)
    assert (await ada.post(WORKSPACES, json={"name": "x"})).status_code == 201
    answer = await ada.post(WORKSPACES, json={"name": "y"})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "may own 2 workspaces" in answer.json()["detail"]


async def test_requests_at_once_make_no_more_workspaces_than_one_may_own(tower_on_both: Tower) -> None:
    ada = await signed_in(tower_on_both)
    answers = await asyncio.gather(*(ada.post(WORKSPACES, json={"name": "x"}) for _ in range(8)))
    most = tower_on_both.parts.accounts.workspaces_per_user
    assert sorted(answer.status_code for answer in answers) == [201] * (most - 1) + [409] * (9 - most)


async def test_making_and_deleting_workspaces_goes_on_for_a_while_only(narrow: Tower) -> None:
    ada = await signed_in(narrow, role=None)
    statuses = []
    for _ in range(MOST * (1 + workspaces.DELETED_PER_LIVING) + 1):
        statuses.append((await ada.post(WORKSPACES, json={"name": "x"})).status_code)
        await deleted(ada, "x")
    assert statuses[-2:] == [201, 409]


async def test_the_workspace_at_hand_says_what_the_caller_is(tower: Tower) -> None:
    await user(tower, ADA, Role.OWNER)
    bob = await signed_in(tower, BOB, Role.RESPONDER)
    shown = (await bob.get(WORKSPACE)).json()
    assert (shown["id"], shown["name"], shown["members"], shown["role"]) == (1, "default", 2, "responder")
    assert set(shown["permissions"]) == PERMISSIONS_OF_ROLE[Role.RESPONDER]


async def test_an_api_key_has_no_role(tower: Tower) -> None:
    shown = (await tower.client.get(WORKSPACE)).json()
    assert shown["role"] is None
    assert set(shown["permissions"]) == permissions_of_scopes([Scope.ADMIN])


async def test_a_workspace_gets_another_name(tower_on_both: Tower) -> None:
    ada = await signed_in(tower_on_both)
    answer = await ada.patch(WORKSPACE, json={"name": "Lighthouse"})
    assert (answer.status_code, answer.json()["name"]) == (200, "Lighthouse")
    entry = await newest_entry(ada, "workspace.renamed")
    assert (entry["actor"], entry["subject"]) == (f"user:{ADA}", "workspace:1")
    assert entry["detail"] == {"name": {"before": "default", "after": "Lighthouse"}}


async def test_a_member_leaves_and_is_nobody_from_the_next_request_on(tower_on_both: Tower) -> None:
    await user(tower_on_both, ADA, Role.OWNER)
    bob = await signed_in(tower_on_both, BOB, Role.ADMIN)
    assert (await bob.get(MONITORS)).status_code == 200
    assert (await bob.post(f"{WORKSPACES}/1/leave")).status_code == 204
    assert (await bob.get(MONITORS)).status_code == 404
    assert (await bob.get(WORKSPACES)).json()["items"] == []


async def test_the_owner_does_not_leave(tower: Tower) -> None:
    answer = await (await signed_in(tower)).post(f"{WORKSPACES}/1/leave")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert answer.json()["detail"] == "You own this workspace: hand it over or delete it first."


async def test_nobody_leaves_where_they_do_not_belong(tower: Tower) -> None:
    eve = await signed_in(tower, "eve@example.com", role=None)
    assert (await eve.post(f"{WORKSPACES}/1/leave")).status_code == 404


async def test_a_workspace_is_handed_over(tower_on_both: Tower) -> None:
    ada = await signed_in(tower_on_both)
    heir = await user(tower_on_both, BOB, Role.VIEWER)
    bob = await signed_in(tower_on_both, BOB)
    assert (await bob.get(AUDIT)).status_code == 403
    assert (await ada.post(f"{WORKSPACE}/transfer", json={"user_id": heir.id})).status_code == 204
    assert (await bob.get(WORKSPACE)).json()["role"] == "owner"
    assert (await ada.get(WORKSPACE)).json()["role"] == "admin"
    entry = await newest_entry(bob, "workspace.transferred")
    assert entry["detail"] == {"owner": {"before": ADA, "after": BOB}}


async def test_who_handed_it_over_does_not_own_it_any_more(tower: Tower) -> None:
    ada, heir = await signed_in(tower), await user(tower, BOB, Role.VIEWER)
    await ada.post(f"{WORKSPACE}/transfer", json={"user_id": heir.id})
    assert (await deleted(ada)).status_code == 403
    assert (await ada.post(f"{WORKSPACE}/transfer", json={"user_id": heir.id})).status_code == 403


async def test_only_a_member_becomes_the_owner(tower: Tower) -> None:
    ada, stranger = await signed_in(tower), await user(tower, BOB, None)
    answer = await ada.post(f"{WORKSPACE}/transfer", json={"user_id": stranger.id})
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no such member.")


async def test_the_owner_is_the_owner_already(tower: Tower) -> None:
    answer = await (await signed_in(tower)).post(f"{WORKSPACE}/transfer", json={"user_id": 1})
    assert (answer.status_code, answer.json()["detail"]) == (409, "This user is the owner already.")


async def test_who_is_disabled_does_not_become_the_owner(tower: Tower) -> None:
    ada, heir = await signed_in(tower), await user(tower, BOB, Role.ADMIN)
    async with tower.parts.database.write() as connection:
        await UserRepository(connection).set_disabled(heir.id, 1)
    answer = await ada.post(f"{WORKSPACE}/transfer", json={"user_id": heir.id})
    assert (answer.status_code, answer.json()["detail"]) == (409, f"The account of {BOB} is disabled.")


async def test_nobody_is_handed_more_than_they_may_own(narrow: Tower) -> None:
    ada, heir = await signed_in(narrow), await user(narrow, BOB, Role.ADMIN)
    bob = await signed_in(narrow, BOB)
    for name in ("x", "y"):
        assert (await bob.post(WORKSPACES, json={"name": name})).status_code == 201
    assert (await ada.post(f"{WORKSPACE}/transfer", json={"user_id": heir.id})).status_code == 409
    assert (await ada.get(WORKSPACE)).json()["role"] == "owner"


async def test_what_cannot_be_taken_back_wants_a_recent_proof(tower: Tower) -> None:
    ada, heir = await signed_in(tower), await user(tower, BOB, Role.ADMIN)
    await forget_authentication(tower, ADA)
    for answer in (await deleted(ada), await ada.post(f"{WORKSPACE}/transfer", json={"user_id": heir.id})):
        assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")
    assert (await ada.get(WORKSPACE)).json()["role"] == "owner"


@pytest.mark.parametrize("params", [{"name": "defaul"}, {"name": ""}, {}])
async def test_a_workspace_is_deleted_by_its_name(tower: Tower, params: dict[str, str]) -> None:
    answer = await (await signed_in(tower)).delete(WORKSPACE, params=params)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/name")
    assert (await tower.client.get(MONITORS)).status_code == 200


async def test_an_admin_does_not_delete_a_workspace(tower: Tower) -> None:
    assert (await deleted(await signed_in(tower, BOB, Role.ADMIN))).status_code == 403


async def test_all_that_is_in_a_deleted_workspace_stops_at_once(tower_on_both: Tower) -> None:
    tower = tower_on_both
    ada, beat = await signed_in(tower), await heartbeat(tower)
    bob, hook = await signed_in(tower, BOB, Role.ADMIN), await hook_made(tower)
    assert (await bob.get(MONITORS)).status_code == 200
    assert (await deleted(ada)).status_code == 200
    assert await watched_ids(tower) == []
    assert (await tower.client.get(MONITORS)).status_code == 401
    assert [(await client.get(MONITORS)).status_code for client in (ada, bob)] == [404, 404]
    assert (await tower.anonymous.get(f"/ping/{beat.key}")).status_code == 404
    assert (await post_to_hook(tower, hook, {"alerts": []})).status_code == 404


async def test_a_restored_workspace_is_what_it_was(tower_on_both: Tower) -> None:
    tower = tower_on_both
    ada, monitor = await signed_in(tower), await tower.create("shop")
    bob = await signed_in(tower, BOB, Role.ADMIN)
    await deleted(ada)
    answer = await ada.post(f"{WORKSPACES}/1/restore")
    assert (answer.status_code, answer.json()["deleted_at"]) == (200, None)
    assert await watched_ids(tower) == [monitor["id"]]
    assert [(await client.get(MONITORS)).status_code for client in (tower.client, ada, bob)] == [200] * 3


async def test_scheduler_and_ingest_are_told_of_a_deletion_and_of_a_restoration(tower: Tower) -> None:
    ada, monitor = await signed_in(tower), await tower.create("shop")
    expected = [MonitorsChanged((monitor["id"],)), PingKeysChanged(1)] * 2
    async with tower.parts.bus.subscribe(Topic.MONITORS) as changes:
        await deleted(ada)
        await ada.post(f"{WORKSPACES}/1/restore")
        assert [await anext(changes) for _ in expected] == expected


async def test_the_time_in_which_it_was_deleted_counts_as_paused(tower: Tower) -> None:
    ada, monitor = await signed_in(tower), await tower.create("shop")
    paused = await tower.create("paused", enabled=False)
    at = tower.parts.clock.now_ms() - DAY_MS
    async with tower.parts.database.write() as connection:
        await WorkspaceRepository(connection).delete(1, at)
    await tower.parts.memory.changed()
    await ada.post(f"{WORKSPACES}/1/restore")
    async with tower.parts.database.read() as connection:
        marks = (await MarkRepository(connection).page(1)).items
    assert [(one.monitor_id, one.mark.kind, one.mark.start == at) for one in marks] == [
        (monitor["id"], "paused", True),
        (paused["id"], "paused", False),
    ]


async def test_a_restored_heartbeat_awaits_what_is_due_next(tower_on_both: Tower) -> None:
    tower = tower_on_both
    ada, beat = await signed_in(tower), await heartbeat(tower)
    async with ingesting(tower):
        await tower.anonymous.get(f"/ping/{beat.key}")
    await put_back(tower, beat.id, 3 * DAY_MS)
    await deleted(ada)
    await ada.post(f"{WORKSPACES}/1/restore")
    async with ingesting(tower):
        await found(lambda: is_awaited(tower, beat.id))
    assert (await tower.client.get(beat.path)).json()["state"] == "up"


async def test_a_deleted_workspace_is_shown_to_its_owner_with_the_time_that_is_left(tower: Tower) -> None:
    ada, bob = await signed_in(tower), await signed_in(tower, BOB, Role.ADMIN)
    gone = (await deleted(ada)).json()
    assert (await ada.get(WORKSPACES)).json()["items"] == [gone]
    assert gone["restorable_until"] > gone["deleted_at"]
    assert (await bob.get(WORKSPACES)).json()["items"] == []


async def test_only_its_owner_restores_a_workspace(tower: Tower) -> None:
    ada, bob = await signed_in(tower), await signed_in(tower, BOB, Role.ADMIN)
    eve = await signed_in(tower, "eve@example.com", role=None)
    await deleted(ada)
    assert [(await one.post(f"{WORKSPACES}/1/restore")).status_code for one in (bob, eve)] == [404, 404]


async def test_a_workspace_that_is_not_deleted_is_not_restored(tower: Tower) -> None:
    assert (await (await signed_in(tower)).post(f"{WORKSPACES}/1/restore")).status_code == 409


async def test_after_some_days_a_workspace_is_gone(tower_on_both: Tower) -> None:
    ada = await signed_in(tower_on_both)
    days = tower_on_both.parts.accounts.deleted_workspace_days
    async with tower_on_both.parts.database.write() as connection:
        await WorkspaceRepository(connection).delete(1, tower_on_both.parts.clock.now_ms() - days * DAY_MS)
    await tower_on_both.parts.memory.changed()
    answer = await ada.post(f"{WORKSPACES}/1/restore")
    assert (answer.status_code, answer.json()["detail"][:15]) == (404, "It is too late:")
    assert (await ada.get(WORKSPACES)).json()["items"] == []


async def test_who_owns_as_many_as_they_may_restores_none(narrow: Tower) -> None:
    ada = await signed_in(narrow)
    await deleted(ada)
    for name in ("x", "y"):
        assert (await ada.post(WORKSPACES, json={"name": name})).status_code == 201
    assert (await ada.post(f"{WORKSPACES}/1/restore")).status_code == 409


async def test_a_key_that_the_server_is_started_with_brings_no_deleted_workspace_back(tower: Tower) -> None:
    await deleted(await signed_in(tower))
    await api_keys.bootstrap(tower.parts, KEY)
    await api_keys.bootstrap(tower.parts, KEY)
    async with tower.parts.database.read() as connection:
        assert len(await ApiKeyRepository(connection).newest(1)) == 1


async def test_deletion_and_restoration_are_told_by_the_trail(tower: Tower) -> None:
    ada = await signed_in(tower)
    await tower.create("shop")
    await deleted(ada)
    await ada.post(f"{WORKSPACES}/1/restore")
    entries = (await ada.get(AUDIT, params={"action": "workspace."})).json()["items"]
    assert [one["action"] for one in entries] == ["workspace.restored", "workspace.deleted"]
    assert entries[1]["detail"] == {"deleted": {"before": False, "after": True}, "name": "default", "monitors": 1}


async def test_open_metrics_tell_nothing_of_others_once_the_first_workspace_is_deleted(database: Database) -> None:
    async with raised(database, metrics_open=True) as tower:
        await tower.create("payments")
        assert 'name="payments"' in (await tower.anonymous.get("/metrics")).text
        async with tower.parts.database.write() as connection:
            await WorkspaceRepository(connection).delete(tower.actor.workspace_id, now_ms())
            await WorkspaceRepository(connection).create("Eve's workspace", now_ms())
        answer = await tower.anonymous.get("/metrics")
    assert (answer.status_code, "tocsin_http_requests" in answer.text, "payments" in answer.text) == (200, True, False)
