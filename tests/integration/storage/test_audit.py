"""The audit trail on both databases: added to, read in both directions, never changed."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from tests.integration.storage.scene import T0, Scene
from tocsin.storage.audit import AuditFilter, AuditRepository, StoredAudit
from tocsin.storage.tables import audit


async def note(
    scene: Scene, action: str, subject: str = "monitor:1", *, at: int = T0, actor: str = "key:ci", user_id: int = 0
) -> None:
    await AuditRepository(scene.connection).add(
        scene.home,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        detail={"n": at - T0},
        user_id=user_id or None,
        address="192.0.2.7",
    )


async def found(scene: Scene, where: AuditFilter) -> list[str]:
    """Actions in the order in which they happened; both ways of reading agree."""
    repository = AuditRepository(scene.connection)
    newest_first = [one.action for one in (await repository.page(scene.home, where)).items]
    assert [one.action for one in await repository.after(scene.home, where)] == newest_first[::-1]
    return newest_first[::-1]


async def test_an_entry_says_who_it_was_and_from_where(scene: Scene) -> None:
    await note(scene, "monitor.updated", actor="user:ada@example.com", user_id=5)
    [entry] = (await AuditRepository(scene.connection).page(scene.home)).items
    assert entry == StoredAudit(
        id=entry.id,
        workspace_id=scene.home,
        at=T0,
        actor="user:ada@example.com",
        user_id=5,
        address="192.0.2.7",
        action="monitor.updated",
        subject="monitor:1",
        detail={"n": 0},
    )


async def test_what_is_not_known_of_the_actor_is_left_out(scene: Scene) -> None:
    repository = AuditRepository(scene.connection)
    await repository.add_many(scene.home, at=T0, actor="tocsin", action="a.b", details={"s:1": {}, "s:2": {}})
    items = (await repository.page(scene.home)).items
    assert [(one.subject, one.user_id, one.address) for one in items] == [("s:2", None, ""), ("s:1", None, "")]


async def test_the_trail_pages_newest_first(scene: Scene) -> None:
    repository = AuditRepository(scene.connection)
    for number in range(4):
        await note(scene, "monitor.updated", f"monitor:{number % 2}", at=T0 + number)
    where = AuditFilter(subject="monitor:1")
    first = await repository.page(scene.home, where, limit=1)
    rest = await repository.page(scene.home, where, limit=1, cursor=first.next_cursor)
    assert [one.detail for one in first.items + rest.items] == [{"n": 3}, {"n": 1}]
    assert rest.next_cursor is None


async def test_an_export_goes_on_behind_what_it_has(scene: Scene) -> None:
    repository = AuditRepository(scene.connection)
    for number in range(3):
        await note(scene, f"a.{number}")
    first = await repository.after(scene.home, limit=2)
    rest = await repository.after(scene.home, after_id=first[-1].id, limit=2)
    assert [one.action for one in first + rest] == ["a.0", "a.1", "a.2"]
    assert await repository.after(scene.home, after_id=rest[-1].id) == []


async def test_a_trail_is_its_own_workspaces(scene: Scene) -> None:
    await note(scene, "monitor.updated")
    repository = AuditRepository(scene.connection)
    assert (await repository.page(scene.elsewhere)).items == []
    assert await repository.after(scene.elsewhere) == []


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (AuditFilter(), ["monitor.created", "monitor.Updated", "monitored", "session.ended"]),
        (AuditFilter(actor="key:ci"), ["monitor.created", "monitored"]),
        (AuditFilter(actor="key:c"), []),
        (AuditFilter(action="monitored"), ["monitored"]),
        (AuditFilter(action="monitor"), []),
        (AuditFilter(action="monitor."), ["monitor.created", "monitor.Updated"]),
        (AuditFilter(action="MONITOR."), []),
        (AuditFilter(action="m%."), []),
        (AuditFilter(subject="session:1"), ["session.ended"]),
        (AuditFilter(user_id=5), ["monitor.Updated", "session.ended"]),
        (AuditFilter(since=T0 + 1), ["monitor.Updated", "monitored", "session.ended"]),
        (AuditFilter(until=T0 + 2), ["monitor.created", "monitor.Updated"]),
        (AuditFilter(since=T0 + 1, until=T0 + 2), ["monitor.Updated"]),
        (AuditFilter(user_id=5, action="session."), ["session.ended"]),
    ],
)
async def test_all_that_is_asked_for_must_hold(scene: Scene, where: AuditFilter, expected: list[str]) -> None:
    await note(scene, "monitor.created")
    await note(scene, "monitor.Updated", at=T0 + 1, actor="user:ada", user_id=5)
    await note(scene, "monitored", at=T0 + 2)
    await note(scene, "session.ended", "session:1", at=T0 + 3, actor="user:ada", user_id=5)
    assert await found(scene, where) == expected


async def test_the_database_refuses_to_change_an_entry(scene: Scene) -> None:
    await note(scene, "monitor.deleted")
    with pytest.raises(DBAPIError, match="append-only"):
        async with scene.connection.begin_nested():
            await scene.connection.execute(update(audit).values(actor="somebody else"))
    assert [one.actor for one in (await AuditRepository(scene.connection).page(scene.home)).items] == ["key:ci"]
