"""What a message says: what, since when, why we believe it, where, and how to take it on."""

from __future__ import annotations

from tests.integration.alerting.stage import Stage
from tocsin.core.notifier import Message


async def problem(stage: Stage) -> Message:
    web = await stage.monitor("shop", target="shop.example", runbook_url="https://wiki.example/shop")
    await stage.policy((0, "ops"), name="production")
    await stage.fails(web)
    await stage.now()
    return stage.heard[0].message


async def test_a_problem_says_what_since_when_why_and_where(stage: Stage) -> None:
    message = await problem(stage)
    assert message.title == "Down: shop"
    for said in (
        "shop has been down since 2023-11-15 12:00",
        "refused the connection",
        "http, shop.example",
        "local: down",
        "https://wiki.example/shop",
        "policy production",
    ):
        assert said in message.text


async def test_a_problem_holds_a_link_by_which_it_is_taken_on(stage: Stage) -> None:
    message = await problem(stage)
    assert message.acknowledge_url.startswith("https://tocsin.example/respond/")
    assert f"acknowledge it: {message.acknowledge_url}" in message.text


async def test_a_recovery_says_how_long_it_took_and_asks_for_nothing(stage: Stage) -> None:
    web = await stage.monitor("shop")
    await stage.policy((0, "ops"))
    await stage.fails(web)
    await stage.at(90)
    await stage.recovers(web)
    await stage.now()
    message = stage.heard[1].message
    assert "shop is well again, after 1 h 30 min" in message.text
    assert message.acknowledge_url == ""


async def test_all_messages_of_a_group_are_one_thread_and_no_two_have_the_same_key(stage: Stage) -> None:
    web = await stage.monitor()
    await stage.policy((0, "ops"), (5, "boss"), repeat=(10, 1))
    await stage.fails(web)
    await stage.at(30)
    await stage.recovers(web)
    await stage.at(31)
    assert len({one.message.announcement.thread for one in stage.heard}) == 1
    assert len({one.message.dedup_key for one in stage.heard}) == len(stage.heard) == 6


async def test_of_many_fifty_are_listed_and_the_others_counted(stage: Stage) -> None:
    monitors = await stage.monitors([f"shop-{one}" for one in range(80)], target="db1.example")
    await stage.policy((0, "ops"))
    await stage.fails(*monitors)
    await stage.at(5)
    text = stage.texts("ops")[0]
    assert text.count("\n- shop-") == 50
    assert "and 30 more" in text
    assert "Likely common cause: the same host: db1.example" in text
