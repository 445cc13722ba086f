"""Which policy takes what: the first that matches, and those after it where it lets them."""

from __future__ import annotations

from tests.integration.alerting.stage import Stage
from tocsin.core.alerting.concern import Concern, Severity
from tocsin.core.alerting.match import Match
from tocsin.core.errors import ErrorCode
from tocsin.core.transition import Reason


async def test_the_first_policy_that_matches_takes_it(stage: Stage) -> None:
    web = await stage.monitor(tags=("prod",))
    await stage.policy((0, "everybody"), name="the rest")
    await stage.policy((0, "ops"), name="production", match=Match(tags=frozenset({"prod"})))
    await stage.fails(web)
    await stage.now()
    assert stage.told() == [(0, "ops", "problem")]
    assert "policy production" in stage.heard[0].message.text


async def test_what_no_policy_matches_is_told_nobody_and_why_says_so(stage: Stage) -> None:
    web = await stage.monitor(tags=("staging",))
    await stage.policy((0, "ops"), match=Match(tags=frozenset({"prod"})))
    await stage.fails(web)
    incident = await stage.incident(web)
    await stage.at(60)
    assert stage.told() == []
    assert await stage.reasons(incident) == ["no_policy"]


async def test_a_policy_that_continues_lets_others_tell_it_too(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.policy((0, "log"), continues=True)
    await stage.fails(web)
    await stage.at(5)
    await stage.recovers(web)
    await stage.at(6)
    assert sorted(stage.told()) == [
        (0, "log", "problem"),
        (0, "ops", "problem"),
        (5, "log", "recovery"),
        (5, "ops", "recovery"),
    ]


async def test_what_becomes_worse_is_told_at_once(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), (30, "boss"))
    await stage.degrades(web)
    await stage.at(10)
    await stage.fails(web)
    await stage.at(60)
    assert stage.told() == [(0, "ops", "problem"), (10, "ops", "worse"), (30, "boss", "problem")]
    assert "was told as a warning" in stage.heard[1].message.text


async def test_what_becomes_worse_may_be_another_policys(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "log"), match=Match(severities=frozenset({Severity.WARNING})))
    await stage.policy((0, "ops"), match=Match(severities=frozenset({Severity.CRITICAL})))
    await stage.degrades(web)
    await stage.at(10)
    await stage.fails(web)
    await stage.at(20)
    await stage.recovers(web)
    await stage.at(30)
    assert sorted(stage.told()) == [
        (0, "log", "problem"),
        (10, "ops", "problem"),
        (20, "log", "recovery"),
        (20, "ops", "recovery"),
    ]


async def test_what_becomes_better_without_being_well_is_not_told(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"))
    await stage.fails(web)
    await stage.at(10)
    await stage.degrades(web)
    await stage.at(20)
    await stage.fails(web)
    await stage.at(30)
    assert stage.told() == [(0, "ops", "problem")]


async def test_a_certificate_that_ends_soon_takes_another_way_than_what_is_down(stage: Stage) -> None:
    web, api = await stage.monitors(["web", "api"])
    await stage.policy((0, "ops"))
    await stage.policy((0, "certificates"), match=Match(concerns=frozenset({Concern.CERTIFICATE})))
    await stage.degrades(web, error=ErrorCode.CERTIFICATE_EXPIRES)
    await stage.fails(api)
    await stage.at(5)
    assert sorted(stage.told()) == [(0, "certificates", "problem"), (0, "ops", "problem")]


async def test_a_heartbeat_that_is_late_takes_another_way_than_one_that_is_missing(stage: Stage) -> None:
    backup = await stage.monitor("backup", kind="heartbeat")
    await stage.policy((0, "ops"))
    await stage.policy((0, "log"), match=Match(concerns=frozenset({Concern.LATE})))
    await stage.degrades(backup, error=ErrorCode.HEARTBEAT_LATE, reason=Reason.HEARTBEAT_LATE)
    await stage.at(10)
    await stage.fails(backup, error=ErrorCode.HEARTBEAT_MISSING)
    await stage.at(20)
    assert stage.told() == [(0, "log", "problem"), (10, "ops", "problem")]


async def test_a_policy_without_recoveries_tells_none(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), tells_recovery=False)
    await stage.fails(web)
    await stage.at(5)
    await stage.recovers(web)
    await stage.at(60)
    assert stage.told() == [(0, "ops", "problem")]


async def test_no_workspace_hears_of_anothers_incidents(stage: Stage) -> None:
    other = await Stage.beside(stage)
    for one, name in ((stage, "ops"), (other, "their ops")):
        await one.policy((0, name))
        await one.fails(await one.monitor(name))
    await stage.now()
    told = {one.by: [told.monitor for told in one.message.announcement.incidents] for one in stage.heard}
    assert told == {"ops": ["ops"], "their ops": ["their ops"]}
