"""Members: who they are, what they may do from the next request on, and whom nobody touches."""

from __future__ import annotations

import httpx
import pytest

from tests.integration.api.people import ADA, browser, signed_in, user
from tests.integration.api.test_access import with_scope
from tests.integration.api.tower import MONITORS, Tower, draft
from tests.integration.api.trail import AUDIT, newest_entry
from tocsin.auth.permissions import Role
from tocsin.storage.users import StoredUser

BOB = "bob@example.com"
MEMBERS, INVITATIONS = "/api/v1/members", "/api/v1/invitations"


@pytest.fixture
async def bob(tower: Tower) -> StoredUser:
    """A viewer, in a workspace that Ada owns."""
    await user(tower, ADA, Role.OWNER)
    return await user(tower, BOB, Role.VIEWER)


async def given(client: httpx.AsyncClient, who: StoredUser, role: Role) -> httpx.Response:
    return await client.patch(f"{MEMBERS}/{who.id}", json={"role": role})


async def removed(client: httpx.AsyncClient, who: StoredUser) -> httpx.Response:
    return await client.delete(f"{MEMBERS}/{who.id}")


async def test_a_viewer_sees_who_belongs_to_the_workspace(tower_on_both: Tower) -> None:
    await user(tower_on_both, ADA, Role.OWNER)
    client = await signed_in(tower_on_both, BOB, Role.VIEWER)
    listed = (await client.get(MEMBERS)).json()["items"]
    assert [(one["email"], one["name"], one["role"]) for one in listed] == [
        (ADA, "Ada", "owner"),
        (BOB, "Bob", "viewer"),
    ]


async def test_a_role_holds_from_the_next_request_on(tower_on_both: Tower) -> None:
    ada, who = await signed_in(tower_on_both), await user(tower_on_both, BOB, Role.VIEWER)
    client = await signed_in(tower_on_both, BOB)
    assert (await client.post(MONITORS, json=draft("a"))).status_code == 403
    assert (await given(ada, who, Role.EDITOR)).json()["role"] == "editor"
    assert (await client.post(MONITORS, json=draft("a"))).status_code == 201
    assert (await given(ada, who, Role.RESPONDER)).status_code == 200
    assert (await client.post(MONITORS, json=draft("b"))).status_code == 403


async def test_who_is_removed_is_nobody_from_the_next_request_on(tower_on_both: Tower) -> None:
    ada, who = await signed_in(tower_on_both), await user(tower_on_both, BOB, Role.ADMIN)
    client = await signed_in(tower_on_both, BOB)
    assert (await client.get(AUDIT)).status_code == 200
    assert (await removed(ada, who)).status_code == 204
    assert (await client.get(AUDIT)).status_code == 404
    assert (await client.get(AUDIT, headers={"X-Workspace": "1"})).status_code == 404


async def test_what_became_of_a_member_is_in_the_trail(tower: Tower, bob: StoredUser) -> None:
    ada = await signed_in(tower)
    await given(ada, bob, Role.EDITOR)
    changed = await newest_entry(ada, "member.role_changed")
    assert (changed["actor"], changed["user_id"], changed["subject"]) == (f"user:{ADA}", 1, f"user:{bob.id}")
    assert changed["detail"] == {"email": BOB, "role": {"before": "viewer", "after": "editor"}}
    await removed(ada, bob)
    gone = await newest_entry(ada, "member.removed")
    assert gone["detail"] == {"email": BOB, "role": {"before": "editor", "after": None}}


async def test_the_same_role_again_is_no_change(tower: Tower, bob: StoredUser) -> None:
    ada = await signed_in(tower)
    assert (await given(ada, bob, Role.VIEWER)).status_code == 200
    assert (await ada.get(AUDIT, params={"action": "member."})).json()["items"] == []


async def test_an_admin_manages_everybody_but_the_owner(tower: Tower, bob: StoredUser) -> None:
    admin, other = await signed_in(tower, "eve@example.com", Role.ADMIN), await user(tower, "x@example.com", Role.ADMIN)
    assert (await given(admin, bob, Role.ADMIN)).status_code == 200
    assert (await given(admin, other, Role.VIEWER)).status_code == 200
    assert (await removed(admin, other)).status_code == 204


@pytest.mark.parametrize("scope", ["admin", "members:write"])
async def test_the_owner_is_neither_demoted_nor_removed(tower: Tower, bob: StoredUser, scope: str) -> None:
    admin, owner = await signed_in(tower, "eve@example.com", Role.ADMIN), f"{MEMBERS}/1"
    key = browser(tower)
    key.headers.update(await with_scope(tower, scope))
    assert (await admin.patch(owner, json={"role": "viewer"})).status_code == 409
    for client in (admin, key):
        assert (await client.delete(owner)).status_code == 409
    listed = (await admin.get(MEMBERS)).json()["items"]
    assert (listed[0]["user_id"], listed[0]["role"]) == (1, "owner")


async def test_the_owner_does_not_demote_or_remove_themselves(tower: Tower, bob: StoredUser) -> None:
    ada = await signed_in(tower)
    assert (await ada.patch(f"{MEMBERS}/1", json={"role": "viewer"})).status_code == 403
    assert (await ada.delete(f"{MEMBERS}/1")).status_code == 409
    assert (await ada.get("/api/v1/workspace")).json()["role"] == "owner"


async def test_nobody_is_made_an_owner(tower: Tower, bob: StoredUser) -> None:
    for client in (await signed_in(tower), await signed_in(tower, "eve@example.com", Role.ADMIN), tower.client):
        answer = await given(client, bob, Role.OWNER)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/role")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMIN])
async def test_nobody_changes_their_own_role(tower: Tower, bob: StoredUser, role: Role) -> None:
    admin = await signed_in(tower, "eve@example.com", Role.ADMIN)
    answer = await admin.patch(f"{MEMBERS}/{bob.id + 1}", json={"role": role})
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


async def test_removing_oneself_is_leaving(tower: Tower, bob: StoredUser) -> None:
    admin = await signed_in(tower, "eve@example.com", Role.ADMIN)
    answer = await admin.delete(f"{MEMBERS}/{bob.id + 1}")
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "This is you: leave by POST /api/v1/workspaces/1/leave.",
    )


async def test_an_admins_key_manages_members(tower: Tower, bob: StoredUser) -> None:
    assert (await given(tower.client, bob, Role.ADMIN)).status_code == 200
    assert (await removed(tower.client, bob)).status_code == 204


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMIN])
async def test_a_key_gives_no_role_that_may_do_more_than_the_key(tower: Tower, bob: StoredUser, role: Role) -> None:
    manager = await with_scope(tower, "members:write")
    answer = await tower.anonymous.patch(f"{MEMBERS}/{bob.id}", json={"role": role}, headers=manager)
    assert answer.status_code == 422
    assert "must be one that may do no more than you" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("role", ["", "chief", None, 5])
async def test_a_role_that_there_is_not_is_refused(tower: Tower, bob: StoredUser, role: object) -> None:
    answer = await tower.client.patch(f"{MEMBERS}/{bob.id}", json={"role": role})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/role")


async def test_members_of_another_workspace_do_not_exist(
    tower: Tower, bob: StoredUser, other: httpx.AsyncClient
) -> None:
    assert (await other.get(MEMBERS)).json()["items"] == []
    assert (await given(other, bob, Role.VIEWER)).status_code == 404
    assert (await removed(other, bob)).status_code == 404
    assert len((await tower.client.get(MEMBERS)).json()["items"]) == 2


@pytest.mark.parametrize("user_id", [999, 2**63 - 1])
async def test_who_is_no_member_cannot_be_changed(tower: Tower, user_id: int) -> None:
    assert (await tower.client.patch(f"{MEMBERS}/{user_id}", json={"role": "viewer"})).status_code == 404
    assert (await tower.client.delete(f"{MEMBERS}/{user_id}")).status_code == 404


async def invitation_by(tower: Tower, email: str) -> int:
    made = await (await signed_in(tower, email)).post(INVITATIONS, json={"role": "viewer"})
    found: int = made.json()["id"]
    return found


async def test_open_invitations_go_with_who_has_made_them(tower_on_both: Tower) -> None:
    ada, who = await signed_in(tower_on_both), await user(tower_on_both, BOB, Role.ADMIN)
    kept, gone = await invitation_by(tower_on_both, ADA), await invitation_by(tower_on_both, BOB)
    await removed(ada, who)
    assert [one["id"] for one in (await ada.get(INVITATIONS)).json()["items"]] == [kept]
    assert (await newest_entry(ada, "member.removed"))["detail"]["invitations_revoked"] == [gone]


async def test_open_invitations_go_with_the_right_to_invite(tower: Tower) -> None:
    ada, who = await signed_in(tower), await user(tower, BOB, Role.ADMIN)
    await invitation_by(tower, BOB)
    await given(ada, who, Role.EDITOR)
    assert (await ada.get(INVITATIONS)).json()["items"] == []


async def test_open_invitations_go_with_who_leaves(tower: Tower) -> None:
    ada = await signed_in(tower)
    bob = await signed_in(tower, BOB, Role.ADMIN)
    await invitation_by(tower, BOB)
    await bob.post("/api/v1/workspaces/1/leave")
    assert (await ada.get(INVITATIONS)).json()["items"] == []
