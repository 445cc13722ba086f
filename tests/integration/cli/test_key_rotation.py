"""The key file and what is sealed with it go from the old key to the new one together, wherever it is interrupted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text, update

from tests.integration.services.sealed_things import OLD, SECRETS, seal_one_of_everything, texts_of
from tocsin.auth.secrets import SecretBox
from tocsin.cli.failures import CommandFailed
from tocsin.cli.key_file import KeyLine, box_of, new_line, read, write
from tocsin.cli.key_rotation import MOST_KEYS, look, replace_key, reseal
from tocsin.core.errors import TocsinError
from tocsin.services import resealing
from tocsin.settings import Settings, load
from tocsin.storage.database import Database
from tocsin.storage.tables import audit, monitor

Interrupt = Callable[[Settings], Awaitable[None]]
FIRST = KeyLine(f"raw:{OLD.hex()}", OLD)


@pytest.fixture
async def settings(url: str, tmp_path: Path) -> Settings:
    """One of everything, sealed with the only key in the key file."""
    database = await Database.open(url)
    await seal_one_of_everything(database, SecretBox([OLD]))
    await database.close()
    (tmp_path / "secret.key").touch(0o600)
    write(tmp_path / "secret.key", [FIRST])
    return load(data_dir=tmp_path, database_url=url)


async def counts(settings: Settings) -> tuple[int, int]:
    """How many secrets the first key in the file opens, and how many none there opens."""
    box = box_of(read(settings.key_file))
    census = await look(settings, box)
    return census.readable[box.key_ids[0]], census.unreadable.total()


async def rotations(settings: Settings) -> int:
    """That the audit trail tells of."""
    database = await Database.open(settings.database)
    actions = await texts_of(database, audit.c.action)
    await database.close()
    return actions.count("secret_key.rotated")


async def overwrite_configs(settings: Settings, config: str) -> None:
    database = await Database.open(settings.database)
    async with database.write() as connection:
        await connection.execute(update(monitor).where(monitor.c.kind == "http").values(config=config))
    await database.close()


async def test_a_new_key_takes_the_old_ones_place(settings: Settings) -> None:
    rotated = await replace_key(settings, keep_old=False)
    (line,) = read(settings.key_file)
    assert line != FIRST
    assert (rotated.current, rotated.dropped) == (*box_of([line]).key_ids, box_of([FIRST]).key_ids)
    assert await counts(settings) == (SECRETS, 0)
    assert await rotations(settings) == 1


async def test_the_old_key_can_be_kept_for_what_it_has_signed(settings: Settings) -> None:
    rotated = await replace_key(settings, keep_old=True)
    assert read(settings.key_file)[1:] == [FIRST]
    assert (rotated.kept, rotated.dropped) == (box_of([FIRST]).key_ids, ())
    assert await counts(settings) == (SECRETS, 0)


async def test_every_rotation_makes_another_key(settings: Settings) -> None:
    first = await replace_key(settings, keep_old=True)
    second = await replace_key(settings, keep_old=False)
    assert second.dropped == (first.current, *first.kept)
    assert await counts(settings) == (SECRETS, 0)
    assert await rotations(settings) == 2


async def interrupt_before_the_file_is_written(settings: Settings) -> None:
    await _begin(settings, new_line())


async def interrupt_before_anything_is_sealed(settings: Settings) -> None:
    line = new_line()
    await _begin(settings, line)
    write(settings.key_file, [line, FIRST])


async def interrupt_before_the_old_key_is_dropped(settings: Settings) -> None:
    await interrupt_before_anything_is_sealed(settings)
    database = await Database.open(settings.database)
    await resealing.reseal(database, box_of(read(settings.key_file)))
    await database.close()


async def interrupt_before_the_audit_entry(settings: Settings) -> None:
    await interrupt_before_the_old_key_is_dropped(settings)
    write(settings.key_file, read(settings.key_file)[:1])


@pytest.mark.parametrize(
    "interrupt",
    [
        interrupt_before_anything_is_sealed,
        interrupt_before_the_old_key_is_dropped,
        interrupt_before_the_audit_entry,
    ],
)
async def test_the_next_run_carries_on_with_the_key_that_was_made(settings: Settings, interrupt: Interrupt) -> None:
    await interrupt(settings)
    made = read(settings.key_file)[0]
    assert (await counts(settings))[1] == 0
    await replace_key(settings, keep_old=False)
    assert read(settings.key_file) == [made]
    assert await counts(settings) == (SECRETS, 0)
    assert await rotations(settings) == 1


async def test_a_key_that_never_came_into_the_file_is_forgotten(settings: Settings) -> None:
    await interrupt_before_the_file_is_written(settings)
    await replace_key(settings, keep_old=False)
    assert await counts(settings) == (SECRETS, 0)


async def test_a_key_that_a_damaged_secret_needs_stays_until_that_is_mended(settings: Settings) -> None:
    damaged = f"{SecretBox([OLD]).encrypt('damaged')[:-8]}AAAAAAA="
    await overwrite_configs(settings, f'{{"password":"{damaged}"}}')
    rotated = await replace_key(settings, keep_old=False)
    assert (rotated.is_whole, rotated.needed) == (False, box_of([FIRST]).key_ids)
    assert rotated.census.places == ["monitor 1"]
    await overwrite_configs(settings, "{}")
    again = await replace_key(settings, keep_old=False)
    assert (again.is_whole, again.current, again.dropped) == (True, rotated.current, rotated.needed)


async def test_what_an_unknown_key_has_sealed_keeps_no_other_key(settings: Settings) -> None:
    await overwrite_configs(settings, f'{{"password":"{box_of([new_line()]).encrypt("lost")}"}}')
    rotated = await replace_key(settings, keep_old=False)
    assert not rotated.is_whole
    assert len(read(settings.key_file)) == 1
    assert (await counts(settings))[1] == 1


async def test_a_file_whose_keys_open_nothing_is_left_as_it_is(settings: Settings) -> None:
    wrong = [new_line()]
    write(settings.key_file, wrong)
    with pytest.raises(CommandFailed, match="no stored secret can be opened"):
        await replace_key(settings, keep_old=False)
    assert read(settings.key_file) == wrong


async def test_a_file_full_of_keys_takes_no_more(settings: Settings) -> None:
    full = [*(new_line() for _ in range(MOST_KEYS - 1)), FIRST]
    write(settings.key_file, full)
    with pytest.raises(CommandFailed, match="that is enough"):
        await replace_key(settings, keep_old=True)
    assert read(settings.key_file) == full


async def test_a_database_of_another_version_is_left_as_it_is(settings: Settings) -> None:
    database = await Database.open(settings.database)
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    await database.close()
    with pytest.raises(TocsinError, match="another version"):
        await replace_key(settings, keep_old=False)
    assert read(settings.key_file) == [FIRST]


async def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    write_to = tmp_path / "secret.key"
    write_to.touch()
    write(write_to, [FIRST])
    with pytest.raises(CommandFailed, match="There is no database yet"):
        await replace_key(load(data_dir=tmp_path), keep_old=False)
    assert names_in(tmp_path) == ["secret.key"]


def names_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


async def test_a_ring_that_somebody_else_keeps_is_sealed_with_its_first_key(settings: Settings) -> None:
    box = box_of([new_line(), FIRST])
    rotated = await reseal(settings, box)
    assert (rotated.is_whole, rotated.needed, rotated.had_to) == (True, (), True)
    assert rotated.census.readable == {box.key_ids[0]: SECRETS}
    assert (read(settings.key_file), await rotations(settings)) == ([FIRST], 1)


async def test_a_ring_whose_first_key_has_sealed_everything_has_nothing_to_do(settings: Settings) -> None:
    box = box_of([FIRST, new_line()])
    assert not (await reseal(settings, box)).had_to
    assert await rotations(settings) == 0


async def _begin(settings: Settings, line: KeyLine) -> None:
    database = await Database.open(settings.database)
    await resealing.begin(database, box_of([line]).key_ids[0])
    await database.close()
