"""Channels that prove their lives."""

from __future__ import annotations

from tests.integration.alerting.stage import Stage


async def test_a_channel_proves_every_hour_that_it_lives(stage: Stage) -> None:
    await stage.channel("ops", canary_every_s=3600)
    for minute in (30, 60, 90, 120):
        await stage.errands(minute)
    assert stage.told() == [(60, "ops", "canary"), (120, "ops", "canary")]


async def test_proofs_that_were_missed_are_not_made_up_for(stage: Stage) -> None:
    await stage.channel("ops", canary_every_s=3600)
    await stage.errands(600)
    assert stage.told() == [(600, "ops", "canary")]


async def test_a_channel_that_cannot_prove_it_is_told_of_by_others(stage: Stage) -> None:
    await stage.channel("pager", canary_every_s=3600)
    await stage.policy((0, "ops"))
    stage.breaks("pager", is_permanent=True)
    await stage.errands(60)
    assert stage.told() == [(60, "ops", "notice")]
    assert "pager" in stage.heard[0].message.text


async def test_a_channel_that_lives_again_is_told_of_too(stage: Stage) -> None:
    await stage.channel("pager", canary_every_s=3600)
    await stage.policy((0, "ops"))
    stage.breaks("pager", is_permanent=True)
    await stage.errands(60)
    stage.mends("pager")
    await stage.errands(120)
    assert [(by, what) for _, by, what in stage.told()] == [("ops", "notice"), ("pager", "canary"), ("ops", "notice")]
