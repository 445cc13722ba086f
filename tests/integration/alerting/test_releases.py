"""What a silence holds is told once somebody ends it, also what came to be held at that very moment."""

from __future__ import annotations

from tests.integration.alerting.stage import NOON, Stage, minutes
from tocsin.alerting.releases import release
from tocsin.core.alerting.silence import SilenceKind
from tocsin.storage.silences import SilenceRepository


async def end(stage: Stage, silence_id: int) -> None:
    """Without waking anything, as it is for those who decide at the same time."""
    async with stage.database.write() as connection:
        silences = SilenceRepository(connection)
        held = await silences.hold(stage.workspace_id, SilenceKind.SILENCE, silence_id)
        await silences.end(held, stage.clock.now_ms())


async def test_what_came_to_be_held_while_the_silence_was_ended_is_told(stage: Stage) -> None:
    await stage.policy((0, "pager"))
    silence_id = await stage.silence(0, 600)
    await stage.fails(await stage.monitor())
    await stage.at(1)
    await end(stage, silence_id)
    assert await release(stage.database, stage.clock.now_ms()) == 1
    await stage.at(2)
    assert [(by, what) for _, by, what in stage.told()] == [("pager", "problem")]


async def test_what_was_ended_long_ago_or_never_wakes_nothing(stage: Stage) -> None:
    await stage.policy((0, "pager"))
    silence_id, _ = await stage.silence(0, 600), await stage.silence(0, 600)
    await stage.fails(await stage.monitor())
    await stage.at(1)
    assert await release(stage.database, stage.clock.now_ms()) == 0
    await end(stage, silence_id)
    assert await release(stage.database, NOON + minutes(3)) == 0
