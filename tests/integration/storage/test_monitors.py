"""Monitors as configured: one workspace's only, one name once, revisions that grow."""

import pytest

from tests.integration.storage.scene import T0, Scene, fields_of
from tocsin.core.errors import Conflict, NotFound, PreconditionFailed
from tocsin.core.monitor import QuorumRule, Rules
from tocsin.storage.monitors import MonitorRepository


@pytest.mark.parametrize("quorum", [QuorumRule.ALL, 3])
async def test_every_field_comes_back_as_it_went_in(scene: Scene, quorum: QuorumRule | int) -> None:
    parent = await scene.monitor("parent")
    rules = Rules(1.5, 2.0, 0.5, 3, 4, quorum, ("eu", "us"), (parent.id,))
    fields = fields_of(
        "Käse %_\\ 🧀",
        config=b'{"b":1,"a":[null]}',
        rules=rules,
        tags=("a, b", "ß"),
        description="d",
        runbook_url="https://r",
        enabled=False,
        degraded_latency_ms=5,
        degraded_certificate_days=7,
        managed_by="monitors.yaml",
    )
    created = await MonitorRepository(scene.connection).create(scene.home, fields, T0)
    assert created.fields == fields
    assert await MonitorRepository(scene.connection).get(scene.home, created.id) == created


async def test_a_name_is_taken_once_in_a_workspace(scene: Scene) -> None:
    await scene.monitor("web")
    with pytest.raises(Conflict, match="'web'"):
        await scene.monitor("web")
    assert (await MonitorRepository(scene.connection).create(scene.elsewhere, fields_of("web"), T0)).revision == 1


async def test_a_refused_name_leaves_the_transaction_usable(scene: Scene) -> None:
    await scene.monitor("web")
    with pytest.raises(Conflict):
        await scene.monitor("web")
    assert (await scene.monitor("other")).fields.name == "other"


async def test_a_deleted_monitors_name_is_free_again(scene: Scene) -> None:
    old = await scene.monitor("web")
    repository = MonitorRepository(scene.connection)
    assert await repository.delete(scene.home, [old.id], T0) == [old.id]
    new = await scene.monitor("web")
    assert new.id != old.id
    with pytest.raises(NotFound):
        await repository.get(scene.home, old.id)


async def test_another_workspaces_monitor_does_not_exist(scene: Scene) -> None:
    stored = await scene.monitor()
    repository = MonitorRepository(scene.connection)
    with pytest.raises(NotFound):
        await repository.get(scene.elsewhere, stored.id)
    with pytest.raises(NotFound):
        await repository.update(scene.elsewhere, stored.id, stored.fields, T0)
    assert await repository.delete(scene.elsewhere, [stored.id], T0) == []
    assert await repository.add_tag(scene.elsewhere, [stored.id], "x", T0) == []


async def test_an_update_replaces_fields_tags_and_parents(scene: Scene) -> None:
    parent, child = await scene.monitor("parent"), await scene.monitor("child", tags=("old",))
    fields = fields_of("child", tags=("new",), rules=Rules(parents=(parent.id,)))
    repository = MonitorRepository(scene.connection)
    updated = await repository.update(scene.home, child.id, fields, T0 + 1, expected_revision=1)
    assert (updated.revision, updated.created_at, updated.updated_at) == (2, T0, T0 + 1)
    assert await repository.get(scene.home, child.id) == updated


async def test_an_update_of_an_older_revision_is_refused(scene: Scene) -> None:
    stored = await scene.monitor()
    repository = MonitorRepository(scene.connection)
    await repository.update(scene.home, stored.id, fields_of("renamed"), T0)
    with pytest.raises(PreconditionFailed, match="revision 2"):
        await repository.update(scene.home, stored.id, stored.fields, T0, expected_revision=1)


async def test_an_update_to_a_taken_name_is_a_conflict(scene: Scene) -> None:
    await scene.monitor("web")
    other = await scene.monitor("other")
    with pytest.raises(Conflict):
        await MonitorRepository(scene.connection).update(scene.home, other.id, fields_of("web"), T0)


async def test_pausing_reports_only_those_that_ran(scene: Scene) -> None:
    running, paused = await scene.monitor("running"), await scene.monitor("paused", enabled=False)
    repository = MonitorRepository(scene.connection)
    assert await repository.set_enabled(scene.home, [running.id, paused.id, 999], False, T0) == [running.id]
    assert [one.revision for one in await repository.get_many(scene.home, [running.id, paused.id])] == [2, 1]


async def test_a_tag_is_added_and_removed_where_it_is_not_and_is(scene: Scene) -> None:
    tagged, plain = await scene.monitor("tagged", tags=("x",)), await scene.monitor("plain")
    repository = MonitorRepository(scene.connection)
    assert await repository.add_tag(scene.home, [tagged.id, plain.id], "x", T0) == [plain.id]
    assert await repository.remove_tag(scene.home, [tagged.id, plain.id], "x", T0) == [tagged.id, plain.id]
    assert await repository.remove_tag(scene.home, [tagged.id], "x", T0) == []


async def test_monitors_are_found_by_name_and_by_source(scene: Scene) -> None:
    ours, _ = await scene.monitor("ours", managed_by="a.yaml"), await scene.monitor("theirs")
    repository = MonitorRepository(scene.connection)
    assert list(await repository.by_names(scene.home, ["ours", "nobody"])) == ["ours"]
    assert await repository.managed_by(scene.home, "a.yaml") == [ours]


async def test_ancestors_reach_all_the_way_up(scene: Scene) -> None:
    top = await scene.monitor("top")
    middle = await scene.monitor("middle", rules=Rules(parents=(top.id,)))
    low = await scene.monitor("low", rules=Rules(parents=(middle.id,)))
    assert await MonitorRepository(scene.connection).ancestors(scene.home, [low.id]) == {top.id, middle.id}


async def test_a_deleted_parent_is_no_parent(scene: Scene) -> None:
    parent = await scene.monitor("parent")
    child = await scene.monitor("child", rules=Rules(parents=(parent.id,)))
    repository = MonitorRepository(scene.connection)
    await repository.delete(scene.home, [parent.id], T0)
    assert (await repository.get(scene.home, child.id)).fields.rules.parents == ()


async def test_existing_is_what_the_workspace_has(scene: Scene) -> None:
    stored = await scene.monitor()
    repository = MonitorRepository(scene.connection)
    assert await repository.existing(scene.home, [stored.id, 999]) == {stored.id}
    assert await repository.existing(scene.elsewhere, [stored.id]) == set()
