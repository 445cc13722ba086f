"""Lists of monitors: each filter alone, both sorts in both directions, pages without gaps."""

import pytest

from tests.integration.storage.scene import HOUR, T0, Scene, fields_of
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.silence import Silence, SilenceKind
from tocsin.core.errors import NotFound, ValidationFailed
from tocsin.core.records import StateRecord
from tocsin.core.state import MonitorState
from tocsin.core.transition import Reason
from tocsin.core.verdict import Verdict
from tocsin.storage.monitor_lists import ListedMonitor, MonitorFilter, MonitorListRepository, TagCount
from tocsin.storage.monitor_orders import MonitorSort
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.silences import SilenceFields, SilenceRepository
from tocsin.storage.states import StateRepository


def names(listed: list[ListedMonitor]) -> list[str]:
    return [one.monitor.fields.name for one in listed]


async def conclude(scene: Scene, monitor_id: int, state: Verdict) -> None:
    document = MonitorState(state, T0, Reason.CONFIRMED_FAILURE)
    await StateRepository(scene.connection).upsert_many([StateRecord(monitor_id, scene.home, document, "why")], T0)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (MonitorFilter(), ["api", "db", "Web"]),
        (MonitorFilter(text="WE"), ["Web"]),
        (MonitorFilter(text="shop.EXAMPLE"), ["Web"]),
        (MonitorFilter(text="50%"), ["db"]),
        (MonitorFilter(text="critical"), ["api"]),
        (MonitorFilter(text="%"), ["db"]),
        (MonitorFilter(text="_"), []),
        (MonitorFilter(states=(Verdict.DOWN,)), ["api"]),
        (MonitorFilter(states=(Verdict.DOWN, Verdict.UNKNOWN)), ["api", "db", "Web"]),
        (MonitorFilter(kinds=("tcp",)), ["db"]),
        (MonitorFilter(tags=("eu",)), ["api", "db"]),
        (MonitorFilter(tags=("eu", "critical")), ["api"]),
        (MonitorFilter(enabled=False), ["db"]),
        (MonitorFilter(managed_by="m.yaml"), ["Web"]),
        (MonitorFilter(ids=()), []),
    ],
)
async def test_a_filter_lets_through(scene: Scene, where: MonitorFilter, expected: list[str]) -> None:
    await scene.monitor("Web", target="shop.example", managed_by="m.yaml")
    api = await scene.monitor("api", tags=("eu", "critical"))
    await scene.monitor("db", kind="tcp", description="at 50% load", tags=("eu",), enabled=False)
    await conclude(scene, api.id, Verdict.DOWN)
    repository = MonitorListRepository(scene.connection)
    assert names((await repository.page(scene.home, where, T0)).items) == expected
    assert len(await repository.matching_ids(scene.home, where, T0)) == len(expected)
    assert sum((await repository.count_by_state(scene.home, where, T0)).values()) == len(expected)


async def all_names(scene: Scene, sort: MonitorSort) -> list[str]:
    """Of as many pages as there are, two at a time."""
    lists, found = MonitorListRepository(scene.connection), []
    page = await lists.page(scene.home, MonitorFilter(), T0, sort=sort, limit=2)
    found += names(page.items)
    while page.next_cursor is not None:
        page = await lists.page(scene.home, MonitorFilter(), T0, sort=sort, cursor=page.next_cursor, limit=2)
        found += names(page.items)
    return found


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (MonitorSort.NAME, ["a", "B", "c", "D", "é"]),
        (MonitorSort.NAME_DESCENDING, ["é", "D", "c", "B", "a"]),
        (MonitorSort.ID, ["c", "a", "é", "D", "B"]),
        (MonitorSort.ID_DESCENDING, ["B", "D", "é", "a", "c"]),
    ],
)
async def test_pages_follow_one_another_without_gap(scene: Scene, sort: MonitorSort, expected: list[str]) -> None:
    for name in ("c", "a", "é", "D", "B"):
        await scene.monitor(name)
    assert await all_names(scene, sort) == expected


@pytest.mark.parametrize("sort", [MonitorSort.STATE, MonitorSort.STATE_DESCENDING])
async def test_the_worst_come_first_and_the_paused_last(scene: Scene, sort: MonitorSort) -> None:
    await scene.monitor("unknown")
    for name, state in (("up", Verdict.UP), ("down b", Verdict.DOWN), ("Down a", Verdict.DOWN)):
        await conclude(scene, (await scene.monitor(name)).id, state)
    await conclude(scene, (await scene.monitor("degraded")).id, Verdict.DEGRADED)
    await conclude(scene, (await scene.monitor("paused", enabled=False)).id, Verdict.DOWN)
    expected = ["Down a", "down b", "degraded", "unknown", "up", "paused"]
    found = await all_names(scene, sort)
    assert found == (expected if sort == MonitorSort.STATE else expected[::-1])


async def test_a_cursor_of_another_list_is_refused(scene: Scene) -> None:
    with pytest.raises(ValidationFailed):
        await MonitorListRepository(scene.connection).page(scene.home, MonitorFilter(), T0, cursor="WzFd")


async def test_a_new_monitor_is_listed_as_never_checked(scene: Scene) -> None:
    stored = await scene.monitor()
    listed = await MonitorListRepository(scene.connection).get(scene.home, stored.id, T0)
    assert (listed.monitor, listed.state, listed.since, listed.reason) == (stored, Verdict.UNKNOWN, T0, "never_checked")


async def test_a_listed_monitor_shows_what_was_concluded(scene: Scene) -> None:
    stored = await scene.monitor()
    await conclude(scene, stored.id, Verdict.DOWN)
    await StateRepository(scene.connection).set_certificate_expiries({stored.id: T0 + 9})
    listed = await MonitorListRepository(scene.connection).get(scene.home, stored.id, T0)
    assert (listed.state, listed.summary, listed.certificate_expires_at) == (Verdict.DOWN, "why", T0 + 9)


async def test_another_workspaces_monitors_are_not_listed(scene: Scene) -> None:
    stored = await scene.monitor(tags=("x",))
    repository = MonitorListRepository(scene.connection)
    assert (await repository.page(scene.elsewhere, MonitorFilter(), T0)).items == []
    assert (await repository.tags(scene.elsewhere)).items == []
    with pytest.raises(NotFound):
        await repository.get(scene.elsewhere, stored.id, T0)


async def test_tags_are_counted_over_monitors_that_exist(scene: Scene) -> None:
    await scene.monitor("one", tags=("a", "b"))
    await scene.monitor("two", tags=("b",))
    gone = await scene.monitor("gone", tags=("b", "c"))
    await MonitorRepository(scene.connection).delete(scene.home, [gone.id], T0)
    tags = await MonitorListRepository(scene.connection).tags(scene.home)
    assert tags.items == [TagCount("a", 1), TagCount("b", 2)]


async def test_pages_of_tags_follow_one_another_without_gap(scene: Scene) -> None:
    await scene.monitor("one", tags=("a", "b:c", "ä", "z"))
    lists = MonitorListRepository(scene.connection)
    first = await lists.tags(scene.home, limit=3)
    second = await lists.tags(scene.home, limit=3, cursor=first.next_cursor)
    assert sorted(one.tag for one in first.items + second.items) == ["a", "b:c", "z", "ä"]
    assert second.next_cursor is None


async def test_renaming_moves_a_monitor_in_the_list(scene: Scene) -> None:
    first, _ = await scene.monitor("a"), await scene.monitor("b")
    await MonitorRepository(scene.connection).update(scene.home, first.id, fields_of("Z"), T0)
    assert names((await MonitorListRepository(scene.connection).page(scene.home, MonitorFilter(), T0)).items) == [
        "b",
        "Z",
    ]


async def maintain(scene: Scene, tag: str, hours: int = 1, kind: SilenceKind = SilenceKind.MAINTENANCE) -> int:
    silence = Silence(Match(tags=frozenset({tag})), T0, hours * HOUR)
    fields = SilenceFields(comment="racks", silence=silence)
    made = await SilenceRepository(scene.connection).create(scene.home, kind, fields, created_by="ada", now=T0)
    return made.id


async def test_maintenance_lies_over_the_monitors_that_it_matches_while_it_holds(scene: Scene) -> None:
    eu, _ = await scene.monitor("a", tags=("eu",)), await scene.monitor("b", tags=("us",))
    window, repository = await maintain(scene, "eu"), MonitorListRepository(scene.connection)
    listed = (await repository.page(scene.home, MonitorFilter(), T0)).items
    assert [one.maintenance and one.maintenance.silence_id for one in listed] == [window, None]
    assert (await repository.get(scene.home, eu.id, T0 + HOUR)).maintenance is None


async def test_of_several_windows_the_one_is_shown_that_ends_last(scene: Scene) -> None:
    monitor = await scene.monitor(tags=("eu", "prod"))
    longer, _ = await maintain(scene, "eu", 2), await maintain(scene, "prod", 1)
    shown = (await MonitorListRepository(scene.connection).get(scene.home, monitor.id, T0)).maintenance
    assert shown is not None
    assert shown.silence_id == longer


async def test_a_silence_lies_over_nothing(scene: Scene) -> None:
    monitor = await scene.monitor(tags=("eu",))
    await maintain(scene, "eu", kind=SilenceKind.SILENCE)
    assert (await MonitorListRepository(scene.connection).get(scene.home, monitor.id, T0)).maintenance is None


@pytest.mark.parametrize(("maintenance", "expected"), [(True, ["a", "b"]), (False, ["c"]), (None, ["a", "b", "c"])])
async def test_a_filter_asks_for_maintenance(scene: Scene, maintenance: bool | None, expected: list[str]) -> None:
    for name, tag in (("a", "eu"), ("b", "us"), ("c", "ap")):
        await scene.monitor(name, tags=(tag,))
    await maintain(scene, "eu")
    await maintain(scene, "us")
    repository, where = MonitorListRepository(scene.connection), MonitorFilter(maintenance=maintenance)
    assert names((await repository.page(scene.home, where, T0)).items) == expected
    assert len(await repository.matching_ids(scene.home, where, T0)) == len(expected)
    assert sum((await repository.count_by_state(scene.home, where, T0)).values()) == len(expected)


@pytest.mark.parametrize(("maintenance", "expected"), [(True, []), (False, ["web"])])
async def test_a_filter_for_maintenance_when_there_is_none(
    scene: Scene, maintenance: bool, expected: list[str]
) -> None:
    await scene.monitor()
    where = MonitorFilter(maintenance=maintenance)
    assert names((await MonitorListRepository(scene.connection).page(scene.home, where, T0)).items) == expected


async def test_a_filter_for_maintenance_asks_as_many_windows_as_there_may_be(scene: Scene) -> None:
    await scene.monitor("a", tags=("of-999",))
    await scene.monitor("b", tags=("other",))
    for number in range(1000):
        await maintain(scene, f"of-{number}")
    repository, where = MonitorListRepository(scene.connection), MonitorFilter(maintenance=True)
    assert names((await repository.page(scene.home, where, T0)).items) == ["a"]
