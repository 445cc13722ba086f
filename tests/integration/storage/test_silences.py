"""Silences and maintenance windows: kept, listed, and asked for by the moment."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import update

from tests.integration.storage.scene import DAY, HOUR, T0, Scene
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.silence import Occurrence, Silence, SilenceKind
from tocsin.core.errors import NotFound
from tocsin.storage.silences import SilenceFields, SilenceRepository, SilenceStatus, StoredSilence
from tocsin.storage.tables import silence

PROD = Match(tags=frozenset({"prod"}))
ONCE = Silence(PROD, T0, 2 * HOUR)
DAILY = Silence(PROD, T0, 2 * HOUR, "UTC", "FREQ=DAILY")
SILENCE, MAINTENANCE = SilenceKind.SILENCE, SilenceKind.MAINTENANCE


async def made(
    scene: Scene, given: Silence = ONCE, kind: SilenceKind = SILENCE, *, workspace: int | None = None
) -> StoredSilence:
    fields = SilenceFields(comment="Deploy", silence=given)
    return await SilenceRepository(scene.connection).create(
        workspace or scene.home, kind, fields, created_by="ada", now=T0 - 1
    )


async def ids(scene: Scene, now: int, status: SilenceStatus | None = None) -> list[int]:
    page = await SilenceRepository(scene.connection).page(scene.home, SILENCE, now, status=status)
    return [one.id for one in page.items]


async def test_a_silence_is_kept_whole(scene: Scene) -> None:
    silence = await made(scene, DAILY)
    assert await SilenceRepository(scene.connection).get(scene.home, SILENCE, silence.id) == silence
    assert (silence.fields.silence, silence.starts_at, silence.last_ends_at) == (DAILY, T0, None)
    assert (await made(scene)).last_ends_at == T0 + 2 * HOUR


async def test_it_starts_with_its_first_occurrence(scene: Scene) -> None:
    silence = await made(scene, replace(DAILY, rrule="FREQ=DAILY;INTERVAL=1;COUNT=2;BYHOUR=23;BYMINUTE=0"))
    assert silence.starts_at > T0
    assert silence.last_ends_at == silence.starts_at + DAY + 2 * HOUR


async def test_that_of_another_workspace_or_kind_does_not_exist(scene: Scene) -> None:
    repository = SilenceRepository(scene.connection)
    elsewhere, window = await made(scene, workspace=scene.elsewhere), await made(scene, kind=MAINTENANCE)
    for stranger in (elsewhere, window):
        with pytest.raises(NotFound, match=f"There is no silence {stranger.id}"):
            await repository.get(scene.home, SILENCE, stranger.id)
        with pytest.raises(NotFound):
            await repository.hold(scene.home, SILENCE, stranger.id)
    assert await ids(scene, T0) == []


async def test_an_edit_makes_another_revision(scene: Scene) -> None:
    repository, silence = SilenceRepository(scene.connection), await made(scene)
    fields = SilenceFields(comment="Longer", silence=replace(ONCE, duration=3 * HOUR))
    edited = await repository.update(silence, fields, T0 + 1)
    assert (edited.fields, edited.revision, edited.last_ends_at) == (fields, 2, T0 + 3 * HOUR)
    assert await repository.hold(scene.home, SILENCE, silence.id) == edited


async def test_lists_tell_what_holds_what_will_and_what_is_over(scene: Scene) -> None:
    once, daily = await made(scene), await made(scene, DAILY)
    ended = await made(scene, DAILY)
    await SilenceRepository(scene.connection).end(ended, T0 + 1)
    assert await ids(scene, T0 + 2) == [ended.id, daily.id, once.id]
    assert await ids(scene, T0 + 2, SilenceStatus.ACTIVE) == [daily.id, once.id]
    assert await ids(scene, T0 + 3 * HOUR, SilenceStatus.UPCOMING) == [daily.id]
    assert await ids(scene, T0 + 3 * HOUR, SilenceStatus.ENDED) == [ended.id, once.id]
    assert await SilenceRepository(scene.connection).count_live(scene.home, T0 + 3 * HOUR) == 1


@pytest.mark.parametrize("status", [None, SilenceStatus.ACTIVE])
async def test_pages_follow_one_another(scene: Scene, status: SilenceStatus | None) -> None:
    repository, present = SilenceRepository(scene.connection), [await made(scene) for _ in range(3)]
    first = await repository.page(scene.home, SILENCE, T0, status=status, limit=2)
    second = await repository.page(scene.home, SILENCE, T0, status=status, limit=2, cursor=first.next_cursor)
    assert [one.id for one in (*first.items, *second.items)] == [one.id for one in reversed(present)]
    assert second.next_cursor is None


async def test_what_holds_is_told_by_workspace(scene: Scene) -> None:
    repository = SilenceRepository(scene.connection)
    once, daily = await made(scene), await made(scene, DAILY, MAINTENANCE)
    there = await made(scene, workspace=scene.elsewhere)
    both = [scene.home, scene.elsewhere]
    found = await repository.holding(both, T0 + 1)
    assert {home: [one.silence_id for one in held] for home, held in found.items()} == {
        scene.home: [once.id, daily.id],
        scene.elsewhere: [there.id],
    }
    assert await repository.holding(both, T0 + DAY) == {
        scene.home: [Occurrence(daily.id, MAINTENANCE, "Deploy", PROD, T0 + DAY, T0 + DAY + 2 * HOUR, "ada")]
    }
    assert await repository.holding(both, T0 + 1, kind=MAINTENANCE) == {
        scene.home: [Occurrence(daily.id, MAINTENANCE, "Deploy", PROD, T0, T0 + 2 * HOUR, "ada")]
    }


async def test_what_was_ended_or_deleted_holds_nothing(scene: Scene) -> None:
    repository = SilenceRepository(scene.connection)
    ended, deleted = await made(scene), await made(scene)
    await repository.end(ended, T0 + 1)
    await repository.delete(deleted)
    assert await repository.holding([scene.home], T0 + 2) == {}


async def test_one_that_cannot_be_read_any_more_keeps_no_other_from_holding(scene: Scene) -> None:
    broken, sound = await made(scene, DAILY), await made(scene, DAILY)
    unknown = msgspec.json.encode(replace(DAILY, time_zone="Nowhere/Land"))
    await scene.connection.execute(update(silence).where(silence.c.id == broken.id).values(document=unknown))
    found = await SilenceRepository(scene.connection).holding([scene.home], T0)
    assert [one.silence_id for one in found[scene.home]] == [sound.id]
