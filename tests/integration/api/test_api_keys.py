"""API keys: made for a while, within the rights of their maker, each with a name of its own."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.integration.api.people import ADA, signed_in
from tests.integration.api.tower import MONITORS, Tower, now_ms
from tests.integration.api.trail import newest_entry
from tocsin.auth.keys import hash_of, new_key, prefix_of
from tocsin.auth.permissions import Role
from tocsin.services.api_keys import MOST_WORKING
from tocsin.storage.api_keys import ApiKeyRepository
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.users import UserRepository

KEYS, WORKSPACE = "/api/v1/api-keys", "/api/v1/workspace"


async def stored(tower: Tower, name: str, expires_at: int | None) -> str:
    """A key that is stored as it is."""
    key = new_key()
    async with tower.parts.database.write() as connection:
        await ApiKeyRepository(connection).create(
            1,
            name=name,
            prefix=prefix_of(key),
            key_hash=hash_of(key),
            scopes=["read"],
            now=now_ms(),
            expires_at=expires_at,
        )
    return key


async def test_a_key_that_has_expired_is_refused(tower_on_both: Tower) -> None:
    key = await stored(tower_on_both, "ci", now_ms() - 1)
    answer = await tower_on_both.anonymous.get(MONITORS, headers={"X-API-Key": key})
    assert (answer.status_code, answer.json()["detail"]) == (401, "This API key has expired.")


async def test_a_key_does_not_expire_before_it_is_made(tower: Tower) -> None:
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    answer = await tower.client.post(KEYS, json={"name": "ci", "expires_at": past})
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [{"pointer": "/expires_at", "message": "must lie in the future"}],
    )


async def test_a_key_works_until_it_expires(tower: Tower) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    made = (await tower.client.post(KEYS, json={"name": "ci", "expires_at": soon})).json()
    assert (await tower.anonymous.get(MONITORS, headers={"X-API-Key": made["key"]})).status_code == 200


async def test_a_list_says_who_has_made_a_key(tower_on_both: Tower) -> None:
    ada = await signed_in(tower_on_both)
    await ada.post(KEYS, json={"name": "ci"})
    listed = (await ada.get(KEYS)).json()["items"]
    assert [(one["name"], one["created_by"]) for one in listed] == [("ci", f"user:{ADA}"), ("bootstrap", "tocsin")]


async def test_two_keys_that_work_have_two_names(tower: Tower) -> None:
    made = (await tower.client.post(KEYS, json={"name": "ci"})).json()
    answer = await tower.client.post(KEYS, json={"name": " ci "})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    await tower.client.delete(f"{KEYS}/{made['id']}")
    assert (await tower.client.post(KEYS, json={"name": "ci"})).status_code == 201


async def test_a_key_that_has_expired_gives_its_name_back(tower: Tower) -> None:
    await stored(tower, "ci", now_ms() - 1)
    assert (await tower.client.post(KEYS, json={"name": "ci"})).status_code == 201


async def test_requests_at_once_give_a_name_to_one_key(tower_on_both: Tower) -> None:
    answers = await asyncio.gather(*(tower_on_both.client.post(KEYS, json={"name": "ci"}) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


async def test_another_workspace_has_names_of_its_own(tower: Tower, other: httpx.AsyncClient) -> None:
    await tower.client.post(KEYS, json={"name": "ci"})
    assert (await other.post(KEYS, json={"name": "ci"})).status_code == 201


async def test_so_many_keys_work_and_no_more(tower: Tower) -> None:
    for number in range(MOST_WORKING - 1):
        await stored(tower, f"x{number}", None)
    answer = await tower.client.post(KEYS, json={"name": "ci"})
    assert (answer.status_code, answer.json()["detail"][:22]) == (409, f"There are {MOST_WORKING} API keys")


@pytest.mark.parametrize("scopes", [["admin"], ["write", "audit:read"], ["workspace:own"]])
async def test_a_key_can_do_no_more_than_its_maker(tower: Tower, scopes: list[str]) -> None:
    manager = (await tower.client.post(KEYS, json={"name": "m", "scopes": ["write", "api_keys:write"]})).json()
    key = {"X-API-Key": manager["key"]}
    answer = await tower.anonymous.post(KEYS, json={"name": "x", "scopes": scopes}, headers=key)
    assert answer.status_code in {403, 422}
    assert len((await tower.client.get(KEYS)).json()["items"]) == 2


async def test_a_key_may_have_single_permissions(tower: Tower) -> None:
    made = (await tower.client.post(KEYS, json={"name": "x", "scopes": ["incidents:write", "marks:read"]})).json()
    shown = (await tower.anonymous.get(WORKSPACE, headers={"X-API-Key": made["key"]})).status_code
    assert (made["scopes"], shown) == (["incidents:write", "marks:read"], 403)


async def test_an_editor_makes_no_keys(tower: Tower) -> None:
    bob = await signed_in(tower, "bob@example.com", Role.EDITOR)
    assert (await bob.post(KEYS, json={"name": "x", "scopes": ["read"]})).status_code == 403


async def test_keys_of_another_workspace_do_not_exist(tower: Tower, other: httpx.AsyncClient) -> None:
    made = (await tower.client.post(KEYS, json={"name": "ci"})).json()
    assert [one["name"] for one in (await other.get(KEYS)).json()["items"]] == ["x"]
    assert (await other.delete(f"{KEYS}/{made['id']}")).status_code == 404
    assert (await tower.anonymous.get(MONITORS, headers={"X-API-Key": made["key"]})).status_code == 200


async def test_a_revocation_is_told_once(tower: Tower) -> None:
    made = (await tower.client.post(KEYS, json={"name": "ci"})).json()
    for _ in range(2):
        assert (await tower.client.delete(f"{KEYS}/{made['id']}")).status_code == 204
    entries = (await tower.client.get("/api/v1/audit", params={"action": "api_key.revoked"})).json()["items"]
    assert [one["detail"] for one in entries] == [
        {"name": "ci", "revoked": {"before": False, "after": True}, "invitations_revoked": []}
    ]


async def test_no_key_is_in_the_trail(tower: Tower) -> None:
    made = (await tower.client.post(KEYS, json={"name": "ci", "scopes": ["read"]})).json()
    entry = await newest_entry(tower.client, "api_key.created")
    assert entry["detail"] == {"name": "ci", "scopes": ["read"], "expires_at": None}
    assert made["key"] not in (await tower.client.get("/api/v1/audit")).text


async def test_every_role_and_scope_is_told_with_what_it_stands_for(tower: Tower) -> None:
    told = (await (await signed_in(tower, "bob@example.com", Role.VIEWER)).get("/api/v1/roles")).json()
    assert [one["role"] for one in told["roles"]] == ["viewer", "responder", "editor", "admin", "owner"]
    counts = [len(one["permissions"]) for one in told["roles"]]
    assert counts == sorted(set(counts))
    scopes = {one["scope"]: one["permissions"] for one in told["scopes"]}
    assert scopes["incidents:write"] == ["incidents:read", "incidents:write"]
    assert "workspace:own" not in scopes


async def remembered(tower: Tower) -> tuple[httpx.AsyncClient, int]:
    """An admin whom the server has just looked up, and who she is."""
    client = await signed_in(tower, ADA, Role.ADMIN)
    return client, int((await client.get("/api/v1/session")).json()["user"]["id"])


async def test_who_was_disabled_from_elsewhere_makes_no_key_that_outlasts_them(tower_on_both: Tower) -> None:
    client, user_id = await remembered(tower_on_both)
    async with tower_on_both.parts.database.write() as connection:
        await UserRepository(connection).set_disabled(user_id, now_ms())
    assert (await client.post(KEYS, json={"name": "ci", "scopes": ["read"]})).status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 403), (Role.ADMIN, 201)])
async def test_a_role_that_was_changed_from_elsewhere_counts_at_once_for_keys(
    tower: Tower, role: Role, status: int
) -> None:
    client, user_id = await remembered(tower)
    async with tower.parts.database.write() as connection:
        await MembershipRepository(connection).set_role(tower.actor.workspace_id, user_id, role)
    assert (await client.post(KEYS, json={"name": "ci", "scopes": ["read"]})).status_code == status
