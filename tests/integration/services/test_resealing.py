"""Every stored secret is sealed anew, and nothing else is changed."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select, update

from tests.integration.services.sealed_things import OLD, SECRETS, Sealed, columns_with_sealed_values, texts_of, watched
from tocsin.auth.actor import system
from tocsin.auth.secrets import SecretBox, new_secret_key
from tocsin.services import audit, monitors, resealing, specs
from tocsin.storage.audit import AuditFilter
from tocsin.storage.sealed import COLUMNS, SealedRepository, SealedText
from tocsin.storage.tables import hook, monitor
from tocsin.storage.workspaces import WorkspaceRepository

MANY = 2 * resealing.CHUNK + 7
CONFIG = COLUMNS[0]


class Rings:
    """The ring before, meanwhile and after."""

    def __init__(self) -> None:
        new = new_secret_key()
        self.old, self.both, self.new = SecretBox([OLD]), SecretBox([new, OLD]), SecretBox([new])


@pytest.fixture
def rings() -> Rings:
    return Rings()


async def test_every_column_that_holds_a_sealed_value_is_known(sealed: Sealed) -> None:
    found = await columns_with_sealed_values(sealed.database)
    assert found.keys() == {str(place.column) for place in COLUMNS}


async def test_everything_can_be_opened_with_the_new_key_alone(sealed: Sealed, rings: Rings) -> None:
    census = await resealing.reseal(sealed.database, rings.both)
    assert census.readable == {rings.new.key_ids[0]: SECRETS}
    assert not (await resealing.census(sealed.database, rings.new)).unreadable


async def test_every_secret_is_the_one_that_it_was(sealed: Sealed, rings: Rings) -> None:
    before = [one async for one in specs.stream(sealed.database, rings.old)]
    await resealing.reseal(sealed.database, rings.both)
    assert [one async for one in specs.stream(sealed.database, rings.new)] == before
    ((spec,),) = [[one for one in chunk if one.id == sealed.monitor_id] for chunk in before]
    assert all(f'"{secret}"'.encode() in spec.config for secret in ("one", "two", "three"))


async def test_an_edit_is_what_it_is_not(sealed: Sealed, rings: Rings) -> None:
    columns = (monitor.c.revision, monitor.c.updated_at, monitor.c.target, hook.c.revision, hook.c.updated_at)
    before = [await texts_of(sealed.database, column) for column in columns]
    await resealing.reseal(sealed.database, rings.both)
    assert [await texts_of(sealed.database, column) for column in columns] == before


async def test_a_second_time_changes_nothing(sealed: Sealed, rings: Rings) -> None:
    await resealing.reseal(sealed.database, rings.both)
    before = [await texts_of(sealed.database, place.column) for place in COLUMNS]
    await resealing.reseal(sealed.database, rings.both)
    assert [await texts_of(sealed.database, place.column) for place in COLUMNS] == before


async def test_there_may_be_more_than_fit_into_one_transaction(sealed: Sealed, rings: Rings) -> None:
    for number in range(MANY):
        await watched(sealed.parts, sealed.actor, f"one of many {number}", password="secret")
    census = await resealing.reseal(sealed.database, rings.both)
    assert census.readable == {rings.new.key_ids[0]: SECRETS + MANY}


async def test_what_is_deleted_for_now_is_sealed_anew_too(sealed: Sealed, rings: Rings) -> None:
    await monitors.delete(sealed.parts, sealed.actor, sealed.monitor_id)
    await resealing.reseal(sealed.database, rings.both)
    assert not (await resealing.census(sealed.database, rings.new)).unreadable


async def test_what_somebody_wrote_meanwhile_stays(sealed: Sealed) -> None:
    async with sealed.database.write() as connection:
        (read, *_) = await SealedRepository(connection).following(CONFIG, None, "enc:v1:", 10)
        await connection.execute(update(monitor).where(monitor.c.id == read.key).values(config="edited"))
        await SealedRepository(connection).replace(CONFIG, [(read, "sealed anew")])
    assert "edited" in await texts_of(sealed.database, monitor.c.config)


async def test_what_somebody_deleted_meanwhile_stays_away(sealed: Sealed) -> None:
    async with sealed.database.write() as connection:
        await connection.execute(delete(hook))
        await SealedRepository(connection).replace(COLUMNS[3], [(SealedText(1, "{}"), "sealed anew")])
        assert (await connection.execute(select(func.count()).select_from(hook))).scalar_one() == 0


async def test_what_an_unknown_key_has_sealed_is_named_and_left_as_it_is(sealed: Sealed, rings: Rings) -> None:
    stranger = SecretBox([new_secret_key()])
    lost = f'{{"password":"{stranger.encrypt("lost")}","url":"https://example.com/"}}'
    await _overwrite(sealed, lost)
    census = await resealing.reseal(sealed.database, rings.both)
    assert (census.unreadable, census.places) == (
        {stranger.key_ids[0]: 1},
        [f"monitor {sealed.monitor_id}"],
    )
    assert lost in await texts_of(sealed.database, monitor.c.config)


async def test_the_other_secrets_of_a_damaged_row_are_sealed_anew(sealed: Sealed, rings: Rings) -> None:
    good, damaged = rings.old.encrypt("good"), f"{rings.old.encrypt('damaged')[:-8]}AAAAAAA="
    await _overwrite(sealed, f'{{"password":"{good}","bearer_token":["{damaged}"]}}')
    census = await resealing.reseal(sealed.database, rings.both)
    assert census.unreadable == {rings.old.key_ids[0]: 1}
    assert census.still_with(rings.old.key_ids[0]) == 1


@pytest.mark.parametrize("text", ['{"password":"enc:v1:', "no JSON enc:v1:01234567:AAAA"])
async def test_what_is_too_damaged_to_name_a_key_is_counted(sealed: Sealed, rings: Rings, text: str) -> None:
    await _overwrite(sealed, text)
    census = await resealing.reseal(sealed.database, rings.both)
    assert (census.unreadable, census.places) == ({"": 1}, [f"monitor {sealed.monitor_id}"])


async def test_a_text_that_only_mentions_a_sealed_value_is_left_alone(sealed: Sealed, rings: Rings) -> None:
    text = f'{{"body":"see {rings.old.encrypt("x")}"}}'
    await _overwrite(sealed, text)
    census = await resealing.reseal(sealed.database, rings.both)
    assert not census.unreadable
    assert text in await texts_of(sealed.database, monitor.c.config)


async def test_the_audit_trail_of_every_workspace_says_that_it_was(sealed: Sealed) -> None:
    async with sealed.database.write() as connection:
        other = await WorkspaceRepository(connection).ensure("other", 0)
    await resealing.begin(sealed.database, "0123abcd")
    assert await resealing.begun(sealed.database) == "0123abcd"
    await resealing.end(sealed.database, "0123abcd", ["4567ef00"], [], 5)
    assert await resealing.begun(sealed.database) is None
    for workspace_id in (sealed.actor.workspace_id, other.id):
        assert await _entries(sealed, workspace_id) == [("operator", {"kept": ["4567ef00"], "dropped": []})]


async def _entries(sealed: Sealed, workspace_id: int) -> list[tuple[str, object]]:
    actor = system(workspace_id, "test")
    where = AuditFilter(subject="secret_key:0123abcd")
    page = await audit.page(sealed.parts, actor, where, cursor=None, limit=10)
    return [(one.actor, one.detail) for one in page.items]


async def _overwrite(sealed: Sealed, config: str) -> None:
    async with sealed.database.write() as connection:
        await connection.execute(update(monitor).where(monitor.c.id == sealed.monitor_id).values(config=config))
