"""Hooks, the monitors they have made, and what they hold against monitors."""

from __future__ import annotations

import pytest

from tests.integration.storage.scene import T0, Scene
from tocsin.core.errors import Conflict, NotFound, PreconditionFailed
from tocsin.core.hook_problem import HookProblem
from tocsin.core.verdict import Verdict
from tocsin.storage.hook_problems import HookProblemRepository
from tocsin.storage.hooks import HookFields, HookRepository, StoredHook
from tocsin.storage.monitors import MonitorRepository

DOWN, UP = Verdict.DOWN, Verdict.UP


def fields(name: str = "am", **more: object) -> HookFields:
    return HookFields(**{"name": name, "kind": "generic", "config": b"{}", **more})  # type: ignore[arg-type]


async def hook(scene: Scene, name: str = "am", *, workspace: int | None = None) -> StoredHook:
    return await HookRepository(scene.connection).create(
        workspace or scene.home, fields(name), key_hash=name.encode(), sealed_key="sealed", now=T0
    )


def problem(of: StoredHook, monitor_id: int, name: str = "p", verdict: Verdict = DOWN, at: int = T0) -> HookProblem:
    return HookProblem(of.id, monitor_id, name, verdict, "broken", at, at)


async def test_a_hook_is_found_by_the_hash_of_its_key(scene: Scene) -> None:
    made = await hook(scene)
    repository = HookRepository(scene.connection)
    assert await repository.by_key(b"am") == made == await repository.get(scene.home, made.id)
    assert await repository.by_key(b"other") is None


async def test_the_hook_of_another_workspace_does_not_exist(scene: Scene) -> None:
    made = await hook(scene, workspace=scene.elsewhere)
    repository = HookRepository(scene.connection)
    with pytest.raises(NotFound):
        await repository.get(scene.home, made.id)
    with pytest.raises(NotFound):
        await repository.delete(scene.home, made.id)
    with pytest.raises(NotFound):
        await repository.replace_key(scene.home, made.id, key_hash=b"x", sealed_key="x", now=T0)


async def test_names_are_unique_within_a_workspace(scene: Scene) -> None:
    made = await hook(scene)
    await hook(scene, "am elsewhere", workspace=scene.elsewhere)
    other = await hook(scene, "grafana")
    with pytest.raises(Conflict, match="Another hook is called 'am'"):
        await HookRepository(scene.connection).create(scene.home, fields(), key_hash=b"2", sealed_key="", now=T0)
    with pytest.raises(Conflict, match="Another hook is called 'am'"):
        await HookRepository(scene.connection).update(scene.home, other.id, fields(), T0, expected_revision=1)
    assert made.fields.name == "am"


async def test_an_edit_is_a_new_revision(scene: Scene) -> None:
    made = await hook(scene)
    repository = HookRepository(scene.connection)
    after = await repository.update(scene.home, made.id, fields("b", enabled=False), T0 + 5, expected_revision=1)
    assert (after.revision, after.updated_at, after.fields.enabled) == (2, T0 + 5, False)
    with pytest.raises(PreconditionFailed, match="at revision 2"):
        await repository.update(scene.home, made.id, fields("c"), T0, expected_revision=1)


async def test_another_key_replaces_the_one_before(scene: Scene) -> None:
    made = await hook(scene)
    repository = HookRepository(scene.connection)
    await repository.replace_key(scene.home, made.id, key_hash=b"new", sealed_key="new", now=T0)
    assert await repository.by_key(b"am") is None
    assert (await repository.by_key(b"new") or made).sealed_key == "new"


async def test_what_came_last_is_noted_and_is_no_edit(scene: Scene) -> None:
    made = await hook(scene)
    repository = HookRepository(scene.connection)
    await repository.received(made.id, T0 + 1, "bad")
    stored = await repository.get(scene.home, made.id)
    assert (stored.last_received_at, stored.last_error, stored.revision) == (T0 + 1, "bad", 1)
    with pytest.raises(NotFound):
        await repository.received(999, T0, None)


async def test_hooks_are_listed_by_name_in_pages(scene: Scene) -> None:
    for name in ("c", "a", "b"):
        await hook(scene, name)
    repository = HookRepository(scene.connection)
    first = await repository.page(scene.home, limit=2)
    second = await repository.page(scene.home, cursor=first.next_cursor, limit=2)
    assert [one.fields.name for one in first.items + second.items] == ["a", "b", "c"]
    assert second.next_cursor is None


async def test_monitors_that_a_hook_has_made_count_until_they_are_deleted(scene: Scene) -> None:
    made = await hook(scene)
    repository = HookRepository(scene.connection)
    await repository.made(made.id, [(await scene.monitor(name)).id for name in ("a", "b")])
    assert (await repository.counts([made.id]))[made.id].made == 2
    await MonitorRepository(scene.connection).delete(scene.home, [1], T0)
    assert (await repository.counts([made.id]))[made.id].made == 1


async def test_a_problem_is_kept_once_with_its_newest_words(scene: Scene) -> None:
    made, monitor_id = await hook(scene), (await scene.monitor()).id
    repository = HookProblemRepository(scene.connection)
    again = problem(made, monitor_id, verdict=Verdict.DEGRADED, at=T0 + 5)
    await repository.put([problem(made, monitor_id)])
    await repository.put([again])
    assert await repository.of_monitors([monitor_id]) == {monitor_id: [again]}


async def test_only_problems_that_are_over_are_forgotten(scene: Scene) -> None:
    made, other, monitor_id = await hook(scene), await hook(scene, "other"), (await scene.monitor()).id
    repository = HookProblemRepository(scene.connection)
    left = [problem(made, monitor_id, "a"), problem(other, monitor_id, "b", UP)]
    await repository.put([*left, problem(made, monitor_id, "b", UP)])
    await repository.forget_over(made.id, [monitor_id])
    found = (await repository.of_monitors([monitor_id]))[monitor_id]
    assert sorted(found, key=lambda one: one.problem) == left


async def test_problems_that_are_over_are_neither_listed_nor_counted(scene: Scene) -> None:
    made, monitor_id = await hook(scene), (await scene.monitor()).id
    repository = HookProblemRepository(scene.connection)
    await repository.put([problem(made, monitor_id, "a"), problem(made, monitor_id, "b", UP)])
    assert [one.problem for one in (await repository.page(made.id)).items] == ["a"]
    assert (await HookRepository(scene.connection).counts([made.id]))[made.id].problems == 1


async def test_problems_are_listed_in_pages(scene: Scene) -> None:
    made, monitor_id = await hook(scene), (await scene.monitor()).id
    repository = HookProblemRepository(scene.connection)
    await repository.put([problem(made, monitor_id, name) for name in "cab"])
    first = await repository.page(made.id, monitor_id=monitor_id, limit=2)
    second = await repository.page(made.id, cursor=first.next_cursor, limit=2)
    assert [one.problem for one in first.items + second.items] == ["a", "b", "c"]


async def test_a_hook_takes_its_problems_with_it_and_leaves_the_monitors(scene: Scene) -> None:
    made, monitor_id = await hook(scene), (await scene.monitor()).id
    await HookProblemRepository(scene.connection).put([problem(made, monitor_id)])
    await HookRepository(scene.connection).made(made.id, [monitor_id])
    await HookRepository(scene.connection).delete(scene.home, made.id)
    assert await HookProblemRepository(scene.connection).of_monitors([monitor_id]) == {}
    assert await MonitorRepository(scene.connection).existing(scene.home, [monitor_id]) == {monitor_id}


async def test_problems_can_be_forgotten_by_hand(scene: Scene) -> None:
    made, first, second = await hook(scene), (await scene.monitor("a")).id, (await scene.monitor("b")).id
    repository = HookProblemRepository(scene.connection)
    await repository.put([problem(made, first), problem(made, second)])
    assert await repository.forget(made.id, first) == 1
    assert await repository.forget(made.id) == 1


async def test_what_was_held_against_a_deleted_monitor_is_forgotten(scene: Scene) -> None:
    made, monitor_id = await hook(scene), (await scene.monitor()).id
    repository = HookProblemRepository(scene.connection)
    await repository.put([problem(made, monitor_id)])
    await repository.forget_monitors([monitor_id])
    assert await repository.of_monitors([monitor_id]) == {}


async def test_only_monitors_of_the_workspace_that_exist_are_locked(scene: Scene) -> None:
    present, gone = (await scene.monitor("a")).id, (await scene.monitor("b")).id
    await MonitorRepository(scene.connection).delete(scene.home, [gone], T0)
    repository = HookProblemRepository(scene.connection)
    assert await repository.lock(scene.home, [present, gone, 999]) == {present}
    assert await repository.lock(scene.elsewhere, [present]) == set()
