"""Rules, and what they have concluded."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.integration.storage.scene import T0, Scene
from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.rule import Comparison, Metric, Rule, RuleState
from tocsin.core.errors import Conflict, NotFound
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.rule_monitors import RuleMonitorRepository
from tocsin.storage.rule_states import RuleStateRepository, StoredRuleState
from tocsin.storage.rules import RuleFields, RuleRepository, StoredRule
from tocsin.storage.workspaces import WorkspaceRepository

EVERYTHING_SET = Rule(
    match=Match(tags=frozenset({"prod"}), names=("db-*",)),
    metric=Metric.BURN_RATE,
    comparison=Comparison.ABOVE,
    threshold=14.4,
    severity=Severity.CRITICAL,
    window=3_600_000,
    short_window=300_000,
    percentile=99.9,
    objective=0.9995,
    confirmations=1,
    recoveries=3,
    least_results=7,
)


async def made(scene: Scene, name: str = "Slow", *, enabled: bool = True, workspace: int | None = None) -> StoredRule:
    fields = RuleFields(name=name, rule=EVERYTHING_SET, enabled=enabled)
    return await RuleRepository(scene.connection).create(workspace or scene.home, fields, T0)


def state_of(rule: StoredRule, monitor_id: int, *, incident_id: int | None = None) -> StoredRuleState:
    state = RuleState(is_broken=incident_id is not None, since=T0, streak=1, first_at=T0 + 5, last_at=T0 + 7)
    return StoredRuleState(rule.id, monitor_id, rule.workspace_id, state, incident_id, T0)


async def test_a_rule_is_kept_whole(scene: Scene) -> None:
    stored = await made(scene)
    assert await RuleRepository(scene.connection).get(scene.home, stored.id) == stored
    assert (stored.rule, stored.revision, stored.fields.enabled) == (EVERYTHING_SET, 1, True)


async def test_another_workspaces_rule_does_not_exist(scene: Scene) -> None:
    stored = await made(scene)
    rules = RuleRepository(scene.connection)
    for read in (rules.get, rules.hold):
        with pytest.raises(NotFound):
            await read(scene.elsewhere, stored.id)


async def test_a_name_is_taken_once_in_a_workspace(scene: Scene) -> None:
    await made(scene)
    await made(scene, workspace=scene.elsewhere)
    other = await made(scene, "Slower")
    with pytest.raises(Conflict):
        await made(scene)
    with pytest.raises(Conflict):
        await RuleRepository(scene.connection).update(other, replace(other.fields, name="Slow"), T0)


async def test_rules_are_listed_by_name_in_pages(scene: Scene) -> None:
    for name in ("c", "a", "b"):
        await made(scene, name)
    rules = RuleRepository(scene.connection)
    first = await rules.page(scene.home, limit=2)
    second = await rules.page(scene.home, limit=2, cursor=first.next_cursor)
    assert [[one.fields.name for one in page.items] for page in (first, second)] == [["a", "b"], ["c"]]
    assert (second.next_cursor, await rules.count(scene.home)) == (None, 3)


async def test_an_edit_makes_another_revision(scene: Scene) -> None:
    stored = await made(scene)
    rules = RuleRepository(scene.connection)
    after = await rules.update(await rules.hold(scene.home, stored.id), replace(stored.fields, enabled=False), T0 + 1)
    assert (after.revision, after.updated_at, after.fields.enabled) == (2, T0 + 1, False)


async def test_what_is_evaluated_is_enabled_and_of_a_living_workspace(scene: Scene) -> None:
    mine = await made(scene)
    await made(scene, "off", enabled=False)
    await made(scene, workspace=scene.elsewhere)
    await WorkspaceRepository(scene.connection).delete(scene.elsewhere, T0)
    assert await RuleRepository(scene.connection).enabled() == {scene.home: [mine]}


async def test_only_what_is_as_it_was_read_is_held(scene: Scene) -> None:
    a, b, c = await made(scene, "a"), await made(scene, "b", enabled=False), await made(scene, "c")
    assert await RuleRepository(scene.connection).hold_unchanged({a.id: 1, b.id: 1, c.id: 2, 10**6: 1}) == {a.id}


async def test_a_state_is_replaced_and_goes_with_its_rule(scene: Scene) -> None:
    rule, monitor = await made(scene), await scene.monitor()
    states = RuleStateRepository(scene.connection)
    await states.put_many([state_of(rule, monitor.id)])
    broken = state_of(rule, monitor.id, incident_id=9)
    await states.put_many([broken])
    assert await states.of_monitors([monitor.id]) == {(rule.id, monitor.id): broken}
    await RuleRepository(scene.connection).delete(rule)
    assert await states.of_monitors([monitor.id]) == {}


async def test_states_of_a_rule_come_by_monitor(scene: Scene) -> None:
    rule, other = await made(scene), await made(scene, "other")
    states = RuleStateRepository(scene.connection)
    await states.put_many([state_of(rule, one, incident_id=one if one > 1 else None) for one in (3, 1, 2)])
    await states.put_many([state_of(other, 1)])
    assert [one.monitor_id for one in await states.of_rule(rule.id)] == [1, 2, 3]
    assert [one.monitor_id for one in await states.of_rule(rule.id, after=1, limit=1)] == [2]
    assert [one.monitor_id for one in await states.of_rule(rule.id, only_broken=True)] == [2, 3]


async def test_states_are_deleted_by_rule_and_monitor(scene: Scene) -> None:
    rule, other = await made(scene), await made(scene, "other")
    states = RuleStateRepository(scene.connection)
    await states.put_many([state_of(one, number) for one in (rule, other) for number in (1, 2, 3)])
    await states.delete_many([(rule.id, 1), (other.id, 2)])
    await states.forget_monitors([3])
    assert set(await states.of_monitors([1, 2, 3])) == {(rule.id, 2), (other.id, 1)}


async def test_strays_are_of_monitors_that_are_gone_and_of_rules_that_are_off(scene: Scene) -> None:
    rule, off = await made(scene), await made(scene, "off", enabled=False)
    stays, gone = await scene.monitor("stays"), await scene.monitor("gone")
    await MonitorRepository(scene.connection).delete(scene.home, [gone.id], T0)
    states = RuleStateRepository(scene.connection)
    await states.put_many([state_of(one, number) for one in (rule, off) for number in (stays.id, gone.id)])
    await states.put_many([state_of(rule, 10**6)])
    found = {one.key for one in await states.strays()}
    assert found == {(rule.id, gone.id), (off.id, stays.id), (off.id, gone.id), (rule.id, 10**6)}


async def test_monitors_come_with_what_matchers_ask(scene: Scene) -> None:
    web = await scene.monitor("web", tags=("prod",))
    paused = await scene.monitor("paused", enabled=False)
    repository = RuleMonitorRepository(scene.connection)
    found = await repository.some(scene.home, after=0, limit=10)
    assert [(one.id, one.enabled) for one in found] == [(web.id, True), (paused.id, False)]
    assert [one.subject.tags for one in found] == [frozenset({"prod"}), frozenset()]
    assert await repository.some(scene.home, after=web.id, limit=1) == found[1:]
    assert await repository.some(scene.elsewhere, after=0, limit=10) == []
    assert await repository.get_many(scene.home, [paused.id]) == found[1:]


async def test_monitors_that_match_are_not_paused(scene: Scene) -> None:
    web = await scene.monitor("web", tags=("prod",))
    await scene.monitor("other")
    await scene.monitor("paused", tags=("prod",), enabled=False)
    repository = RuleMonitorRepository(scene.connection)
    found = await repository.matched(scene.home, Match(tags=frozenset({"prod"})), after=0, limit=10)
    assert [one.id for one in found] == [web.id]
    assert await repository.hold([web.id, web.id + 2, 10**6]) == {web.id}
