"""The permission matrix: every operation, called by everybody whom its rule lets in, and by everybody else."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import httpx
import pytest

from tests.integration.api.calling import ADDRESSES, furnished
from tests.integration.api.people import browser, signed_in, user
from tests.integration.api.tower import Tower
from tocsin.api.app import PAGES
from tocsin.api.guarded_route import GuardedRoute
from tocsin.api.rules import RULES, Access
from tocsin.auth.permissions import PERMISSIONS_OF_ROLE, SCOPES, Permission, Role, Scope, permissions_of_scopes
from tocsin.services import api_keys
from tocsin.storage.workspaces import WorkspaceRepository

STREAMS = {"stream_events"}
"""Their answer does not end: what lets listeners in is tested beside what they hear."""
GUARDED = [name for name in ADDRESSES if isinstance(RULES[name], Permission) and name not in STREAMS]
PERSONAL = [name for name in ADDRESSES if RULES[name] is Access.SIGNED_IN]
OPEN = [name for name in ADDRESSES if RULES[name] is Access.ANYBODY]
OF_AN_OBJECT = [name for name in GUARDED if "_id}" in ADDRESSES[name][1]]


def test_every_operation_has_a_rule() -> None:
    assert ADDRESSES.keys() <= RULES.keys()


def test_every_rule_is_of_an_operation() -> None:
    unlisted = {"get_docs", "get_openapi", "post_to_hook", "post_to_hook_by_header"}
    assert RULES.keys() - unlisted - of_pages() <= ADDRESSES.keys()


def of_pages() -> set[str]:
    """They are in no contract, and are tested beside what they show."""
    return {route.name for page in PAGES for route in page.router.routes if isinstance(route, GuardedRoute)}


def is_refused(answer: httpx.Response) -> bool:
    """For lack of permission, or of a credential; whatever else is wrong comes later."""
    return answer.status_code in {401, 403} and answer.json().get("code") not in {"sign_in_failed", "csrf_failed"}


async def key_with(tower: Tower, scope: Scope | Permission) -> httpx.AsyncClient:
    _, key = await api_keys.create(tower.parts, tower.actor, scope, [scope], None)
    client = browser(tower)
    client.headers["X-API-Key"] = key
    return client


async def member(tower: Tower, role: Role | None) -> httpx.AsyncClient:
    email = f"{role}@example.com"
    await user(tower, email, role, password=None)
    return await signed_in(tower, email)


async def refusals(tower: Tower, client: httpx.AsyncClient, names: Iterable[str]) -> set[str]:
    """What the client may not do, having tried all of it."""
    world = await furnished(tower)
    return {name for name in names if is_refused(await world.call(client, name))}


async def statuses(tower: Tower, client: httpx.AsyncClient, names: Iterable[str], **headers: str) -> dict[str, int]:
    world = await furnished(tower)
    return {name: (await world.call(client, name, **headers)).status_code for name in names}


def beyond(held: Collection[Permission]) -> set[str]:
    return {name for name in GUARDED if RULES[name] not in held}


@pytest.mark.parametrize("role", Role)
async def test_a_role_may_do_what_the_table_says(tower: Tower, role: Role) -> None:
    assert await refusals(tower, await member(tower, role), GUARDED) == beyond(PERMISSIONS_OF_ROLE[role])


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_key_may_do_what_its_scope_says(tower: Tower, scope: Scope | Permission) -> None:
    assert await refusals(tower, await key_with(tower, scope), GUARDED) == beyond(permissions_of_scopes([scope]))


async def test_who_belongs_nowhere_may_do_nothing_in_a_workspace(tower: Tower) -> None:
    found = await statuses(tower, await member(tower, None), GUARDED)
    assert found == dict.fromkeys(GUARDED, 404)


async def test_a_stranger_is_asked_for_a_credential(tower: Tower) -> None:
    names = [*GUARDED, *PERSONAL, *STREAMS]
    assert await statuses(tower, browser(tower), names) == dict.fromkeys(names, 401)


async def test_an_api_key_has_no_account(tower: Tower) -> None:
    assert await statuses(tower, tower.client, PERSONAL) == dict.fromkeys(PERSONAL, 401)


async def test_every_user_may_mind_their_own_account(tower: Tower) -> None:
    await user(tower, "nowhere@example.com", None, password=None)
    world = await furnished(tower)
    refused = {
        name for name in PERSONAL if is_refused(await world.call(await signed_in(tower, "nowhere@example.com"), name))
    }
    assert refused == set()


async def test_what_is_open_is_open(tower: Tower) -> None:
    assert await refusals(tower, browser(tower), OPEN) == set()


@pytest.fixture
async def outsider(tower: Tower) -> httpx.AsyncClient:
    """The owner of another workspace."""
    async with tower.parts.database.write() as connection:
        other = await WorkspaceRepository(connection).ensure("other", 0)
    await user(tower, "eve@example.com", Role.OWNER, password=None, workspace_id=other.id)
    return await signed_in(tower, "eve@example.com")


async def test_another_workspaces_object_does_not_exist(tower: Tower, outsider: httpx.AsyncClient) -> None:
    assert await statuses(tower, outsider, OF_AN_OBJECT) == dict.fromkeys(OF_AN_OBJECT, 404)


async def test_another_workspace_does_not_exist(tower: Tower, outsider: httpx.AsyncClient) -> None:
    workspace = {"X-Workspace": str(tower.actor.workspace_id)}
    assert await statuses(tower, outsider, GUARDED, **workspace) == dict.fromkeys(GUARDED, 404)


async def test_a_key_opens_no_other_workspace(tower: Tower, other: httpx.AsyncClient) -> None:
    workspace = {"X-Workspace": str(tower.actor.workspace_id)}
    assert await statuses(tower, other, GUARDED, **workspace) == dict.fromkeys(GUARDED, 404)


async def test_a_session_changes_nothing_without_its_csrf_token(tower: Tower) -> None:
    names = [name for name in (*GUARDED, *PERSONAL) if ADDRESSES[name][0] != "GET"]
    client = await member(tower, Role.OWNER)
    del client.headers["X-CSRF-Token"]
    assert await statuses(tower, client, names) == dict.fromkeys(names, 403)
