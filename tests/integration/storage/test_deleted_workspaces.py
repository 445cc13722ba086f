"""A deleted workspace does nothing and shows nothing, by whichever key it is asked for, until it is restored."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.integration.storage.scene import T0, Scene, seen
from tocsin.core.errors import Conflict
from tocsin.core.ping import PushMemory
from tocsin.core.records import OutboxRecord, OutboxTopic
from tocsin.storage.api_keys import ApiKeyRepository
from tocsin.storage.badges import BadgeRepository
from tocsin.storage.hooks import HookFields, HookRepository
from tocsin.storage.invitations import InvitationRepository
from tocsin.storage.outbox import OutboxRepository
from tocsin.storage.ping_keys import NewPingKey, PingKeyRepository
from tocsin.storage.push_states import PushRecord, PushStateRepository
from tocsin.storage.results import ResultRepository
from tocsin.storage.specs import SpecRepository
from tocsin.storage.states import StateRepository
from tocsin.storage.workspaces import WorkspaceRepository

KEY, WORKSPACE_KEY, HOOK_KEY, TOKEN = b"k" * 32, b"w" * 32, b"h" * 32, b"t" * 32
FIRST = 1
"""Monitor and workspace have the first ids of their tables."""

Look = Callable[[Scene], Awaitable[object]]


async def furnish(scene: Scene) -> None:
    """One of everything that is found without naming a workspace."""
    monitor = await scene.monitor(is_public=True, kind="heartbeat")
    assert (monitor.id, scene.home) == (FIRST, FIRST)
    keys = PingKeyRepository(scene.connection)
    await keys.insert(scene.home, [NewPingKey(monitor.id, KEY, "sealed", "slug")], T0)
    await keys.replace_workspace_key(scene.home, WORKSPACE_KEY, "sealed", T0)
    fields = HookFields(name="ops", kind="generic", config=b"{}")
    await HookRepository(scene.connection).create(scene.home, fields, key_hash=HOOK_KEY, sealed_key="s", now=T0)
    api_keys = ApiKeyRepository(scene.connection)
    await api_keys.create(scene.home, name="ci", prefix="toc_ab", key_hash=b"h", scopes=[], now=T0)
    await PushStateRepository(scene.connection).upsert_many([PushRecord(monitor.id, 1, None, PushMemory())])
    await OutboxRepository(scene.connection).add_many([OutboxRecord(scene.home, OutboxTopic.TRANSITION, "a", {}, T0)])
    await invite(scene)
    await scene.store(seen(monitor.id, T0))


async def invite(scene: Scene) -> None:
    await InvitationRepository(scene.connection).create(
        scene.home,
        email="ada@example.com",
        role="viewer",
        token_hash=TOKEN,
        invited_by="user:bob@example.com",
        now=T0,
        expires_at=T0 + 1000,
    )


async def specs(scene: Scene) -> object:
    return [spec.id async for some in SpecRepository(scene.connection).stream() for spec in some]


async def specs_by_id(scene: Scene) -> object:
    return [spec.id async for some in SpecRepository(scene.connection).stream([FIRST]) for spec in some]


async def states(scene: Scene) -> object:
    return [one.monitor_id async for some in StateRepository(scene.connection).stream() for one in some]


async def push_states(scene: Scene) -> object:
    return await PushStateRepository(scene.connection).get_many([FIRST])


async def last_results(scene: Scene) -> object:
    return await ResultRepository(scene.connection).last_scheduled(T0)


async def ping_key(scene: Scene) -> object:
    return await PingKeyRepository(scene.connection).targets_by_hash([KEY])


async def ping_slug(scene: Scene) -> object:
    return await PingKeyRepository(scene.connection).targets_by_slug([(FIRST, "slug")])


async def workspace_ping_key(scene: Scene) -> object:
    return await PingKeyRepository(scene.connection).workspaces_of([WORKSPACE_KEY])


async def hook(scene: Scene) -> object:
    return await HookRepository(scene.connection).by_key(HOOK_KEY)


async def badge(scene: Scene) -> object:
    return await BadgeRepository(scene.connection).find(FIRST, T0)


async def public_monitors(scene: Scene) -> object:
    return await BadgeRepository(scene.connection).public()


async def api_key(scene: Scene) -> object:
    return await ApiKeyRepository(scene.connection).by_prefix("toc_ab")


async def invitation(scene: Scene) -> object:
    return await InvitationRepository(scene.connection).by_hash(TOKEN)


async def pending_invitations(scene: Scene) -> object:
    return await InvitationRepository(scene.connection).pending_for("ada@example.com", T0)


async def outbox(scene: Scene) -> object:
    """No time passes for the lease."""
    return await OutboxRepository(scene.connection).lease("me", T0, lease_ms=0)


async def outbox_pending(scene: Scene) -> object:
    number, _ = await OutboxRepository(scene.connection).pending()
    return number


async def workspaces(scene: Scene) -> object:
    return [one.id for one in await WorkspaceRepository(scene.connection).all() if one.id == FIRST]


LOOKS = (
    specs,
    specs_by_id,
    states,
    push_states,
    last_results,
    ping_key,
    ping_slug,
    workspace_ping_key,
    hook,
    badge,
    public_monitors,
    api_key,
    invitation,
    pending_invitations,
    outbox,
    outbox_pending,
    workspaces,
)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)
async def test_what_is_found_without_naming_a_workspace_is_not_while_it_is_deleted(scene: Scene, look: Look) -> None:
    repository = WorkspaceRepository(scene.connection)
    await furnish(scene)
    assert await look(scene)
    await repository.delete(scene.home, T0)
    assert not await look(scene)
    await repository.restore(scene.home)
    assert await look(scene)


async def test_the_keys_of_a_deleted_workspace_are_not_given_to_others(scene: Scene) -> None:
    await furnish(scene)
    monitor = await scene.monitor("other", kind="heartbeat")
    await WorkspaceRepository(scene.connection).delete(scene.home, T0)
    with pytest.raises(Conflict):
        await PingKeyRepository(scene.connection).replace_key(
            scene.home, NewPingKey(monitor.id, WORKSPACE_KEY, "x", ""), T0
        )


async def test_an_invitation_into_a_deleted_workspace_is_not_accepted(scene: Scene) -> None:
    await furnish(scene)
    invitations = InvitationRepository(scene.connection)
    await WorkspaceRepository(scene.connection).delete(scene.home, T0)
    assert not await invitations.accept(FIRST, 1, T0)
    await WorkspaceRepository(scene.connection).restore(scene.home)
    assert await invitations.accept(FIRST, 1, T0)
