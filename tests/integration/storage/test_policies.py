"""Policies: kept whole, in the order in which they are asked."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.integration.storage.scene import T0, Scene
from tocsin.core.alerting.concern import Concern, Severity
from tocsin.core.alerting.hours import DailyHours, WeeklyHours
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.policy import Policy, QuietHours, Repeat, Step, Target, TargetKind, When
from tocsin.core.errors import Conflict, NotFound, PreconditionFailed
from tocsin.storage.default_policy import TELL_THE_OWNER
from tocsin.storage.policies import PolicyFields, PolicyRepository, StoredPolicy
from tocsin.storage.workspaces import WorkspaceRepository

NIGHTS = WeeklyHours("Europe/Berlin", (DailyHours((0, 1, 2, 3, 4, 5, 6), 1320, 420),))
EVERYTHING_SET = Policy(
    match=Match(
        monitor_ids=frozenset({7}),
        names=("db-*",),
        kinds=frozenset({"http"}),
        tags=frozenset({"prod"}),
        any_tags=frozenset({"eu", "us"}),
        without_tags=frozenset({"staging"}),
        concerns=frozenset({Concern.DOWN}),
        severities=frozenset({Severity.CRITICAL}),
    ),
    steps=(
        Step(0, (Target(TargetKind.CHANNEL, 3),), When.BUSINESS_HOURS),
        Step(600_000, (Target(TargetKind.ROTATION, 1), Target(TargetKind.ROLE, role="owner"))),
    ),
    repeat=Repeat(3_600_000, 3),
    quiet_hours=QuietHours(NIGHTS, frozenset({Severity.CRITICAL})),
    business_hours=NIGHTS,
    group_wait=30_000,
    groups=False,
    tells_recovery=False,
    continues=True,
)


def fields(name: str = "Ops", *, enabled: bool = True) -> PolicyFields:
    return PolicyFields(name=name, policy=TELL_THE_OWNER, enabled=enabled)


async def made(scene: Scene, name: str = "Ops", *, enabled: bool = True, workspace: int | None = None) -> StoredPolicy:
    repository = PolicyRepository(scene.connection)
    return await repository.create(workspace or scene.home, fields(name, enabled=enabled), T0)


async def names(scene: Scene) -> list[str]:
    return [one.fields.name for one in await PolicyRepository(scene.connection).all(scene.home)]


async def test_a_policy_is_kept_whole(scene: Scene) -> None:
    repository = PolicyRepository(scene.connection)
    stored = await repository.create(scene.home, PolicyFields(name="Ops", policy=EVERYTHING_SET), T0)
    assert stored.fields.policy == EVERYTHING_SET
    assert await repository.get(scene.home, stored.id) == stored


async def test_a_workspace_is_born_with_a_policy_that_tells_its_owner(scene: Scene) -> None:
    other = await WorkspaceRepository(scene.connection).create("other", T0)
    for workspace in (scene.home, other.id):
        (only,) = await PolicyRepository(scene.connection).all(workspace)
        assert (only.fields.name, only.fields.policy) == ("Tell the owner", TELL_THE_OWNER)


async def test_a_default_policy_that_was_deleted_does_not_come_back(scene: Scene) -> None:
    repository = PolicyRepository(scene.connection)
    (only,) = await repository.all(scene.home)
    await repository.delete(scene.home, only.id)
    await WorkspaceRepository(scene.connection).ensure("home", T0)
    assert await repository.all(scene.home) == []


async def test_a_new_policy_is_asked_first(scene: Scene) -> None:
    await made(scene, "A")
    await made(scene, "B")
    assert await names(scene) == ["B", "A", "Tell the owner"]


async def test_the_first_policy_of_a_workspace_without_any_is_made(scene: Scene) -> None:
    repository = PolicyRepository(scene.connection)
    (only,) = await repository.all(scene.home)
    await repository.delete(scene.home, only.id)
    await made(scene, "A")
    assert await names(scene) == ["A"]


async def test_their_order_is_changed_as_a_whole(scene: Scene) -> None:
    a, b = await made(scene, "A"), await made(scene, "B")
    (*_, default) = await PolicyRepository(scene.connection).all(scene.home)
    await PolicyRepository(scene.connection).reorder(scene.home, [default.id, a.id, b.id])
    assert await names(scene) == ["Tell the owner", "A", "B"]


async def test_another_workspaces_order_is_left_alone(scene: Scene) -> None:
    theirs = await made(scene, "theirs", workspace=scene.elsewhere)
    await PolicyRepository(scene.connection).reorder(scene.home, [theirs.id])
    assert (await PolicyRepository(scene.connection).get(scene.elsewhere, theirs.id)).position == theirs.position


async def test_pages_are_in_the_order_in_which_they_are_asked(scene: Scene) -> None:
    for name in ("A", "B", "C"):
        await made(scene, name)
    repository = PolicyRepository(scene.connection)
    first = await repository.page(scene.home, limit=3)
    second = await repository.page(scene.home, cursor=first.next_cursor, limit=3)
    assert [one.fields.name for one in (*first.items, *second.items)] == ["C", "B", "A", "Tell the owner"]
    assert second.next_cursor is None


async def test_pages_know_policies_of_one_position_apart(scene: Scene) -> None:
    """Two that were made at the same time have the same one."""
    repository = PolicyRepository(scene.connection)
    a, b = await made(scene, "A"), await made(scene, "B")
    await repository.reorder(scene.home, [a.id])
    await repository.reorder(scene.home, [b.id])
    first = await repository.page(scene.home, limit=1)
    second = await repository.page(scene.home, cursor=first.next_cursor, limit=1)
    assert second.items[0].id > first.items[0].id


async def test_those_that_are_switched_off_are_not_asked(scene: Scene) -> None:
    await made(scene, "on")
    await made(scene, "off", enabled=False)
    found = await PolicyRepository(scene.connection).enabled_of([scene.home, scene.elsewhere])
    assert [one.name for one in found[scene.home]] == ["on", "Tell the owner"]
    assert [one.name for one in found[scene.elsewhere]] == ["Tell the owner"]


async def test_many_are_found_switched_off_or_not(scene: Scene) -> None:
    off, theirs = await made(scene, "off", enabled=False), await made(scene, "x", workspace=scene.elsewhere)
    found = await PolicyRepository(scene.connection).get_many([off.id, theirs.id, 10**9])
    assert found == {off.id: off.named, theirs.id: theirs.named}


async def test_an_edit_grows_the_revision(scene: Scene) -> None:
    stored = await made(scene)
    changed = PolicyFields(name="Night", policy=replace(TELL_THE_OWNER, continues=True), enabled=False)
    after = await PolicyRepository(scene.connection).update(scene.home, stored.id, changed, T0 + 1, expected_revision=1)
    assert after == replace(stored, fields=changed, revision=2, updated_at=T0 + 1)


async def test_an_edit_of_another_revision_is_refused(scene: Scene) -> None:
    stored = await made(scene)
    with pytest.raises(PreconditionFailed, match="at revision 1"):
        await PolicyRepository(scene.connection).update(scene.home, stored.id, fields(), T0, expected_revision=2)


async def test_names_are_unique_within_a_workspace(scene: Scene) -> None:
    await made(scene, "A", workspace=scene.elsewhere)
    a, b = await made(scene, "A"), await made(scene, "B")
    with pytest.raises(Conflict, match="Another policy is called 'A'"):
        await made(scene, "A")
    with pytest.raises(Conflict, match="Another policy is called 'A'"):
        await PolicyRepository(scene.connection).update(scene.home, b.id, fields("A"), T0, expected_revision=1)
    assert a.id != b.id


async def test_the_policy_of_another_workspace_does_not_exist(scene: Scene) -> None:
    theirs = await made(scene, workspace=scene.elsewhere)
    repository = PolicyRepository(scene.connection)
    with pytest.raises(NotFound):
        await repository.get(scene.home, theirs.id)
    with pytest.raises(NotFound):
        await repository.update(scene.home, theirs.id, fields(), T0, expected_revision=1)
    with pytest.raises(NotFound):
        await repository.delete(scene.home, theirs.id)


async def test_they_are_counted(scene: Scene) -> None:
    await made(scene)
    assert await PolicyRepository(scene.connection).count(scene.home) == 2
