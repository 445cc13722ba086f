"""People: turns, stand-ins, members, and the owner when nobody else is there."""

from __future__ import annotations

from tests.integration.alerting.stage import Stage, role

ADA, BOB, EVE = "ada@example.com", "bob@example.com", "eve@example.com"


async def test_whoever_is_on_call_is_told_by_mail(stage: Stage) -> None:
    await stage.member("ada")
    await stage.member("bob")
    on_call = await stage.rotation("ada", "bob")
    await stage.policy((0, on_call))
    await stage.fails(await stage.monitor())
    await stage.at(5)
    assert stage.told() == [(0, ADA, "problem")]


async def test_whoever_is_on_call_is_told_by_the_channels_of_that_person(stage: Stage) -> None:
    await stage.member("ada")
    await stage.channel("ada")
    await stage.policy((0, await stage.rotation("ada")))
    await stage.fails(await stage.monitor())
    await stage.at(5)
    assert stage.told() == [(0, "ada", "problem")]


async def test_a_hand_over_between_two_steps_counts(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.member("ada")
    await stage.member("bob")
    on_call = await stage.rotation("ada", "bob", hand_over=13)
    await stage.policy((0, on_call), (15, on_call))
    await stage.at(50)
    await stage.fails(web)
    await stage.at(70)
    await stage.recovers(web)
    await stage.at(80)
    assert stage.told() == [
        (50, ADA, "problem"),
        (65, BOB, "problem"),
        (70, ADA, "recovery"),
        (70, BOB, "recovery"),
    ]


async def test_who_stands_in_is_told_instead(stage: Stage) -> None:
    await stage.member("ada")
    await stage.member("eve")
    on_call = await stage.rotation("ada")
    await stage.override(on_call, "eve", 10, 60)
    await stage.policy((0, on_call), (20, on_call), (90, on_call))
    await stage.fails(await stage.monitor())
    await stage.at(120)
    assert stage.told() == [(0, ADA, "problem"), (20, EVE, "problem"), (90, ADA, "problem")]


async def test_every_member_of_a_role_is_told(stage: Stage) -> None:
    for name in ("ada", "bob"):
        await stage.member(name, "responder")
    await stage.policy((0, role("responder")))
    await stage.fails(await stage.monitor())
    await stage.at(5)
    assert sorted(stage.told()) == [(0, ADA, "problem"), (0, BOB, "problem")]


async def test_where_nobody_has_the_role_the_owner_is_told(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.member("ada", "owner")
    await stage.policy((0, role("responder")))
    await stage.fails(web)
    incident = await stage.incident(web)
    await stage.at(5)
    assert stage.told() == [(0, ADA, "problem")]
    assert "nobody_there" in [one.reason for one in await stage.why(incident)]


async def test_where_nobody_is_on_call_the_owner_is_told(stage: Stage) -> None:
    await stage.member("ada", "owner")
    await stage.policy((0, await stage.rotation()))
    await stage.fails(await stage.monitor())
    await stage.at(5)
    assert stage.told() == [(0, ADA, "problem")]


async def test_who_is_no_member_any_more_is_not_told_and_the_owner_is(stage: Stage) -> None:
    await stage.member("ada", "owner")
    await stage.policy((0, await stage.member("bob")))
    await stage.leaves("bob")
    await stage.fails(await stage.monitor())
    await stage.at(5)
    assert stage.told() == [(0, ADA, "problem")]


async def test_who_leaves_before_the_recovery_does_not_hear_of_it(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, await stage.member("bob")))
    await stage.fails(web)
    await stage.at(5)
    await stage.leaves("bob")
    await stage.recovers(web)
    await stage.at(10)
    assert stage.told() == [(0, BOB, "problem")]


async def test_who_is_behind_several_targets_of_a_step_is_told_once(stage: Stage) -> None:
    ada = await stage.member("ada", "owner")
    await stage.policy((0, ada), (0, role("owner")), (0, await stage.rotation("ada")))
    await stage.fails(await stage.monitor())
    await stage.at(5)
    assert stage.told() == [(0, ADA, "problem")]


async def test_where_the_only_channel_is_switched_off_the_owner_is_told(stage: Stage) -> None:
    await stage.member("ada", "owner")
    await stage.policy((0, "ops"))
    await stage.switch("ops", on=False)
    await stage.fails(await stage.monitor())
    await stage.at(5)
    assert stage.told() == [(0, ADA, "problem")]
