"""Parents and their children; several regions and their quorum."""

from tests.integration.ingest.bench import DOWN, UP, Bench
from tocsin.core.transition import Reason

REGIONS = ("eu", "us", "ap")


async def test_at_a_childs_first_failure_its_parent_is_looked_at_too(bench: Bench) -> None:
    async with bench.at_work():
        router = await bench.monitor("router", target="router.example")
        web = await bench.monitor("web", parents=(router,))
        await bench.see(router, UP)
        await bench.see(web, UP)
        async with bench.hearing_requests() as asked:
            await bench.see(web, DOWN)
    assert (router, bench.clock.now_ms()) in {(one.monitor_id, one.at) for one in asked}


async def test_a_parent_is_looked_at_from_a_region_of_its_own(bench: Bench) -> None:
    async with bench.at_work():
        router = await bench.monitor("router", regions=("us",))
        web = await bench.monitor("web", parents=(router,))
        await bench.see(router, UP, region="us")
        await bench.see(web, UP)
        async with bench.hearing_requests() as asked:
            await bench.see(web, DOWN)
    assert {one.region for one in asked if one.monitor_id == router} == {"us"}


async def test_a_parent_that_is_down_is_named_as_the_cause(bench: Bench) -> None:
    async with bench.at_work():
        router = await bench.monitor("router")
        web = await bench.monitor("web", parents=(router,))
        await bench.see(web, UP)
        await bench.see(router, UP, DOWN, DOWN)
        await bench.see(web, DOWN, DOWN)
    down = (await bench.transitions(web))[-1].change
    (incident,) = await bench.incidents(web)
    assert (down.to_state, down.reason, down.why.cause_monitor_id) == (DOWN, Reason.PARENT_DOWN, router)
    assert incident.cause_monitor_id == router


async def test_a_parent_that_goes_down_in_the_same_batch_is_named_too(bench: Bench) -> None:
    async with bench.at_work():
        router = await bench.monitor("router")
        web = await bench.monitor("web", parents=(router,))
        for verdict in (UP, DOWN, DOWN):
            bench.clock.advance(5_000)
            await bench.send(bench.result(router, verdict), bench.result(web, verdict))
    assert (await bench.transitions(web))[-1].change.why.cause_monitor_id == router


async def test_one_region_of_two_does_not_take_a_monitor_down(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor(regions=("eu", "us"))
        for _ in range(3):
            await bench.see(web, UP, region="us", every=5_000)
            await bench.see(web, DOWN, region="eu", every=5_000)
    assert await bench.history(web) == [UP]


async def test_a_majority_of_regions_takes_a_monitor_down(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor(regions=REGIONS)
        for region in REGIONS:
            await bench.see(web, UP, region=region, every=1_000)
        for _ in range(2):
            for region in ("eu", "us"):
                await bench.see(web, DOWN, region=region, every=1_000)
    down = (await bench.transitions(web))[-1].change
    assert down.to_state == DOWN
    assert {one.region: one.level for one in down.why.regions} == {"eu": DOWN, "us": DOWN, "ap": UP}


async def test_a_first_failure_is_looked_at_from_another_region_at_once(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor(regions=REGIONS)
        for region in REGIONS:
            await bench.see(web, UP, region=region, every=1_000)
        async with bench.hearing_requests() as asked:
            await bench.see(web, DOWN, region="eu", every=1_000)
    assert [(one.region, one.at - bench.clock.now_ms()) for one in asked] == [("eu", 5_000), ("us", 0)]


async def test_results_of_several_regions_at_one_moment_are_all_kept(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor(regions=REGIONS)
        await bench.send(*(bench.result(web, region=region) for region in REGIONS))
    assert sorted(one.region for one in await bench.results(web)) == sorted(REGIONS)


async def test_one_region_that_fails_for_long_does_not_keep_the_evidence_of_every_failure(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor(regions=("eu", "us"))
        for _ in range(14):
            await bench.see(web, UP, region="us", every=1_000)
            await bench.see(web, DOWN, region="eu", every=1_000)
    assert len([one for one in await bench.results(web) if one.message]) == 10
