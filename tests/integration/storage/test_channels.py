"""Channels, how they do, and when a proof of life is due."""

from __future__ import annotations

import pytest

from tests.integration.storage.scene import T0, Scene
from tocsin.core.errors import Conflict, NotFound, PreconditionFailed
from tocsin.storage.channels import FAILURES_UNTIL_UNHEALTHY, ChannelFields, ChannelRepository, StoredChannel
from tocsin.storage.workspaces import WorkspaceRepository

HOUR_S, HOUR_MS = 3600, 3_600_000


def fields(name: str = "on call", **more: object) -> ChannelFields:
    return ChannelFields(**{"name": name, "kind": "webhook", "config": b"{}", **more})  # type: ignore[arg-type]


async def channel(
    scene: Scene, name: str = "on call", *, workspace: int | None = None, **more: object
) -> StoredChannel:
    return await ChannelRepository(scene.connection).create(workspace or scene.home, fields(name, **more), T0)


async def test_a_channel_is_kept_as_it_was_made(scene: Scene) -> None:
    made = await channel(scene, title_template="{{ title }}", body_template="{{ text }}", canary_every_s=HOUR_S)
    assert await ChannelRepository(scene.connection).get(scene.home, made.id) == made
    assert (made.fields.title_template, made.canary_at) == ("{{ title }}", T0 + HOUR_MS)


async def test_the_channel_of_another_workspace_does_not_exist(scene: Scene) -> None:
    made = await channel(scene, workspace=scene.elsewhere)
    repository = ChannelRepository(scene.connection)
    with pytest.raises(NotFound):
        await repository.get(scene.home, made.id)
    with pytest.raises(NotFound):
        await repository.update(scene.home, made.id, fields(), T0, expected_revision=1)
    with pytest.raises(NotFound):
        await repository.delete(scene.home, made.id)
    assert (await repository.page(scene.home)).items == []


async def test_names_are_unique_within_a_workspace(scene: Scene) -> None:
    await channel(scene)
    await channel(scene, workspace=scene.elsewhere)
    other = await channel(scene, "mail")
    with pytest.raises(Conflict, match="Another channel is called 'on call'"):
        await channel(scene)
    with pytest.raises(Conflict, match="Another channel is called 'on call'"):
        await ChannelRepository(scene.connection).update(scene.home, other.id, fields(), T0, expected_revision=1)


async def test_an_edit_of_another_revision_is_refused(scene: Scene) -> None:
    made = await channel(scene)
    repository = ChannelRepository(scene.connection)
    assert (await repository.update(scene.home, made.id, fields("b"), T0 + 1, expected_revision=1)).revision == 2
    with pytest.raises(PreconditionFailed, match="at revision 2"):
        await repository.update(scene.home, made.id, fields("c"), T0 + 2, expected_revision=1)


async def test_pages_are_by_name(scene: Scene) -> None:
    for name in ("c", "a", "b"):
        await channel(scene, name)
    repository = ChannelRepository(scene.connection)
    first = await repository.page(scene.home, limit=2)
    second = await repository.page(scene.home, cursor=first.next_cursor, limit=2)
    assert [one.fields.name for one in (*first.items, *second.items)] == ["a", "b", "c"]
    assert await repository.count(scene.home) == 3


async def test_fallbacks_are_known_by_whom_they_stand_in_for(scene: Scene) -> None:
    mail = await channel(scene, "mail")
    chat = await channel(scene, "chat", fallback_id=mail.id)
    assert await ChannelRepository(scene.connection).fallbacks(scene.home) == {chat.id: mail.id}


async def test_many_are_read_of_whichever_workspace(scene: Scene) -> None:
    here, there = await channel(scene), await channel(scene, workspace=scene.elsewhere)
    found = await ChannelRepository(scene.connection).get_many([there.id, here.id, 10**9])
    assert [one.id for one in found] == sorted([here.id, there.id])


async def test_the_fifth_failure_in_a_row_makes_it_unhealthy_once(scene: Scene) -> None:
    made = await channel(scene)
    repository = ChannelRepository(scene.connection)
    noted = [await repository.note_failure(made.id, T0 + number, "no answer") for number in range(7)]
    turned = [one.has_become_unhealthy for one in noted if one is not None]
    assert turned == [number + 1 == FAILURES_UNTIL_UNHEALTHY for number in range(7)]
    after = await repository.get(scene.home, made.id)
    assert (after.failures, after.unhealthy_since, after.last_error) == (7, T0 + 4, "no answer")
    assert after.revision == made.revision


async def test_a_permanent_failure_makes_it_unhealthy_at_once(scene: Scene) -> None:
    made = await channel(scene)
    noted = await ChannelRepository(scene.connection).note_failure(made.id, T0, "gone", is_permanent=True)
    assert noted is not None
    assert (noted.has_become_unhealthy, noted.channel.unhealthy_since) == (True, T0)


async def test_a_success_makes_it_well_again(scene: Scene) -> None:
    made = await channel(scene)
    repository = ChannelRepository(scene.connection)
    await repository.note_failure(made.id, T0, "gone", is_permanent=True)
    assert await repository.note_success(made.id, T0 + 1) is True
    assert await repository.note_success(made.id, T0 + 2) is False
    after = await repository.get(scene.home, made.id)
    assert (after.failures, after.unhealthy_since, after.last_success_at) == (0, None, T0 + 2)


async def test_of_a_channel_that_is_gone_nothing_is_noted(scene: Scene) -> None:
    repository = ChannelRepository(scene.connection)
    assert await repository.note_success(10**9, T0) is False
    assert await repository.note_failure(10**9, T0, "gone") is None


async def test_a_proof_of_life_is_due_when_its_time_has_come(scene: Scene) -> None:
    made = await channel(scene, canary_every_s=HOUR_S)
    await channel(scene, "off", canary_every_s=HOUR_S, enabled=False)
    await channel(scene, "without")
    repository = ChannelRepository(scene.connection)
    assert await repository.due_canaries(T0 + HOUR_MS - 1) == []
    assert [one.id for one in await repository.due_canaries(T0 + HOUR_MS)] == [made.id]
    await repository.set_canary(made.id, T0 + 2 * HOUR_MS)
    assert await repository.due_canaries(T0 + HOUR_MS) == []


async def test_an_edit_puts_off_no_proof_of_life_unless_it_changes_the_period(scene: Scene) -> None:
    made = await channel(scene, canary_every_s=HOUR_S)
    repository = ChannelRepository(scene.connection)
    same = await repository.update(scene.home, made.id, fields("b", canary_every_s=HOUR_S), T0 + 5, expected_revision=1)
    other = await repository.update(scene.home, made.id, fields("b", canary_every_s=60), T0 + 5, expected_revision=2)
    none = await repository.update(scene.home, made.id, fields("b"), T0 + 5, expected_revision=3)
    assert [one.canary_at for one in (same, other, none)] == [T0 + HOUR_MS, T0 + 60_005, None]


async def test_channels_of_a_deleted_workspace_prove_nothing(scene: Scene) -> None:
    await channel(scene, canary_every_s=HOUR_S)
    await WorkspaceRepository(scene.connection).delete(scene.home, T0)
    assert await ChannelRepository(scene.connection).due_canaries(T0 + HOUR_MS) == []


async def test_deleting_it_twice_is_told(scene: Scene) -> None:
    made = await channel(scene)
    repository = ChannelRepository(scene.connection)
    await repository.delete(scene.home, made.id)
    with pytest.raises(NotFound):
        await repository.delete(scene.home, made.id)
