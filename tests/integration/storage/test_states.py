"""What is concluded survives a restart, streaks and all."""

from tests.integration.storage.scene import T0, Scene
from tocsin.core.confirmation import RegionView
from tocsin.core.records import StateRecord
from tocsin.core.state import MonitorState, initial
from tocsin.core.transition import Reason
from tocsin.core.verdict import Verdict
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.states import StateRepository


async def stored(scene: Scene) -> list[StateRecord]:
    return [record async for some in StateRepository(scene.connection).stream(chunk=1) for record in some]


async def test_a_new_monitor_begins_in_its_initial_state(scene: Scene) -> None:
    monitor = await scene.monitor()
    assert await stored(scene) == [StateRecord(monitor.id, scene.home, initial(T0), "")]


async def test_a_state_comes_back_whole(scene: Scene) -> None:
    monitor = await scene.monitor()
    view = RegionView("eu", Verdict.UP, T0, last_at=T0 + 5, error="timeout", message="too slow")
    record = StateRecord(monitor.id, scene.home, MonitorState(Verdict.UP, T0, Reason.FIRST_RESULT, (view,)), "fine", 7)
    await StateRepository(scene.connection).upsert_many([record], T0)
    assert await stored(scene) == [record]


async def test_states_of_some_monitors_are_read_by_id(scene: Scene) -> None:
    first, _ = await scene.monitor("first"), await scene.monitor("second")
    stream = StateRepository(scene.connection).stream([first.id, 999])
    assert [record.monitor_id async for some in stream for record in some] == [first.id]


async def test_a_deleted_monitor_has_no_state(scene: Scene) -> None:
    monitor = await scene.monitor()
    await MonitorRepository(scene.connection).delete(scene.home, [monitor.id], T0)
    assert await stored(scene) == []


async def test_a_new_conclusion_keeps_the_certificates_expiry(scene: Scene) -> None:
    monitor = await scene.monitor()
    states = StateRepository(scene.connection)
    await states.set_certificate_expiries({monitor.id: T0})
    await states.upsert_many([StateRecord(monitor.id, scene.home, initial(T0), "")], T0)
    assert await states.certificate_expiries() == {monitor.id: T0}
