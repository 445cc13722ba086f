"""What is the matter with Tocsin itself is told as well, once."""

from __future__ import annotations

from tests.integration.alerting.stage import Stage
from tocsin.core.alerting.concern import Concern
from tocsin.core.alerting.match import Match


async def test_a_region_that_looks_offline_is_told_once_and_once_when_it_is_well(stage: Stage) -> None:
    await stage.policy((0, "ops"), (10, "boss"))
    await stage.region_becomes("eu", is_suspect=True)
    await stage.at(60)
    await stage.region_becomes("eu", is_suspect=False)
    await stage.at(120)
    assert stage.told() == [(0, "ops", "notice"), (60, "ops", "notice")]
    assert stage.texts("ops")[0].startswith("The region eu looks offline: 40 of 50 unrelated targets failed")
    assert stage.texts("ops")[1].startswith("The region eu looks well again")


async def test_notices_may_take_a_way_of_their_own(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    await stage.policy((0, "platform"), match=Match(concerns=frozenset({Concern.REGION})))
    await stage.region_becomes("eu", is_suspect=True)
    await stage.at(5)
    assert stage.told() == [(0, "platform", "notice")]


async def test_each_workspace_hears_of_a_region_by_itself(stage: Stage) -> None:
    other = await Stage.beside(stage)
    await stage.policy((0, "ops"))
    await other.policy((0, "their ops"))
    await stage.region_becomes("eu", is_suspect=True)
    await other.region_becomes("us", is_suspect=True)
    await stage.at(5)
    assert sorted((one.by, one.message.text.split()[2]) for one in stage.heard) == [("ops", "eu"), ("their ops", "us")]
