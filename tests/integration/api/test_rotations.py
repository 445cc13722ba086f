"""Rotations: made, read, changed and deleted by the API, and left by who leaves the workspace."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.api.duties import (
    ON_CALL,
    POLICIES,
    ROTATIONS,
    channel,
    faults,
    items,
    made,
    policy,
    rotation,
)
from tests.integration.api.people import ADA, signed_in, user
from tests.integration.api.tower import Tower
from tests.integration.api.trail import AUDIT, newest_entry
from tocsin.auth.permissions import Role
from tocsin.services import user_admin
from tocsin.services.operators import Operator
from tocsin.storage.rotations import MOST_A_WORKSPACE
from tocsin.storage.users import StoredUser
from tocsin.storage.workspaces import WorkspaceRepository

BOB, EVE = "bob@example.com", "eve@example.com"


async def colleagues(tower: Tower) -> tuple[StoredUser, StoredUser]:
    """Ada owns the workspace, Bob sees it."""
    return await user(tower, ADA, Role.OWNER), await user(tower, BOB, Role.VIEWER)


async def test_a_rotation_is_shown_as_it_was_written(tower_on_both: Tower) -> None:
    tower = tower_on_both
    ada, bob = await colleagues(tower)
    phone = await channel(tower, "Ada's phone")
    body = {
        "name": "Ops",
        "turn": "daily",
        "every": 2,
        "starts_on": "2026-03-02",
        "hand_over": "17:30",
        "time_zone": "Europe/Berlin",
        "participants": [{"user": ADA, "channels": ["Ada's phone", phone]}, {"user": bob.id}],
    }
    found = await made(tower.client, ROTATIONS, body)
    participants = [{"user": ada.id, "channels": [phone]}, {"user": bob.id, "channels": []}]
    assert {name: found[name] for name in body} == {**body, "participants": participants}
    assert (await tower.client.get(f"{ROTATIONS}/{found['id']}")).json() == found


async def test_what_is_shown_can_be_sent_again(tower: Tower) -> None:
    await colleagues(tower)
    found = await made(tower.client, ROTATIONS, rotation("Ops", ADA, BOB))
    fields = ("name", "turn", "every", "starts_on", "hand_over", "time_zone", "participants")
    answer = await tower.client.put(f"{ROTATIONS}/{found['id']}", json={name: found[name] for name in fields})
    assert answer.json() == {**found, "revision": 2, "updated_at": answer.json()["updated_at"]}


async def test_rotations_are_listed_by_name(tower: Tower) -> None:
    await user(tower, ADA)
    for name in ("B", "A"):
        await made(tower.client, ROTATIONS, rotation(name, ADA))
    assert [one["name"] for one in await items(tower.client, ROTATIONS)] == ["A", "B"]


@pytest.mark.parametrize(
    ("fields", "pointer", "words"),
    [
        ({"participants": []}, "/participants", "must not be empty"),
        ({"participants": [{"user": EVE}]}, "/participants/0/user", "is not a member of this workspace"),
        ({"participants": [{"user": ADA}, {"user": ADA}]}, "/participants/1/user", "name everybody once"),
        ({"participants": [{"user": ADA, "channels": [7]}]}, "/participants/0/channels/0", "is not a channel"),
        ({"participants": [{"channels": []}]}, "/participants/0/user", "is required"),
        ({"turn": "monthly"}, "/turn", "must be one of 'daily' or 'weekly'"),
        ({"every": 0}, "/every", "must be at least 1"),
        ({"every": 53}, "/every", "must be at most 52"),
        ({"starts_on": "02.03.2026"}, "/starts_on", "must be a date such as 2026-11-23"),
        ({"starts_on": "2026-02-30"}, "/starts_on", "must be a date such as 2026-11-23"),
        ({"starts_on": "1812-01-01"}, "/starts_on", "must lie between 2000 and 2199"),
        ({"starts_on": "9999-12-31"}, "/starts_on", "must lie between 2000 and 2199"),
        ({"hand_over": "9am"}, "/hand_over", "must match the pattern"),
        ({"hand_over": "24:00"}, "/hand_over", "must match the pattern"),
        ({"time_zone": "CEST"}, "/time_zone", "must name a time zone"),
        ({"name": ""}, "/name", "must not be empty"),
        ({"length": 1}, "/length", "is not a known field"),
    ],
)
async def test_what_does_not_fit_is_refused_with_what_would_be_right(
    tower: Tower, fields: dict[str, Any], pointer: str, words: str
) -> None:
    await user(tower, ADA)
    found = faults(await tower.client.post(ROTATIONS, json={**rotation("Ops", ADA), **fields}))
    assert pointer in dict(found), found
    assert words in dict(found)[pointer]


async def test_an_edit_needs_the_revision_that_was_read(tower_on_both: Tower) -> None:
    tower = tower_on_both
    await colleagues(tower)
    path = f"{ROTATIONS}/{(await made(tower.client, ROTATIONS, rotation('Ops', ADA)))['id']}"
    etag = (await tower.client.get(path)).headers["ETag"]
    first = await tower.client.put(path, json=rotation("Night", BOB), headers={"If-Match": etag})
    assert (first.status_code, first.json()["name"], first.headers["ETag"]) == (200, "Night", '"2"')
    assert (await tower.client.put(path, json=rotation("Day", BOB), headers={"If-Match": etag})).status_code == 412


async def test_a_name_is_had_once(tower_on_both: Tower) -> None:
    tower = tower_on_both
    await user(tower, ADA)
    await made(tower.client, ROTATIONS, rotation("A", ADA))
    other = await made(tower.client, ROTATIONS, rotation("B", ADA))
    assert (await tower.client.post(ROTATIONS, json=rotation("A", ADA))).status_code == 409
    assert (await tower.client.put(f"{ROTATIONS}/{other['id']}", json=rotation("A", ADA))).status_code == 409


async def test_a_rotation_that_a_policy_names_is_not_deleted(tower_on_both: Tower) -> None:
    tower = tower_on_both
    await user(tower, ADA)
    path = f"{ROTATIONS}/{(await made(tower.client, ROTATIONS, rotation('Ops', ADA)))['id']}"
    night = await made(tower.client, POLICIES, policy("Night", steps=[{"targets": [{"rotation": "Ops"}]}]))
    refused = await tower.client.delete(path)
    assert refused.status_code == 409
    assert refused.json()["detail"].endswith("whoever is on call in it: 'Night'.")
    await tower.client.delete(f"{POLICIES}/{night['id']}")
    assert (await tower.client.delete(path)).status_code == 204
    assert (await tower.client.get(path)).status_code == 404


async def test_a_workspace_has_so_many_rotations_at_most(tower: Tower) -> None:
    await user(tower, ADA)
    for number in range(MOST_A_WORKSPACE):
        await made(tower.client, ROTATIONS, rotation(f"R{number}", ADA))
    answer = await tower.client.post(ROTATIONS, json=rotation("one more", ADA))
    assert (answer.status_code, "100 rotations" in answer.json()["detail"]) == (409, True)


async def test_the_rotations_of_another_workspace_do_not_exist(tower: Tower, other: httpx.AsyncClient) -> None:
    await user(tower, ADA)
    path = f"{ROTATIONS}/{(await made(tower.client, ROTATIONS, rotation('Ops', ADA)))['id']}"
    assert await items(other, ROTATIONS) == await items(other, ON_CALL) == []
    async with tower.parts.database.read() as connection:
        theirs = await WorkspaceRepository(connection).by_handle("other")
    assert theirs is not None
    await user(tower, EVE, workspace_id=theirs.id)
    for answer in (
        await other.get(path),
        await other.put(path, json=rotation("Ops", EVE)),
        await other.delete(path),
        await other.get(f"{path}/shifts"),
        await other.get(f"{path}/overrides"),
        await other.get(f"{path}/calendar.ics"),
        await other.post(f"{path}/calendar"),
        await other.delete(f"{path}/calendar"),
    ):
        assert answer.status_code == 404


async def test_a_request_that_comes_twice_makes_one_rotation(tower: Tower) -> None:
    await user(tower, ADA)
    headers = {"Idempotency-Key": "once"}
    first = await tower.client.post(ROTATIONS, json=rotation("Ops", ADA), headers=headers)
    again = await tower.client.post(ROTATIONS, json=rotation("Ops", ADA), headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    assert len(await items(tower.client, ROTATIONS)) == 1


async def test_the_trail_tells_what_changed(tower: Tower) -> None:
    await user(tower, ADA)
    found = await made(tower.client, ROTATIONS, rotation("Ops", ADA))
    path = f"{ROTATIONS}/{found['id']}"
    await tower.client.put(path, json=rotation("Ops", ADA, every=2))
    entry = await newest_entry(tower.client, "rotation.updated")
    assert (entry["subject"], entry["detail"]) == (
        f"rotation:{found['id']}",
        {"name": "Ops", "every": {"before": 1, "after": 2}},
    )
    await tower.client.delete(path)
    for action in ("rotation.created", "rotation.deleted"):
        assert (await newest_entry(tower.client, action))["detail"]["name"] == "Ops"


async def participants(tower: Tower) -> list[int]:
    (only,) = await items(tower.client, ROTATIONS)
    return [one["user"] for one in only["participants"]]


async def covering(tower: Tower, email: str) -> None:
    (only,) = await items(tower.client, ROTATIONS)
    body = {"user": email, "start": "2023-11-14T00:00:00Z", "end": "2023-12-01T00:00:00Z"}
    await made(tower.client, f"{ROTATIONS}/{only['id']}/overrides", body)


async def test_who_is_removed_from_the_workspace_takes_no_turns_any_more(timed_on_both: Tower) -> None:
    """It is Bob's turn, and he covers for a while: both end."""
    tower = timed_on_both
    ada, bob = await colleagues(tower)
    client = await signed_in(tower)
    await made(tower.client, ROTATIONS, rotation("Ops", BOB, ADA))
    await covering(tower, BOB)
    assert (await client.delete(f"/api/v1/members/{bob.id}")).status_code == 204
    assert await participants(tower) == [ada.id]
    (duty,) = await items(tower.client, ON_CALL)
    assert (duty["current"]["user"]["email"], duty["current"]["is_override"]) == (ADA, False)
    left = await newest_entry(tower.client, "rotation.left")
    assert (left["actor"], left["detail"]["user_id"]) == ("user:ada@example.com", bob.id)
    assert (await newest_entry(tower.client, "rotation.override_deleted"))["detail"]["user_id"] == bob.id


async def test_whose_turn_it_is_stays_on_call_when_somebody_else_goes(timed: Tower) -> None:
    tower = timed
    await colleagues(tower)
    await user(tower, EVE, Role.VIEWER)
    await made(tower.client, ROTATIONS, rotation("Ops", BOB, ADA, EVE, starts_on="2023-11-06"))
    (before,) = await items(tower.client, ON_CALL)
    await (await signed_in(tower, BOB)).post(f"/api/v1/workspaces/{tower.actor.workspace_id}/leave")
    (after,) = await items(tower.client, ON_CALL)
    assert before["current"] == after["current"]
    assert after["current"]["user"]["email"] == ADA


async def test_the_last_to_leave_leaves_a_rotation_of_nobody_which_says_so(timed_on_both: Tower) -> None:
    tower = timed_on_both
    await colleagues(tower)
    await made(tower.client, ROTATIONS, rotation("Ops", BOB))
    leaving = await signed_in(tower, BOB)
    assert (await leaving.post(f"/api/v1/workspaces/{tower.actor.workspace_id}/leave")).status_code == 204
    assert await participants(tower) == []
    (duty,) = await items(tower.client, ON_CALL)
    assert (duty["current"], duty["following"]) == (None, None)
    assert duty["note"] == "Nobody is on call: nobody is left in this rotation."


async def test_what_a_rotation_of_nobody_is_to_tell_the_owner_is_told(timed: Tower) -> None:
    tower = timed
    await colleagues(tower)
    await made(tower.client, ROTATIONS, rotation("Ops", BOB))
    await made(tower.client, POLICIES, policy(steps=[{"targets": [{"rotation": "Ops"}]}]))
    monitor = await tower.create("shop")
    await (await signed_in(tower, BOB)).post(f"/api/v1/workspaces/{tower.actor.workspace_id}/leave")
    foreseen = (await tower.client.post(f"{POLICIES}/route", json={"monitor_id": monitor["id"]})).json()
    (telling,) = foreseen["policies"][0]["entries"][0]["tellings"]
    assert [one["note"] for one in telling["targets"]] == ["Nobody is on call in Ops."]


async def test_who_deletes_their_account_takes_no_turns_any_more(timed_on_both: Tower) -> None:
    tower = timed_on_both
    ada, bob = await colleagues(tower)
    await made(tower.client, ROTATIONS, rotation("Ops", ADA, BOB))
    client = await signed_in(tower, BOB)
    assert (await client.request("DELETE", "/api/v1/account", json={"email": BOB})).status_code == 204
    assert await participants(tower) == [ada.id]
    assert (await newest_entry(tower.client, "rotation.left"))["detail"]["user_id"] == bob.id


async def test_whom_the_operator_deletes_takes_no_turns_any_more(timed: Tower) -> None:
    tower = timed
    ada, _ = await colleagues(tower)
    await made(tower.client, ROTATIONS, rotation("Ops", ADA, BOB))
    await user_admin.delete(Operator(tower.parts.database, "cli:root", tower.parts.clock), BOB)
    assert await participants(tower) == [ada.id]
    assert (await newest_entry(tower.client, "rotation.left"))["actor"] == "cli:root"


async def test_rotations_that_somebody_is_not_in_are_left_alone(timed: Tower) -> None:
    tower = timed
    await colleagues(tower)
    found = await made(tower.client, ROTATIONS, rotation("Ops", ADA))
    await (await signed_in(tower, BOB)).post(f"/api/v1/workspaces/{tower.actor.workspace_id}/leave")
    assert await items(tower.client, ROTATIONS) == [found]
    assert (await tower.client.get(AUDIT, params={"action": "rotation.left"})).json()["items"] == []
