"""Of what depends on something that is down only that something is told."""

from __future__ import annotations

from tests.integration.alerting.stage import Stage
from tocsin.core.alerting.match import Match


async def test_a_child_of_what_is_down_is_not_told(stage: Stage) -> None:
    router = await stage.monitor("router")
    web = await stage.monitor("web", parents=(router,))
    await stage.policy((0, "ops"))
    await stage.fails(router)
    await stage.at(2)
    await stage.fails(web)
    incident = await stage.incident(web)
    await stage.at(60)
    assert [one.monitor for heard in stage.heard for one in heard.message.announcement.incidents] == ["router"]
    assert await stage.reasons(incident) == ["parent_down"]


async def test_a_child_that_is_up_soon_after_its_parent_is_never_told(stage: Stage) -> None:
    router = await stage.monitor("router")
    web = await stage.monitor("web", parents=(router,))
    await stage.policy((0, "ops"))
    await stage.fails(router)
    await stage.at(2)
    await stage.fails(web)
    await stage.at(10)
    await stage.recovers(router)
    await stage.at(11)
    await stage.recovers(web)
    await stage.at(60)
    assert stage.told() == [(0.25, "ops", "problem"), (10, "ops", "recovery")]


async def test_a_child_that_stays_down_is_told_once_its_parent_is_up(stage: Stage) -> None:
    router = await stage.monitor("router")
    web = await stage.monitor("web", parents=(router,))
    await stage.policy((0, "ops"))
    await stage.fails(router)
    await stage.at(2)
    await stage.fails(web)
    await stage.at(10)
    await stage.recovers(router)
    await stage.at(60)
    assert stage.told() == [(0.25, "ops", "problem"), (10, "ops", "recovery"), (12.25, "ops", "problem")]
    assert stage.heard[2].message.announcement.incidents[0].monitor == "web"


async def test_a_child_that_fails_before_its_parent_is_told_with_it(stage: Stage) -> None:
    router = await stage.monitor("router")
    web = await stage.monitor("web", parents=(router,))
    await stage.policy((0, "ops"))
    await stage.fails(web)
    await stage.at(0.1)
    await stage.fails(router)
    await stage.at(60)
    assert stage.told() == [(0.25, "ops", "problem")]
    told = stage.heard[0].message.announcement
    assert {one.monitor for one in told.incidents} == {"web", "router"}
    assert told.cause == "router and what depends on it"


async def test_a_grandchild_is_held_too(stage: Stage) -> None:
    router = await stage.monitor("router")
    host = await stage.monitor("host", parents=(router,))
    web = await stage.monitor("web", parents=(host,))
    await stage.policy((0, "ops"))
    await stage.fails(router)
    await stage.at(1)
    await stage.fails(web)
    await stage.at(60)
    assert [one.monitor for heard in stage.heard for one in heard.message.announcement.incidents] == ["router"]


async def test_a_child_is_told_when_its_parent_is_merely_degraded_by_now(stage: Stage) -> None:
    router = await stage.monitor("router")
    web = await stage.monitor("web", parents=(router,))
    await stage.policy((0, "ops"))
    await stage.fails(router)
    await stage.at(1)
    await stage.fails(web)
    await stage.at(3)
    await stage.degrades(router)
    await stage.at(60)
    assert [(at, what) for at, _, what in stage.told()] == [(0.25, "problem"), (5.25, "problem")]


async def test_a_child_is_told_when_its_parent_is_deleted(stage: Stage) -> None:
    router = await stage.monitor("router")
    web = await stage.monitor("web", parents=(router,))
    await stage.policy((0, "ops"))
    await stage.fails(router)
    await stage.at(1)
    await stage.fails(web)
    await stage.at(3)
    await stage.deletes(router)
    await stage.at(60)
    assert [what for _, _, what in stage.told()] == ["problem", "recovery", "problem"]


async def test_a_child_is_told_within_ten_minutes_when_its_parent_is_paused(stage: Stage) -> None:
    router = await stage.monitor("router")
    web = await stage.monitor("web", parents=(router,))
    await stage.policy((0, "ops"))
    await stage.fails(router)
    await stage.at(1)
    await stage.fails(web)
    await stage.at(3)
    await stage.pauses(router)
    await stage.at(60)
    assert [(at, what) for at, _, what in stage.told()] == [(0.25, "problem"), (11.25, "problem")]


async def test_a_child_is_told_itself_where_no_policy_takes_its_parent(stage: Stage) -> None:
    router = await stage.monitor("router")
    web = await stage.monitor("web", parents=(router,), tags=("prod",))
    await stage.policy((0, "ops"), match=Match(tags=frozenset({"prod"})))
    await stage.fails(router)
    await stage.at(1)
    await stage.fails(web)
    await stage.at(5)
    assert [one.monitor for heard in stage.heard for one in heard.message.announcement.incidents] == ["web"]
