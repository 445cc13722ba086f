"""Many groups that are told at one moment are told in as many statements as a few."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from tests.integration.alerting.stage import Stage

FEW, MANY = 5, 40


@contextmanager
def noted() -> Iterator[list[str]]:
    """The statements that are sent within the block."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
async def groups(stage: Stage) -> list[list[int]]:
    """Monitors that are told of each by itself: a few, and many."""
    await stage.policy((0, "ops"), groups=False)
    return [await stage.monitors([f"{count}-{number}" for number in range(count)]) for count in (FEW, MANY)]


async def test_problems(stage: Stage, groups: list[list[int]]) -> None:
    sent: list[int] = []
    for monitors in groups:
        await stage.fails(*monitors)
        with noted() as statements:
            await stage.alerting.turn()
        sent.append(len(statements))
    await stage.now()
    assert len(stage.told()) == FEW + MANY
    assert sent[0] == sent[1]


async def test_recoveries(stage: Stage, groups: list[list[int]]) -> None:
    await stage.fails(*groups[0], *groups[1])
    await stage.now()
    sent: list[int] = []
    for monitors in groups:
        await stage.recovers(*monitors)
        with noted() as statements:
            await stage.alerting.turn()
        sent.append(len(statements))
    await stage.now()
    assert [what for _, _, what in stage.told()].count("recovery") == FEW + MANY
    assert sent[0] == sent[1]


async def test_each_tells_of_its_own_incident(stage: Stage, groups: list[list[int]]) -> None:
    await stage.fails(*groups[1])
    await stage.now()
    told = [one.message.announcement for one in stage.heard]
    assert sorted(one.monitor_id for message in told for one in message.incidents) == sorted(groups[1])
    assert {(message.total, len(message.incidents)) for message in told} == {(1, 1)}
