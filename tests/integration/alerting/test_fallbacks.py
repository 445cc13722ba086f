"""A channel that does not deliver: another one speaks for it, and others are told of it."""

from __future__ import annotations

from tests.integration.alerting.stage import Stage

OWNER = "ada@example.com"


async def test_what_a_channel_refuses_for_good_is_said_by_its_fallback_at_once(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.channel("sms")
    await stage.channel("pager", fallback="sms")
    await stage.policy((0, "pager"))
    stage.breaks("pager", is_permanent=True)
    await stage.fails(web)
    await stage.at(5)
    await stage.recovers(web)
    await stage.at(10)
    assert [one for one in stage.told() if one[2] != "notice"] == [(0, "sms", "problem"), (5, "sms", "recovery")]


async def test_after_five_attempts_the_fallback_says_it(stage: Stage) -> None:
    await stage.channel("sms")
    await stage.channel("pager", fallback="sms")
    await stage.policy((0, "pager"))
    stage.breaks("pager")
    await stage.fails(await stage.monitor())
    await stage.at(60)
    assert [(by, what) for _, by, what in stage.told() if what != "notice"] == [("sms", "problem")]
    assert stage.ear.keys.count("group:1:problem:0.1:channel:2") == 5


async def test_who_asks_for_much_patience_is_stood_in_for_at_once(stage: Stage) -> None:
    await stage.channel("sms")
    await stage.channel("pager", fallback="sms")
    await stage.policy((0, "pager"))
    stage.breaks("pager", retry_after=3600, status=429)
    await stage.fails(await stage.monitor())
    await stage.at(1)
    assert stage.told() == [(0, "sms", "problem")]


async def test_who_asks_for_a_little_patience_is_waited_for(stage: Stage) -> None:
    await stage.channel("sms")
    await stage.channel("pager", fallback="sms")
    await stage.policy((0, "pager"))
    stage.breaks("pager", retry_after=30, status=429)
    await stage.fails(await stage.monitor())
    await stage.now()
    stage.mends("pager")
    await stage.at(5)
    assert [(by, what) for _, by, what in stage.told()] == [("pager", "problem")]


async def test_five_failures_in_a_row_are_told_of_by_others(stage: Stage) -> None:
    await stage.policy((0, "pager"), (0, "ops"))
    stage.breaks("pager")
    await stage.fails(await stage.monitor())
    await stage.at(60)
    assert [(by, what) for _, by, what in stage.told()] == [("ops", "problem"), ("ops", "notice")]
    assert "pager does not deliver: 503 out of order" in stage.heard[1].message.text


async def test_that_it_delivers_again_is_told_too(stage: Stage) -> None:
    await stage.policy((0, "pager"), (0, "ops"))
    stage.breaks("pager")
    await stage.fails(await stage.monitor())
    await stage.at(10)
    stage.mends("pager")
    await stage.at(60)
    assert [(by, what) for _, by, what in stage.told()] == [
        ("ops", "problem"),
        ("ops", "notice"),
        ("pager", "problem"),
        ("ops", "notice"),
    ]


async def test_of_the_only_channel_the_owner_hears_that_it_does_not_deliver(stage: Stage) -> None:
    await stage.member("ada", "owner")
    await stage.policy((0, "pager"))
    stage.breaks("pager", is_permanent=True)
    await stage.fails(await stage.monitor())
    await stage.at(5)
    assert stage.told() == [(0, OWNER, "notice")]


async def test_a_fallback_that_fails_has_a_fallback_too(stage: Stage) -> None:
    for name, fallback in (("mail", None), ("sms", "mail"), ("pager", "sms")):
        await stage.channel(name, fallback=fallback)
    await stage.policy((0, "pager"))
    stage.breaks("pager", is_permanent=True)
    stage.breaks("sms", is_permanent=True)
    await stage.fails(await stage.monitor())
    await stage.at(5)
    assert ("mail", "problem") in [(by, what) for _, by, what in stage.told()]


async def test_no_other_channel_proves_that_one_lives(stage: Stage) -> None:
    await stage.channel("sms")
    await stage.channel("pager", fallback="sms", canary_every_s=3600)
    await stage.policy((0, "sms"))
    stage.breaks("pager", is_permanent=True)
    await stage.errands(60)
    assert stage.told() == [(60, "sms", "notice")]


async def test_what_cannot_be_said_in_any_way_is_written_down(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, await stage.member("bob")))
    stage.breaks("bob@example.com", is_permanent=True)
    await stage.fails(web)
    await stage.at(5)
    (said,) = [one for one in await stage.why(await stage.incident(web)) if one.reason == "not_delivered"]
    assert said.summary == "bob@example.com could not be told: 503 out of order"


async def test_why_says_who_speaks_instead(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.channel("sms")
    await stage.channel("pager", fallback="sms")
    await stage.policy((0, "pager"))
    stage.breaks("pager", is_permanent=True)
    await stage.fails(web)
    await stage.at(5)
    (said,) = [one for one in await stage.why(await stage.incident(web)) if one.reason == "fallback"]
    assert said.summary == "pager could not be told, and sms is told instead: 503 out of order"
