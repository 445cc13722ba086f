"""A region whose own network fails takes nobody down with it."""

import pytest

from tests.integration.ingest.bench import DOWN, UNKNOWN, UP, Bench
from tests.integration.ingest.faulty import Fault
from tests.polling import until
from tocsin.core.errors import ErrorCode
from tocsin.core.records import OutboxTopic
from tocsin.core.result import Result
from tocsin.core.verdict import Verdict
from tocsin.storage.workspaces import WorkspaceRepository

TIMEOUT = ErrorCode.CONNECT_TIMEOUT
SUSPECT, TRUSTED = OutboxTopic.REGION_SUSPECT, OutboxTopic.REGION_TRUSTED


async def monitors(bench: Bench, count: int, *, workspace_id: int | None = None, prefix: str = "") -> list[int]:
    """Monitors in unrelated networks, all of them seen up."""
    found = [
        await bench.monitor(f"{prefix}{number}", target=f"127.0.{number + 1}.1", workspace_id=workspace_id)
        for number in range(count)
    ]
    bench.clock.advance(1_000)
    await bench.send(*(bench.result(one) for one in found))
    return found


def failures(bench: Bench, monitor_ids: list[int], *, ago: int = 0, verdict: Verdict = DOWN) -> list[Result]:
    return [bench.result(one, verdict, error=TIMEOUT if verdict == DOWN else None, ago=ago) for one in monitor_ids]


async def fail_together(bench: Bench, monitor_ids: list[int], *, times: int = 3) -> None:
    for _ in range(times):
        bench.clock.advance(5_000)
        await bench.send(*failures(bench, monitor_ids))


async def test_when_all_fail_together_nobody_goes_down(bench: Bench) -> None:
    async with bench.at_work():
        all_of_them = await monitors(bench, 6)
        await fail_together(bench, all_of_them)
    assert {await bench.state(one) for one in all_of_them} == {UNKNOWN}
    assert [await bench.incidents(one) for one in all_of_them] == [[]] * 6


async def test_results_of_a_suspect_region_are_kept_as_unknown_and_say_why(bench: Bench) -> None:
    async with bench.at_work():
        all_of_them = await monitors(bench, 6)
        await fail_together(bench, all_of_them, times=1)
    last = (await bench.results(all_of_them[0]))[-1]
    assert (last.verdict, last.error) == (UNKNOWN, str(TIMEOUT))
    assert last.message.endswith("(counted as unknown: region local is itself in doubt)")


async def test_one_notice_is_written_for_each_workspace_that_looks_from_there(bench: Bench) -> None:
    async with bench.database.write() as connection:
        other = (await WorkspaceRepository(connection).ensure("other", 1)).id
        idle = (await WorkspaceRepository(connection).ensure("idle", 1)).id
    async with bench.at_work():
        ours = await monitors(bench, 4)
        await bench.monitor("theirs", workspace_id=other)
        await bench.monitor("elsewhere", workspace_id=idle, regions=("mars",))
        await fail_together(bench, ours)
    notices = await bench.outbox(SUSPECT)
    assert sorted(one.workspace_id for one in notices) == sorted([bench.workspace_id, other])
    assert notices[0].payload["summary"] == "4 of 4 unrelated targets failed together (local network)"


@pytest.mark.parametrize("fault", Fault)
async def test_a_notice_is_written_once_though_the_commit_fails(bench: Bench, fault: Fault) -> None:
    async with bench.at_work():
        ours = await monitors(bench, 4)
        bench.database.faults = [fault]
        bench.clock.advance(5_000)
        await bench.bus.publish("results", failures(bench, ours))
        await until(lambda: not bench.database.faults)
        bench.clock.advance(77)
        await until(lambda: bench.dealt_with() == 8)
    assert len(await bench.outbox(SUSPECT)) == 1


async def test_good_results_end_the_doubt_and_say_so(bench: Bench) -> None:
    async with bench.at_work():
        ours = await monitors(bench, 4)
        await fail_together(bench, ours)
        assert bench.value("tocsin_region_suspect", region="local") == 1
        bench.clock.advance(5_000)
        await bench.send(*(bench.result(one) for one in ours))
    assert bench.value("tocsin_region_suspect", region="local") == 0
    assert len(await bench.outbox(TRUSTED)) == 1
    assert {await bench.state(one) for one in ours} == {UP}


async def test_doubt_outlives_a_restart_and_ends_with_good_results(bench: Bench) -> None:
    async with bench.at_work():
        ours = await monitors(bench, 4)
        await fail_together(bench, ours)
    bench.restart()
    async with bench.at_work():
        assert bench.value("tocsin_region_suspect", region="local") == 1
        await fail_together(bench, ours, times=1)
        assert (await bench.results(ours[0]))[-1].verdict == UNKNOWN
        bench.clock.advance(5_000)
        await bench.send(*(bench.result(one) for one in ours))
        assert bench.value("tocsin_region_suspect", region="local") == 0


async def test_a_few_that_fail_among_many_that_are_well_are_down(bench: Bench) -> None:
    async with bench.at_work():
        all_of_them = await monitors(bench, 12)
        bad, good = all_of_them[:3], all_of_them[3:]
        for _ in range(2):
            bench.clock.advance(5_000)
            await bench.send(*failures(bench, good, verdict=UP), *failures(bench, bad))
    assert {await bench.state(one) for one in bad} == {DOWN}
    assert await bench.outbox(SUSPECT) == []


async def test_answers_from_the_far_side_make_no_region_suspect(bench: Bench) -> None:
    async with bench.at_work():
        all_of_them = await monitors(bench, 4)
        for _ in range(2):
            bench.clock.advance(5_000)
            await bench.send(*(bench.result(one, DOWN, error=ErrorCode.CONNECT_REFUSED) for one in all_of_them))
    assert {await bench.state(one) for one in all_of_them} == {DOWN}


async def test_an_outage_of_ours_is_doubted_in_a_backlog_too(bench: Bench) -> None:
    async with bench.at_work():
        ours = await monitors(bench, 4)
        bench.clock.advance(600_000)
        outage = [one for ago in range(540, 240, -60) for one in failures(bench, ours, ago=ago * 1_000)]
        after = [one for ago in range(240, 0, -60) for one in failures(bench, ours, ago=ago * 1_000, verdict=UP)]
        await bench.send(*outage, *after)
    assert DOWN not in {state for one in ours for state in await bench.history(one)}
    assert {await bench.state(one) for one in ours} == {UP}


async def test_at_the_first_failure_some_unrelated_healthy_neighbours_are_asked(bench: Bench) -> None:
    async with bench.at_work():
        ours = await monitors(bench, 4)
        related = await bench.monitor("related", target="127.0.1.200")
        await bench.send(bench.result(related))
        bench.clock.advance(5_000)
        async with bench.hearing_requests() as asked:
            await bench.send(*failures(bench, ours[:1]))
    at_once = {one.monitor_id for one in asked if one.at == bench.clock.now_ms()}
    assert at_once == set(ours[1:])


async def test_neighbours_are_not_asked_again_and_again(bench: Bench) -> None:
    async with bench.at_work():
        ours = await monitors(bench, 9)
        bench.clock.advance(5_000)
        async with bench.hearing_requests() as asked:
            await bench.send(*failures(bench, ours[:2]))
    assert len([one for one in asked if one.at == bench.clock.now_ms()]) == 5
