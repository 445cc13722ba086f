"""Workspaces that the operator hands over."""

from __future__ import annotations

import pytest

from tests.clocks import FakeClock
from tocsin.auth.permissions import Role
from tocsin.core.errors import Conflict, NotFound
from tocsin.services import ownership, user_admin
from tocsin.services.operators import Operator
from tocsin.services.user_admin import NewUser
from tocsin.storage.audit import AuditRepository, StoredAudit
from tocsin.storage.database import Database
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.workspaces import WorkspaceRepository

ADA, BOB = "ada@example.com", "bob@example.com"


@pytest.fixture
async def operator(database: Database) -> Operator:
    """Of a server with an owner and a viewer."""
    operator = Operator(database, "cli:root", FakeClock())
    for email in (ADA, BOB):
        await user_admin.create(operator, NewUser(email=email, name="X"))
    return operator


async def shop(operator: Operator) -> int:
    """A workspace of nobody."""
    async with operator.database.write() as connection:
        return (await WorkspaceRepository(connection).create("shop", 1)).id


async def roles(operator: Operator, workspace_id: int = 1) -> dict[str, str]:
    async with operator.database.read() as connection:
        return {one.email: one.role for one in await MembershipRepository(connection).of_workspace(workspace_id)}


async def newest(operator: Operator, workspace_id: int = 1) -> StoredAudit:
    async with operator.database.read() as connection:
        return (await AuditRepository(connection).page(workspace_id)).items[0]


async def test_a_member_becomes_the_owner_and_the_owner_an_admin(operator: Operator) -> None:
    found = await ownership.make_owner(operator, BOB, None)
    assert (found.name, await roles(operator)) == ("default", {ADA: "admin", BOB: "owner"})
    entry = await newest(operator)
    assert (entry.actor, entry.action, entry.subject) == ("cli:root", "workspace.transferred", "workspace:1")
    assert entry.detail == {"owner": {"before": ADA, "after": BOB}}


async def test_who_is_no_member_becomes_one_by_it(operator: Operator) -> None:
    workspace_id = await shop(operator)
    await ownership.make_owner(operator, ADA, "shop")
    await ownership.make_owner(operator, BOB, str(workspace_id))
    assert await roles(operator, workspace_id) == {ADA: "admin", BOB: "owner"}


@pytest.mark.parametrize("members", [{2: Role.VIEWER}, {}])
async def test_what_was_nobodys_has_an_owner_then(operator: Operator, members: dict[int, Role]) -> None:
    workspace_id = await shop(operator)
    async with operator.database.write() as connection:
        for user_id, role in members.items():
            await MembershipRepository(connection).add(workspace_id, user_id, role, 1)
    await ownership.make_owner(operator, BOB, "shop")
    assert await roles(operator, workspace_id) == {BOB: "owner"}
    assert (await newest(operator, workspace_id)).detail == {"owner": {"before": None, "after": BOB}}


async def test_nothing_changes_for_who_owns_it_already(operator: Operator) -> None:
    with pytest.raises(Conflict, match="the owner already"):
        await ownership.make_owner(operator, ADA, None)
    assert await roles(operator) == {ADA: "owner", BOB: "viewer"}


async def test_who_is_disabled_owns_nothing_new(operator: Operator) -> None:
    await user_admin.disable(operator, BOB)
    with pytest.raises(Conflict, match="disabled: enable them first"):
        await ownership.make_owner(operator, BOB, None)
    assert (await roles(operator))[ADA] == "owner"


@pytest.mark.parametrize(("email", "workspace"), [("eve@example.com", None), (BOB, "nowhere")])
async def test_who_or_what_is_not_there_is_refused(operator: Operator, email: str, workspace: str | None) -> None:
    with pytest.raises(NotFound):
        await ownership.make_owner(operator, email, workspace)


async def test_of_several_one_has_to_be_named(operator: Operator) -> None:
    await shop(operator)
    with pytest.raises(Conflict, match=r"by its id: 1 \(default\), 2 \(shop\)"):
        await ownership.make_owner(operator, BOB, None)


async def test_who_owned_it_may_be_deleted_then(operator: Operator) -> None:
    await ownership.make_owner(operator, BOB, None)
    await user_admin.delete(operator, ADA)
    assert await roles(operator) == {BOB: "owner"}
