"""What the operator does to users on the database itself."""

from __future__ import annotations

import pytest

from tests.clocks import FakeClock
from tocsin.auth import tokens
from tocsin.auth.permissions import Role
from tocsin.auth.person import Client
from tocsin.auth.secrets import SecretBox, new_secret_key
from tocsin.bus.memory import MemoryBus
from tocsin.core.errors import Conflict, NotFound, ValidationFailed
from tocsin.services import ownership, password_resets, second_factor, set_up, user_admin
from tocsin.services.operators import Operator
from tocsin.services.parts import Parts
from tocsin.services.sessions import open_session
from tocsin.services.user_admin import Created, NewUser
from tocsin.storage.audit import AuditRepository, StoredAudit
from tocsin.storage.challenges import ChallengeRepository
from tocsin.storage.database import Database
from tocsin.storage.recovery_codes import RecoveryCodeRepository
from tocsin.storage.sessions import SessionRepository
from tocsin.storage.users import StoredUser, UserRepository
from tocsin.storage.workspaces import WorkspaceRepository

ADA, BOB = "ada@example.com", "bob@example.com"


@pytest.fixture
def operator(database: Database) -> Operator:
    return Operator(database, "cli:root", FakeClock())


@pytest.fixture
async def ada(operator: Operator) -> StoredUser:
    """The first user, without a password."""
    return (await created(operator, ADA)).listed.user


async def created(operator: Operator, email: str, role: Role | None = None, workspace: str | None = None) -> Created:
    return await user_admin.create(operator, NewUser(email=email, name="X", role=role, workspace=workspace))


async def with_workspaces(operator: Operator, *names: str) -> list[int]:
    async with operator.database.write() as connection:
        return [(await WorkspaceRepository(connection).create(name, 1)).id for name in names]


async def trail(operator: Operator, workspace_id: int = 1) -> list[StoredAudit]:
    """Newest first."""
    async with operator.database.read() as connection:
        return (await AuditRepository(connection).page(workspace_id)).items


async def sign_in(operator: Operator, user: StoredUser) -> None:
    parts = Parts(operator.database, MemoryBus(), SecretBox([new_secret_key()]), operator.clock)
    async with operator.database.write() as connection:
        await open_session(parts, connection, user, "password", Client(), operator.clock.now_ms())


async def sessions(operator: Operator, user: StoredUser) -> int:
    async with operator.database.read() as connection:
        return len(await SessionRepository(connection).live_of(user.id, operator.clock.now_ms()))


async def is_open(operator: Operator, token: str, purpose: str = password_resets.PURPOSE) -> bool:
    now = operator.clock.now_ms()
    async with operator.database.read() as connection:
        return await ChallengeRepository(connection).get(tokens.hash_of(token), purpose, now) is not None


async def test_the_first_user_owns_the_first_workspace(operator: Operator) -> None:
    made = await created(operator, ADA)
    (membership,) = made.listed.memberships
    assert (membership.workspace_name, membership.role) == ("default", "owner")
    assert made.listed.user.email_verified_at == operator.clock.now_ms()


@pytest.mark.parametrize(("role", "workspace"), [(Role.VIEWER, None), (None, "default")])
async def test_the_first_user_is_nothing_else(operator: Operator, role: Role | None, workspace: str | None) -> None:
    with pytest.raises(ValidationFailed, match="The first user owns the first workspace"):
        await created(operator, ADA, role, workspace)
    assert await user_admin.list_all(operator) == []


async def test_the_first_user_ends_the_set_up(operator: Operator) -> None:
    parts = Parts(operator.database, MemoryBus(), SecretBox([new_secret_key()]), operator.clock)
    token = str(await set_up.prepare(parts))
    await created(operator, ADA)
    assert not await is_open(operator, token, set_up.PURPOSE)
    assert not await set_up.is_needed(parts)


@pytest.mark.usefixtures("ada")
async def test_others_are_viewers_unless_more_is_said(operator: Operator) -> None:
    roles = [
        (await created(operator, email, role)).listed.memberships[0].role
        for email, role in ((BOB, None), ("eve@example.com", Role.ADMIN))
    ]
    assert roles == ["viewer", "admin"]


@pytest.mark.usefixtures("ada")
async def test_there_is_one_owner_and_one_account_of_an_address(operator: Operator) -> None:
    with pytest.raises(Conflict, match="owner already"):
        await created(operator, BOB, Role.OWNER)
    with pytest.raises(Conflict, match="in use already"):
        await created(operator, ADA)
    assert len(await user_admin.list_all(operator)) == 1


@pytest.mark.usefixtures("ada")
async def test_a_workspace_is_named_or_numbered(operator: Operator) -> None:
    shop, other = await with_workspaces(operator, "shop", "other")
    by_name, by_id = await created(operator, BOB, None, "shop"), await created(operator, "e@example.com", None, "3")
    assert [one.listed.memberships[0].workspace_id for one in (by_name, by_id)] == [shop, other]


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    ("workspace", "words"),
    [(None, "by its id: 1 (default), 2 (shop), 3 (shop)"), ("shop", "by its id: 2 (shop), 3 (shop)")],
)
async def test_where_several_could_be_meant_they_are_listed(
    operator: Operator, workspace: str | None, words: str
) -> None:
    await with_workspaces(operator, "shop", "shop")
    with pytest.raises(Conflict) as caught:
        await created(operator, BOB, None, workspace)
    assert words in caught.value.message


@pytest.mark.usefixtures("ada")
async def test_a_workspace_that_is_not_there_is_refused(operator: Operator) -> None:
    with pytest.raises(NotFound, match="There is no such workspace"):
        await created(operator, BOB, None, "nowhere")


async def test_who_has_no_password_is_given_a_token_for_one(operator: Operator) -> None:
    made = await created(operator, ADA)
    assert made.reset is not None
    assert await is_open(operator, made.reset.token)
    with_one = NewUser(email=BOB, name="Bob", password_hash="hash")
    assert (await user_admin.create(operator, with_one)).reset is None


async def test_what_is_done_is_in_the_trail_of_the_users_workspaces(operator: Operator, ada: StoredUser) -> None:
    await user_admin.disable(operator, ADA)
    await user_admin.enable(operator, ADA)
    entries = await trail(operator)
    assert [one.action for one in entries] == ["user.enabled", "user.disabled", "user.created"]
    assert {(one.actor, one.subject, one.user_id) for one in entries} == {("cli:root", f"user:{ada.id}", None)}


async def test_a_reset_ends_the_sessions_and_gives_a_token(operator: Operator, ada: StoredUser) -> None:
    await sign_in(operator, ada)
    reset = await user_admin.begin_reset(operator, ADA)
    assert (await sessions(operator, ada), await is_open(operator, reset.token)) == (0, True)
    assert (await trail(operator))[0].detail == {"sessions_ended": 1}
    assert reset.token not in str(await trail(operator))


@pytest.mark.usefixtures("ada")
async def test_an_earlier_token_is_worth_nothing_then(operator: Operator) -> None:
    earlier = await user_admin.begin_reset(operator, ADA)
    await user_admin.begin_reset(operator, ADA)
    assert not await is_open(operator, earlier.token)


async def test_another_password_ends_the_sessions_and_the_tokens(operator: Operator, ada: StoredUser) -> None:
    reset = await user_admin.begin_reset(operator, ADA)
    await sign_in(operator, ada)
    await user_admin.set_password(operator, ADA, "another hash")
    assert (await sessions(operator, ada), await is_open(operator, reset.token)) == (0, False)
    assert (await user_admin.find(operator, ADA)).password_hash == "another hash"


async def test_who_is_disabled_is_signed_out_and_finishes_nothing(operator: Operator, ada: StoredUser) -> None:
    await sign_in(operator, ada)
    reset, now = await user_admin.begin_reset(operator, ADA), operator.clock.now_ms()
    await sign_in(operator, ada)
    async with operator.database.write() as connection:
        wanted = await second_factor.ask(connection, ada, "password", now)
    await user_admin.disable(operator, ADA)
    assert await sessions(operator, ada) == 0
    assert not await is_open(operator, reset.token)
    assert not await is_open(operator, wanted.handle, second_factor.PURPOSE)
    assert (await user_admin.find(operator, ADA)).disabled_at == now


@pytest.mark.usefixtures("ada")
async def test_who_is_disabled_gets_no_other_password_by_a_token(operator: Operator) -> None:
    await user_admin.disable(operator, ADA)
    with pytest.raises(Conflict, match="disabled: enable them first"):
        await user_admin.begin_reset(operator, ADA)


@pytest.mark.usefixtures("ada")
async def test_who_is_enabled_may_sign_in_again(operator: Operator) -> None:
    await user_admin.disable(operator, ADA)
    await user_admin.enable(operator, ADA)
    assert (await user_admin.find(operator, ADA)).disabled_at is None


async def test_the_second_factor_goes_with_its_recovery_codes(operator: Operator, ada: StoredUser) -> None:
    async with operator.database.write() as connection:
        await UserRepository(connection).set_totp(ada.id, "sealed", 1)
        await RecoveryCodeRepository(connection).replace(ada.id, [b"x" * 32])
    await user_admin.remove_second_factor(operator, ADA)
    assert (await user_admin.find(operator, ADA)).totp_secret is None
    async with operator.database.read() as connection:
        assert await RecoveryCodeRepository(connection).left(ada.id) == 0
    with pytest.raises(Conflict, match="no authenticator app"):
        await user_admin.remove_second_factor(operator, ADA)


@pytest.mark.parametrize("verb", ["begin_reset", "disable", "enable", "delete", "remove_second_factor", "find"])
async def test_nobody_is_told_so(operator: Operator, verb: str) -> None:
    with pytest.raises(NotFound, match="no user with the address nobody@"):
        await getattr(user_admin, verb)(operator, "nobody@example.com")


async def test_who_is_disabled_may_still_own_something(operator: Operator, ada: StoredUser) -> None:
    (shop,) = await with_workspaces(operator, "shop")
    await ownership.make_owner(operator, ada.email, "shop")
    await created(operator, BOB, None, "shop")
    assert [one.workspace_id for one in await user_admin.disable(operator, ADA)] == [1, shop]
    assert await user_admin.disable(operator, BOB) == []


async def test_a_deleted_user_is_gone_from_everywhere(operator: Operator, ada: StoredUser) -> None:
    bob = (await created(operator, BOB)).listed.user
    await sign_in(operator, bob)
    await user_admin.delete(operator, BOB)
    assert [one.user.id for one in await user_admin.list_all(operator)] == [ada.id]
    assert await sessions(operator, bob) == 0
    newest = (await trail(operator))[0]
    assert (newest.action, newest.subject, newest.detail) == ("user.deleted", f"user:{bob.id}", {"email": BOB})


@pytest.mark.usefixtures("ada")
async def test_an_owner_is_not_deleted(operator: Operator) -> None:
    with pytest.raises(Conflict, match=r"ada@example\.com owns the workspace default \(1\): make somebody else"):
        await user_admin.delete(operator, ADA)
    assert (await trail(operator))[0].action == "user.created"
    async with operator.database.write() as connection:
        await WorkspaceRepository(connection).delete(1, 1)
    await user_admin.delete(operator, ADA)
    assert await user_admin.list_all(operator) == []


async def test_a_user_of_no_workspace_is_in_the_operators_own_trail(operator: Operator, ada: StoredUser) -> None:
    async with operator.database.write() as connection:
        await WorkspaceRepository(connection).delete(1, 1)
    await user_admin.disable(operator, ADA)
    assert (await trail(operator, 0))[0].subject == f"user:{ada.id}"
