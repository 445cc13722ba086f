"""Rotation of the key for secrets at rest, step by step, so that a kill between any two of them loses nothing.

The key file has the new key before anything is sealed with it, and the old one until nothing is sealed with that.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tocsin.auth.secrets import SecretBox
from tocsin.cli import key_file
from tocsin.cli.failures import CommandFailed
from tocsin.cli.key_file import KeyLine
from tocsin.cli.opening import present
from tocsin.core.clock import SystemClock
from tocsin.services import resealing
from tocsin.services.resealing import Census
from tocsin.settings import Settings
from tocsin.storage.database import Database

MOST_KEYS = 20
"""In a key file: with each of them every signature is tried."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """How it is now: the ids of the current key, of those behind it and of those that were thrown away."""

    current: str
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    census: Census
    had_to: bool = True

    @property
    def left_over(self) -> int:
        """Secrets that could be opened, and yet are sealed with an older key: somebody goes on using it."""
        return sum(self.census.readable[key_id] for key_id in self.kept)

    @property
    def needed(self) -> tuple[str, ...]:
        """Older keys that something is sealed with."""
        return tuple(key_id for key_id in self.kept if self.census.still_with(key_id))

    @property
    def is_whole(self) -> bool:
        return not self.left_over and not self.census.unreadable


async def replace_key(settings: Settings, *, keep_old: bool) -> Rotated:
    """A new key in the key file, everything sealed with it, the old ones gone. The data directory is locked.

    Carries on with a rotation that did not come to its end.
    """
    async with present(settings) as database:
        lines = await _with_new_key(database, settings.key_file)
        census = await resealing.reseal(database, key_file.box_of(lines))
        kept = lines if keep_old else [lines[0], *(line for line in lines[1:] if _is_needed(line, census))]
        if kept != lines:
            key_file.write(settings.key_file, kept)
        current, *older = _ids(kept)
        rotated = Rotated(current, tuple(older), tuple(one for one in _ids(lines) if one not in _ids(kept)), census)
        # A key that should have gone is taken out by the next run, which needs no newer one for that.
        if keep_old or not older:
            await _end(database, rotated)
    return rotated


async def reseal(settings: Settings, box: SecretBox) -> Rotated:
    """Everything sealed with the first key of a ring that somebody else keeps; servers may be running."""
    current, *older = box.key_ids
    async with present(settings) as database:
        before = await resealing.census(database, box)
        is_begun = await resealing.begun(database) == current
        if not is_begun and not any(before.readable[key_id] for key_id in older):
            return Rotated(current, tuple(older), (), before, had_to=False)
        await resealing.begin(database, current)
        rotated = Rotated(current, tuple(older), (), await resealing.reseal(database, box))
        if not rotated.left_over:
            await _end(database, rotated)
    return rotated


async def look(settings: Settings, box: SecretBox) -> Census:
    """Which keys the stored secrets are sealed with."""
    async with present(settings) as database:
        return await resealing.census(database, box)


async def _end(database: Database, rotated: Rotated) -> None:
    now = SystemClock().now_ms()
    await resealing.end(database, rotated.current, rotated.kept, rotated.dropped, now)


async def _with_new_key(database: Database, path: Path) -> list[KeyLine]:
    """The keys of the file, which from here on has a new one at its head."""
    lines = key_file.read(path)
    await _require_fit(database, lines, path)
    if await resealing.begun(database) == _ids(lines)[0]:
        return lines
    if len(lines) >= MOST_KEYS:
        raise CommandFailed(f"{path} holds {MOST_KEYS} keys, and that is enough: take out those that sign nothing.")
    lines = [key_file.new_line(), *lines]
    await resealing.begin(database, _ids(lines)[0])
    key_file.write(path, lines)
    return lines


async def _require_fit(database: Database, lines: list[KeyLine], path: Path) -> None:
    census = await resealing.census(database, key_file.box_of(lines))
    if census.unreadable and not census.readable:
        raise CommandFailed(
            f"no stored secret can be opened with what is in {path}. "
            "If the servers have TOCSIN_SECRET_KEY or TOCSIN_SECRET_KEY_FILE, set it here as well."
        )


def _is_needed(line: KeyLine, census: Census) -> bool:
    return census.still_with(_ids([line])[0]) > 0


def _ids(lines: list[KeyLine]) -> tuple[str, ...]:
    return key_file.box_of(lines).key_ids
