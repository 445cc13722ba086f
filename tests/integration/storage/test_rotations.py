"""Rotations, the keys of their calendars, and overrides."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.integration.storage.scene import DAY, HOUR, T0, Scene
from tocsin.core.alerting.rotation import Override, Participant, Rotation, Turn
from tocsin.core.errors import Conflict, NotFound, PreconditionFailed
from tocsin.storage.overrides import OverrideRepository, StoredOverride
from tocsin.storage.rotations import RotationRepository, StoredRotation
from tocsin.storage.workspaces import WorkspaceRepository

WEEKLY = Rotation(Turn.WEEKLY, "2026-03-02", 540, "Europe/Berlin", (Participant(5, (1, 2)), Participant(6)), every=2)


async def made(scene: Scene, name: str = "Ops", *, workspace: int | None = None) -> StoredRotation:
    return await RotationRepository(scene.connection).create(workspace or scene.home, name, WEEKLY, T0)


async def cover(scene: Scene, of: StoredRotation, start: int, end: int, user_id: int = 5) -> StoredOverride:
    return await OverrideRepository(scene.connection).add(
        of.workspace_id, of.id, user_id=user_id, start=start, end=end, created_by="user:x", now=T0
    )


async def test_a_rotation_is_kept_whole(scene: Scene) -> None:
    stored = await made(scene)
    assert stored.rotation == WEEKLY
    assert await RotationRepository(scene.connection).get(scene.home, stored.id) == stored


async def test_rotations_are_listed_by_name(scene: Scene) -> None:
    for name in ("b", "c", "a"):
        await made(scene, name)
    repository = RotationRepository(scene.connection)
    first = await repository.page(scene.home, limit=2)
    second = await repository.page(scene.home, cursor=first.next_cursor, limit=2)
    assert [one.name for one in (*first.items, *second.items)] == ["a", "b", "c"]
    assert [one.name for one in await repository.all(scene.home)] == ["a", "b", "c"]
    assert await repository.count(scene.home) == 3


async def test_many_are_found_of_any_workspace(scene: Scene) -> None:
    ours, theirs = await made(scene), await made(scene, workspace=scene.elsewhere)
    found = await RotationRepository(scene.connection).get_many([ours.id, theirs.id, 10**9])
    assert found == {ours.id: ours, theirs.id: theirs}


async def test_an_edit_grows_the_revision(scene: Scene) -> None:
    stored, daily = await made(scene), replace(WEEKLY, turn=Turn.DAILY)
    repository = RotationRepository(scene.connection)
    after = await repository.update(scene.home, stored.id, "Days", daily, T0 + 1, expected_revision=1)
    assert after == replace(stored, name="Days", rotation=daily, revision=2, updated_at=T0 + 1)
    with pytest.raises(PreconditionFailed, match="at revision 2"):
        await repository.update(scene.home, stored.id, "Days", daily, T0 + 2, expected_revision=1)


async def test_names_are_unique_within_a_workspace(scene: Scene) -> None:
    await made(scene, "A", workspace=scene.elsewhere)
    await made(scene, "A")
    b = await made(scene, "B")
    with pytest.raises(Conflict, match="Another rotation is called 'A'"):
        await made(scene, "A")
    with pytest.raises(Conflict, match="Another rotation is called 'A'"):
        await RotationRepository(scene.connection).update(scene.home, b.id, "A", WEEKLY, T0, expected_revision=1)


async def test_the_rotation_of_another_workspace_does_not_exist(scene: Scene) -> None:
    theirs = await made(scene, workspace=scene.elsewhere)
    repository = RotationRepository(scene.connection)
    with pytest.raises(NotFound):
        await repository.get(scene.home, theirs.id)
    with pytest.raises(NotFound):
        await repository.update(scene.home, theirs.id, "x", WEEKLY, T0, expected_revision=1)
    with pytest.raises(NotFound):
        await repository.delete(scene.home, theirs.id)
    with pytest.raises(NotFound):
        await repository.share_calendar(scene.home, theirs.id, key_hash=b"x", sealed_key="x", now=T0)


async def test_a_calendar_is_found_by_the_hash_of_its_key_until_there_is_another(scene: Scene) -> None:
    stored = await made(scene)
    repository = RotationRepository(scene.connection)
    shared = await repository.share_calendar(scene.home, stored.id, key_hash=b"one", sealed_key="sealed", now=T0)
    assert await repository.by_calendar(b"one") == shared
    await repository.share_calendar(scene.home, stored.id, key_hash=b"two", sealed_key="sealed", now=T0)
    assert await repository.by_calendar(b"one") is None
    await repository.share_calendar(scene.home, stored.id, key_hash=None, sealed_key=None, now=T0)
    assert await repository.by_calendar(b"two") is None


async def test_a_deleted_workspace_has_no_calendars(scene: Scene) -> None:
    stored = await made(scene)
    repository = RotationRepository(scene.connection)
    await repository.share_calendar(scene.home, stored.id, key_hash=b"one", sealed_key="sealed", now=T0)
    await WorkspaceRepository(scene.connection).delete(scene.home, T0)
    assert await repository.by_calendar(b"one") is None


async def test_overrides_that_touch_a_period_are_found(scene: Scene) -> None:
    stored, other = await made(scene), await made(scene, "other")
    before, within, after = [await cover(scene, stored, T0 + at, T0 + at + HOUR) for at in (0, 2 * HOUR, 4 * HOUR)]
    theirs = await cover(scene, other, T0, T0 + DAY)
    overrides = OverrideRepository(scene.connection)
    found = await overrides.touching([stored.id, other.id], T0 + HOUR, T0 + 4 * HOUR)
    assert found == {stored.id: [within.override], other.id: [theirs.override]}
    repository = RotationRepository(scene.connection)
    assert await repository.overrides_between(stored.id, T0, T0 + DAY) == [
        before.override,
        within.override,
        after.override,
    ]


async def test_overrides_that_are_not_over_are_listed_and_counted(scene: Scene) -> None:
    stored = await made(scene)
    _, two, three = [await cover(scene, stored, T0 + at, T0 + at + HOUR) for at in (0, 2 * HOUR, 4 * HOUR)]
    repository = OverrideRepository(scene.connection)
    first = await repository.page(stored.id, since=T0 + HOUR, limit=1)
    second = await repository.page(stored.id, since=T0 + HOUR, cursor=first.next_cursor, limit=1)
    assert [*first.items, *second.items] == [two, three]
    assert await repository.count(stored.id, T0 + HOUR) == 2


async def test_an_override_is_taken_back(scene: Scene) -> None:
    stored, other = await made(scene), await made(scene, "other")
    made_one = await cover(scene, stored, T0, T0 + HOUR)
    repository = OverrideRepository(scene.connection)
    with pytest.raises(NotFound):
        await repository.remove(other.id, made_one.override.id)
    assert await repository.remove(stored.id, made_one.override.id) == made_one
    assert await repository.count(stored.id, T0) == 0


async def test_what_a_user_has_not_done_yet_is_taken_back_as_a_whole(scene: Scene) -> None:
    stored, theirs = await made(scene), await made(scene, workspace=scene.elsewhere)
    await cover(scene, stored, T0 - HOUR, T0)
    now, later = await cover(scene, stored, T0, T0 + HOUR), await cover(scene, stored, T0 + HOUR, T0 + DAY)
    await cover(scene, stored, T0, T0 + HOUR, user_id=6)
    await cover(scene, theirs, T0, T0 + HOUR)
    repository = OverrideRepository(scene.connection)
    assert await repository.remove_user(scene.home, 5, T0) == [now, later]
    assert [one.user_id for one in (await repository.touching([stored.id], 0, T0 + DAY))[stored.id]] == [5, 6]


async def test_overrides_go_with_their_rotation(scene: Scene) -> None:
    stored = await made(scene)
    await cover(scene, stored, T0, T0 + HOUR)
    await RotationRepository(scene.connection).delete(scene.home, stored.id)
    assert await OverrideRepository(scene.connection).touching([stored.id], 0, T0 + DAY) == {}


async def test_an_override_is_read_as_core_knows_it(scene: Scene) -> None:
    stored = await made(scene)
    one = await cover(scene, stored, T0, T0 + HOUR)
    assert one.override == Override(one.override.id, 5, T0, T0 + HOUR)
