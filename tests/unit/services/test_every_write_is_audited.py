"""Whatever services write, the audit trail tells of: this walks their source, so that none is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.services.call_graph import CallGraph
from tocsin import services

SOURCES = {path.stem: path.read_text() for path in Path(str(services.__file__)).parent.glob("*.py")}
GRAPH = CallGraph("tocsin.services", SOURCES)
_OTHERS_TELL = (
    "What another system reports is kept beside the hook, and in the history of the monitor that it is about."
)
_ONLY_BEGUN = "Nothing has changed before the code or link that is mailed comes back; anybody may ask for one."
UNTOLD = {
    "doorkeeper.Doorkeeper._write_touch": "When a key or a session was last used is no change that somebody makes.",
    "hook_intake.HookIntake.note": _OTHERS_TELL,
    "hook_telling.Telling._keep": _OTHERS_TELL,
    "hook_telling.Telling._tell": _OTHERS_TELL,
    "email_changes.begin": _ONLY_BEGUN,
    "password_resets.request": _ONLY_BEGUN,
    "sign_up.begin": _ONLY_BEGUN,
    "mailed_codes.attempted": "An attempt with a wrong code is counted; what a right one leads to is told.",
    "set_up.prepare": "There is no user and no workspace yet whose trail could tell of the token.",
    "resealing.begin": "The rotation is told of once it is over, in every workspace.",
    "resealing._round": "The same secrets under another key; told of once the rotation is over.",
}
"""Writers that need no entry, each with its reason."""
NOTING = """
from tocsin.services import other, trail

async def direct(parts):
    async with parts.database.write() as connection:
        await trail.note(connection)

async def by_another(parts):
    async with parts.database.write() as connection:
        await other.step(connection)

async def by_a_table(parts):
    async with parts.database.write() as connection:
        await _STEPS["x"](connection)

async def by_an_object(parts):
    async with parts.database.write() as connection:
        work = other.Work(connection)
        await Work(connection).carry_out()

async def forgotten(parts):
    async with parts.database.write() as connection:
        await other.silent(connection)

def reader(parts):
    return parts.database.read()

class Work:
    async def carry_out(self):
        await self._note()

    async def _note(self):
        await AuditRepository(self.connection).add_many(1)

_STEPS = {"x": _step}

async def _step(connection):
    await trail.note_monitors(connection)
"""
OTHER = """
from tocsin.services import trail

async def step(connection):
    await trail.note_many(connection)

async def silent(connection):
    await connection.trail.note()

class Silence:
    def __init__(self, database):
        self._database = database

    async def write(self):
        await self._database.write_alone([])
"""
MADE_UP = CallGraph("tocsin.services", {"nouns": NOTING, "other": OTHER})


@pytest.mark.parametrize("name", [name for name in GRAPH.writers() if name not in UNTOLD])
def test_a_write_is_audited(name: str) -> None:
    assert GRAPH.is_audited(name), f"{name} writes, and notes nothing in the trail"


@pytest.mark.parametrize("name", UNTOLD)
def test_an_exception_is_needed(name: str) -> None:
    assert name in GRAPH.writers(), f"{name} does not write (any more)"
    assert not GRAPH.is_audited(name), f"{name} is audited: it is no exception"
    assert len(UNTOLD[name]) > 20


def test_the_walk_finds_who_writes() -> None:
    nouns = ["by_a_table", "by_an_object", "by_another", "direct", "forgotten"]
    assert MADE_UP.writers() == [*(f"nouns.{name}" for name in nouns), "other.Silence.write"]


@pytest.mark.parametrize("name", ["direct", "by_another", "by_a_table", "by_an_object"])
def test_the_walk_follows_every_way_to_the_trail(name: str) -> None:
    assert MADE_UP.is_audited(f"nouns.{name}")


@pytest.mark.parametrize("name", ["nouns.forgotten", "other.Silence.write"])
def test_the_walk_finds_what_is_forgotten(name: str) -> None:
    assert not MADE_UP.is_audited(name)
