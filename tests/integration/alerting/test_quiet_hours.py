"""Quiet hours put off what can wait, business hours choose who is told. It is noon, a Wednesday."""

from __future__ import annotations

from tests.integration.alerting.stage import Stage, hours, minutes
from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.policy import QuietHours, Step, When

SIESTA = QuietHours(hours(12, 14), frozenset({Severity.CRITICAL}))
DEEP_SIESTA = QuietHours(hours(12, 14))


async def test_a_warning_waits_until_the_quiet_hours_end(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), quiet_hours=SIESTA)
    await stage.at(10)
    await stage.degrades(web)
    await stage.at(300)
    assert stage.told() == [(120, "ops", "problem")]


async def test_what_is_critical_breaks_through(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), quiet_hours=SIESTA)
    await stage.at(10)
    await stage.fails(web)
    await stage.at(300)
    assert stage.told() == [(10, "ops", "problem")]


async def test_nothing_breaks_through_unless_the_policy_says_so(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), quiet_hours=DEEP_SIESTA)
    await stage.at(10)
    await stage.fails(web)
    await stage.at(300)
    assert stage.told() == [(120, "ops", "problem")]


async def test_a_warning_that_waits_and_becomes_critical_breaks_through(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), quiet_hours=SIESTA)
    await stage.degrades(web)
    await stage.at(10)
    await stage.fails(web)
    await stage.at(300)
    assert stage.told() == [(10, "ops", "problem")]


async def test_what_is_critical_and_joins_a_warning_that_waits_breaks_through(stage: Stage) -> None:
    web, api = await stage.monitors(["web", "api"], target="host.example")
    await stage.policy((0, "ops"), quiet_hours=SIESTA)
    await stage.degrades(web)
    await stage.at(2)
    await stage.fails(api)
    await stage.at(300)
    assert stage.told() == [(2, "ops", "problem")]


async def test_what_is_over_before_the_quiet_hours_end_is_never_told(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), quiet_hours=SIESTA)
    await stage.degrades(web)
    incident = await stage.incident(web)
    await stage.at(60)
    await stage.recovers(web)
    await stage.at(300)
    assert stage.told() == []
    assert await stage.reasons(incident) == ["quiet_hours", "over", "nobody_was_told"]


async def test_reminders_wait_too_and_are_not_made_up_for(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), repeat=(30, 10), quiet_hours=QuietHours(hours(12.75, 14)))
    await stage.degrades(web)
    await stage.at(160)
    assert stage.told() == [
        (0, "ops", "problem"),
        (30, "ops", "reminder"),
        (120, "ops", "reminder"),
        (150, "ops", "reminder"),
    ]


async def test_business_hours_choose_the_branch(stage: Stage) -> None:
    web = await stage.monitor()
    desk, phone = await stage.target("desk"), await stage.target("phone")
    steps = Step(0, (desk,), When.BUSINESS_HOURS), Step(0, (phone,), When.OTHER_HOURS)
    await stage.policy(*steps, business_hours=hours(9, 17, (0, 1, 2, 3, 4)))
    for minute in (0, minutes(6) // 1000):
        await stage.at(minute)
        await stage.fails(web)
        await stage.at(minute + 1)
        await stage.recovers(web)
    await stage.at(400)
    assert [(by, what) for _, by, what in stage.told()] == [
        ("desk", "problem"),
        ("desk", "recovery"),
        ("phone", "problem"),
        ("phone", "recovery"),
    ]


async def test_a_step_for_other_hours_is_passed_over_and_why_says_so(stage: Stage) -> None:
    web = await stage.monitor()
    phone = Step(0, (await stage.target("phone"),), When.OTHER_HOURS)
    later = Step(minutes(5), (await stage.target("desk"),))
    await stage.policy(phone, later, business_hours=hours(9, 17))
    await stage.fails(web)
    incident = await stage.incident(web)
    await stage.at(60)
    assert stage.told() == [(5, "desk", "problem")]
    assert "other_hours" in [one.reason for one in await stage.why(incident)]
